// One mail to one SMTP server, by nodemailer. The library is loaded with the first mail: an instance that sends none
// never pays for it.
import type { Transporter } from 'nodemailer';
import type { MailConfig } from '../../base/mail-config.ts';

export type Message = {
  /** Without angle brackets. */
  id: string;
  to: string;
  subject: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
  unsubscribe?: string;
};

/**
 * `later`: the server wants to be asked again, about this mail. `never`: it will not take this one. `down`: nothing can be
 * sent at all for now. `why` says what, never to whom: a server's own words may quote the address.
 */
export type Outcome = { kind: 'sent' } | { kind: 'later' | 'never' | 'down'; why: string };

export type MailTransport = {
  send(message: Message): Promise<Outcome>;
  /** Whether the server can be reached and takes us. */
  verify(): Promise<{ ok: true } | { ok: false; why: string }>;
  /** Closes idle connections; the next mail opens one. Mails under way are broken off. */
  close(): void;
};

/** Milliseconds. */
const timeouts = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000, dnsTimeout: 10_000 };
export const CONNECTIONS = 4;

type SmtpFault = { code?: unknown; command?: unknown; responseCode?: unknown };

const faultOf = (error: unknown): { code: string; command: string; status: number } => {
  const { code, command, responseCode } = (typeof error === 'object' && error !== null ? error : {}) as SmtpFault;
  return {
    code: typeof code === 'string' ? code : 'unknown',
    command: typeof command === 'string' ? (command.split(/[^A-Za-z ]/, 1)[0] ?? '').trim().slice(0, 20) : '',
    status: typeof responseCode === 'number' ? responseCode : 0,
  };
};

/** A fault of this mail stands at the recipient or behind the text; before that it is one of the server or of the settings. */
const outcomeOf = (error: unknown): Outcome => {
  const { code, command, status } = faultOf(error);
  const why = status ? `${status} at ${command || code}` : code;
  const ofThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  if (!ofThisMail) return { kind: 'down', why };
  // Without an answer of the server it was the library that would not send it.
  return { kind: status >= 400 && status < 500 ? 'later' : 'never', why };
};

/** How nodemailer is to behave with this server. Exported for its test. */
export const tlsOptions = ({ implicitTls, tls }: Pick<MailConfig, 'implicitTls' | 'tls'>) => ({
  secure: implicitTls,
  requireTLS: !implicitTls && tls === 'checked',
  ignoreTLS: tls === 'off',
  opportunisticTLS: !implicitTls && tls === 'any',
  tls: { rejectUnauthorized: tls === 'checked', minVersion: 'TLSv1.2' as const },
});

/** @param name what this instance calls itself to the server: its host */
export const createMailTransport = (config: MailConfig, name: string): MailTransport => {
  let opened: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      ...tlsOptions(config),
      ...timeouts,
      host: config.host,
      port: config.port,
      name,
      pool: true,
      maxConnections: CONNECTIONS,
      maxMessages: 200,
      // Whether a mail goes again is decided by the outbox alone.
      maxRequeues: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(config.user === undefined ? {} : { auth: { user: config.user, pass: config.password ?? '' } }),
    });
  };
  const transport = (): Promise<Transporter> => {
    opened ??= open();
    return opened;
  };
  return {
    async send({ id, to, subject, text, at, unsubscribe }) {
      try {
        const { rejected } = await (await transport()).sendMail({
          from: config.from,
          to: { name: '', address: to },
          envelope: { from: config.from.address, to: [to] },
          messageId: `<${id}>`,
          date: new Date(at),
          subject,
          text,
          xMailer: false,
          headers: {
            // RFC 3834, 5: nobody's holiday notice is wanted.
            'Auto-Submitted': 'auto-generated',
            ...(unsubscribe === undefined
              ? {}
              : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
          },
        });
        return rejected?.length ? { kind: 'never', why: 'rejected' } : { kind: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async verify() {
      try {
        await (await transport()).verify();
        return { ok: true };
      } catch (error) {
        const { code, command, status } = faultOf(error);
        return { ok: false, why: status ? `${status} at ${command || code}` : code };
      }
    },
    close() {
      const closing = opened;
      opened = undefined;
      void closing?.then((one) => one.close());
    },
  };
};
