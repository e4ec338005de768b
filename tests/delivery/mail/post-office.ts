// A real SMTP server for the tests: takes mails, refuses them, answers late or not at all, as a test tells it.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Received = { from: string; to: string[]; mail: ParsedMail; raw: string; secure: boolean; user: string };

type Connection = { id: string; _socket: { destroy(): void } };

const refuse = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

export type PostOffice = Awaited<ReturnType<typeof openPostOffice>>;

/** `await using office = await openPostOffice();` */
export const openPostOffice = async (options: SMTPServerOptions = {}, port?: number) => {
  const received: Received[] = [];
  const rules: {
    /** Answers this at the recipient, or after the text. */
    recipient?: { status: number; text: string } | undefined;
    text?: { status: number; text: string } | undefined;
    sender?: { status: number; text: string } | undefined;
    /** Breaks the connection instead of answering to a text for this address. */
    hangUpOn?: RegExp | undefined;
    /** Waits for it before it says yes to a text that it has taken. */
    before?: (() => Promise<void>) | undefined;
  } = {};
  let attempts = 0;
  let hangUps = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onMailFrom(_address, _session, done) {
      attempts += 1;
      const { sender } = rules;
      done(sender ? refuse(sender.status, sender.text) : null);
    },
    onRcptTo(_address, _session, done) {
      const { recipient } = rules;
      done(recipient ? refuse(recipient.status, recipient.text) : null);
    },
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString('utf8');
      const [first] = session.envelope.rcptTo;
      if (first && rules.hangUpOn?.test(first.address)) {
        hangUps += 1;
        for (const connection of server.connections as Set<Connection>)
          if (connection.id === session.id) connection._socket.destroy();
        return;
      }
      if (rules.text) return done(refuse(rules.text.status, rules.text.text));
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        mail: await simpleParser(raw),
        raw,
        secure: session.secure,
        user: String(session.user ?? ''),
      });
      await rules.before?.();
      done(null);
    },
    ...options,
  });
  // A client that breaks off is none of the server's troubles.
  server.on('error', () => {});
  const listening = server.listen(port ?? 0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    received,
    rules,
    port: (listening.address() as AddressInfo).port,
    get hangUps() {
      return hangUps;
    },
    /** How many mails were begun. */
    get attempts() {
      return attempts;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};
