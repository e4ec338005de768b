// Who may read mail on its way, and whom we believe to be the server.
import type { SMTPServerOptions } from 'smtp-server';
import { expect, test } from 'vitest';
import { SmtpUrl } from '../../../src/base/mail-config.ts';
import { checkMail } from '../../../src/delivery/mail/check-mail.ts';
import { createMailTransport, tlsOptions } from '../../../src/delivery/mail/transport.ts';
import { cert, key } from './certificate.ts';
import { freePort, openPostOffice } from './post-office.ts';

const from = { name: '', address: 'forum@greens.example' };
const message = { id: '1@greens.example', to: 'ada@example.org', subject: 'a', text: 'b', at: 0 };

const sendTo = async (url: string) => {
  const transport = createMailTransport({ ...SmtpUrl.parse(url), from }, 'greens.example');
  try {
    return await transport.send(message);
  } finally {
    transport.close();
  }
};

const signsIn: Pick<SMTPServerOptions, 'onAuth'> = {
  onAuth: ({ username, password }, _session, done) =>
    username === 'koinon' && password === 'p@ss/word'
      ? done(null, { user: 'koinon' })
      : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
};

test('STARTTLS is used where it is offered, and a certificate that nobody vouches for is refused where TLS is demanded', async () => {
  await using office = await openPostOffice({ key, cert, disabledCommands: [], ...signsIn });
  const there = `koinon:p%40ss%2Fword@localhost:${office.port}`;
  expect(await sendTo(`smtp://${there}?tls=required`)).toMatchObject({ kind: 'down' });
  expect(office.received).toEqual([]);
  // On this machine nobody listens in between.
  expect(await sendTo(`smtp://${there}`)).toEqual({ kind: 'sent' });
  expect(office.received).toMatchObject([{ secure: true, user: 'koinon' }]);
});

test('the same from the first byte on (smtps)', async () => {
  await using office = await openPostOffice({ key, cert, secure: true, ...signsIn });
  const there = `koinon:p%40ss%2Fword@127.0.0.1:${office.port}`;
  expect(await sendTo(`smtps://${there}?tls=required`)).toMatchObject({ kind: 'down' });
  expect(await sendTo(`smtps://${there}`)).toEqual({ kind: 'sent' });
  expect(office.received).toMatchObject([{ secure: true, user: 'koinon' }]);
});

test('a server that offers no TLS gets neither password nor mail where TLS is demanded', async () => {
  const seen: unknown[] = [];
  await using office = await openPostOffice({
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      seen.push(auth);
      done(null, { user: 'koinon' });
    },
  });
  const there = `koinon:secret@127.0.0.1:${office.port}`;
  expect(await sendTo(`smtp://${there}?tls=required`)).toMatchObject({ kind: 'down' });
  expect([seen, office.attempts]).toEqual([[], 0]);
  expect(await sendTo(`smtp://${there}?tls=off`)).toEqual({ kind: 'sent' });
  expect(office.received).toMatchObject([{ secure: false, user: 'koinon' }]);
});

test('away from this machine TLS is demanded unless the address says otherwise', () => {
  const of = (url: string) => tlsOptions(SmtpUrl.parse(url));
  expect(of('smtp://mail.example')).toMatchObject({ requireTLS: true, tls: { rejectUnauthorized: true } });
  expect(of('smtp://10.0.0.7')).toMatchObject({ requireTLS: true, tls: { rejectUnauthorized: true } });
  expect(of('smtps://mail.example')).toMatchObject({ secure: true, tls: { rejectUnauthorized: true } });
  expect(of('smtp://10.0.0.7?tls=off')).toMatchObject({ requireTLS: false, ignoreTLS: true });
  expect(of('smtp://[::1]')).toMatchObject({ requireTLS: false, ignoreTLS: false, opportunisticTLS: true });
});

test('mail can be checked without sending any', async () => {
  await using office = await openPostOffice({ key, cert, disabledCommands: [], ...signsIn });
  const at = (url: string) => checkMail({ mail: { ...SmtpUrl.parse(url), from }, origin: 'greens.example:3000' });
  expect(await at(`smtp://koinon:p%40ss%2Fword@127.0.0.1:${office.port}`)).toEqual({ ok: true });
  expect(await at(`smtp://koinon:other@127.0.0.1:${office.port}`)).toEqual({ ok: false, why: '535 at AUTH PLAIN' });
  expect(await at(`smtp://127.0.0.1:${await freePort()}`)).toMatchObject({ ok: false });
  expect(await checkMail({ mail: undefined, origin: 'greens.example' })).toBe('off');
  expect(office.attempts).toBe(0);
});
