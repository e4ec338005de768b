// Which certificate a server shows, and whether a stranger would trust it.
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { bareHost } from './guard.ts';

export type Certificate =
  /** `until`: epoch milliseconds. `trusted`: why not, where it is not. */
  { ok: true; until: number; distrusted: string | undefined } | { ok: false; why: string };

const TIMEOUT_MS = 10_000;

/** @param url with https @param ca whom to trust besides, in PEM */
export const readCertificate = (url: string, ca?: string): Promise<Certificate> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const host = bareHost(hostname);
    const socket = connect({
      host,
      port: Number(port) || 443,
      // Looked at, not relied on: nothing is said on this connection.
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
      ...(isIP(host) ? {} : { servername: host }),
      ...(ca === undefined ? {} : { ca }),
    });
    const done = (answer: Certificate): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.once('timeout', () => done({ ok: false, why: 'it does not answer' }));
    socket.once('error', (error) => done({ ok: false, why: error.message }));
    socket.once('secureConnect', () => {
      const { valid_to: until } = socket.getPeerCertificate();
      const why: unknown = socket.authorizationError;
      const distrusted = socket.authorized ? undefined : why instanceof Error ? why.message : String(why);
      done({ ok: true, until: Date.parse(until), distrusted });
    });
  });
