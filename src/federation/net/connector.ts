// Opens sockets for the client, and asks the guard at the last moment: about each address that a name resolves to, and
// once more about the address that the socket really got. A name that resolves differently each time gains nothing.
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { bareHost, type Guard } from './guard.ts';

/** Like `dns.lookup` with `all: true`. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

export type ConnectorNeeds = {
  guard: Guard;
  /** For connecting and the TLS handshake, in milliseconds. */
  timeoutMs: number;
  resolve?: Resolve;
  /** undici's own. */
  build: typeof buildConnector;
};

/** The guard said no; `message` says why. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** A look-up for `net.connect` that answers only what the guard lets through. */
export const guardedLookup =
  (guard: Guard, protocol: string, ask: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? { family: options.family } : {};
    ask(hostname, { all: true, ...family }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const refusals: string[] = [];
      const allowed = addresses.filter(({ address }) => {
        const why = guard.refuseAddress(address, protocol);
        if (why) refusals.push(why);
        return !why;
      });
      const [first] = allowed;
      if (!first) {
        const why = refusals.slice(0, 3).join('; ') || 'it has no address';
        return callback(new AddressRefused(`${hostname}: ${why}`), '', 0);
      }
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };

/** @returns a connector for undici's Agent */
export const createConnector = (needs: ConnectorNeeds): buildConnector.connector => {
  const { guard, timeoutMs, resolve: ask = resolve, build } = needs;
  // One a protocol, because the guard's answer depends on it.
  const connectorFor = (protocol: string) =>
    build({
      timeout: timeoutMs,
      autoSelectFamily: true,
      lookup: guardedLookup(guard, protocol, ask),
    } as buildConnector.BuildOptions);
  const http = connectorFor('http:');
  const https = connectorFor('https:');

  return (options, callback) => {
    const host = bareHost(options.hostname);
    // No look-up happens for IP literals.
    const why = isIP(host) === 0 ? undefined : guard.refuseAddress(host, options.protocol);
    if (why) return callback(new AddressRefused(why), null);
    const connect = options.protocol === 'https:' ? https : http;
    return connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (!socket) return callback(new Error('no socket'), null);
      const refused = guard.refuseAddress(socket.remoteAddress ?? 'unknown', options.protocol);
      if (!refused) return callback(null, socket);
      socket.destroy();
      return callback(new AddressRefused(refused), null);
    });
  };
};
