// Notifications by mail, through a real mail server: at once, as a digest, and what ends them.
import { expect, test } from 'vitest';
import { buildNotifications } from '../../../src/app/notifications.ts';
import { SmtpUrl } from '../../../src/base/mail-config.ts';
import { command, query } from '../../../src/db/statement.ts';
import { createMailSender } from '../../../src/delivery/mail/sender.ts';
import { createMailTransport } from '../../../src/delivery/mail/transport.ts';
import { putEmail } from '../../../src/forum/identity/email-store.ts';
import { createNotificationMails } from '../../../src/forum/notifications/mail-notifications.ts';
import { forgetNotificationsOfMember } from '../../../src/forum/notifications/member-data.ts';
import { createNotificationReads } from '../../../src/forum/notifications/read-notifications.ts';
import { password } from '../../http/house.ts';
import { openNotifying } from '../../http/notifying.ts';
import { listeningLog } from '../../support/coalition.ts';
import { handTimers } from '../../support/timers.ts';
import { from } from './house.ts';
import { openPostOffice } from './post-office.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const idOf = query<{ name: string }>()((db, p) => db.selectFrom('member').select('id').where('name', '=', p.name));

const restrict = command<{ name: string; standing: string }>()((db, p) =>
  db.updateTable('member').set({ standing: p.standing }).where('name', '=', p.name),
);

const openMailing = async () => {
  const office = await openPostOffice();
  const h = await openNotifying();
  const transport = createMailTransport(
    { ...SmtpUrl.parse(`smtp://127.0.0.1:${office.port}`), from },
    'greens.example',
  );
  const timers = handTimers(h.clock);
  const sender = createMailSender({ ...h, timers, log: listeningLog(), transport, host: 'greens.example' });
  const mailing = { on: true, origin: h.origin, publicUrl: h.publicUrl };
  const write = () => createNotificationMails({ ...h, mailing, reads: createNotificationReads(h) })();
  const memberId = async (name: string) => (await h.db.read.get(idOf, { name }))?.id ?? 0;
  return {
    ...h,
    office,
    memberId,
    /** Mails that went to an address since the last look. */
    async post(): Promise<{ to: string; subject: string; text: string; headers: Map<string, unknown> }[]> {
      const before = office.received.length;
      await h.settle();
      // Twice: what was written is not written again.
      await write();
      await write();
      await sender.sendDue();
      return office.received.slice(before).map(({ to, mail }) => ({
        to: String(to[0]),
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        headers: mail.headers as Map<string, unknown>,
      }));
    },
    async confirm(name: string, confirmed = true) {
      const [member, now] = [await memberId(name), h.clock.now()];
      const address = `${name}@example.org`;
      await h.db.write(async (tx) => {
        await tx.run(putEmail, {
          memberId: member,
          address,
          folded: address,
          confirmedAt: confirmed ? now : null,
          now,
        });
      });
    },
    unsubscribe: buildNotifications(h),
    async again(name: string) {
      const { session } = await h.signIn({ name, password, kind: 'token', agent: 'test' });
      return h.accessTokens.issue(session);
    },
    async [Symbol.asyncDispose]() {
      transport.close();
      await h[Symbol.asyncDispose]();
      await office[Symbol.asyncDispose]();
    },
  };
};

test('a mail at once comes a minute later, gathers, and not to whoever has read', async () => {
  await using h = await openMailing();
  const [ada, bo, cy] = [await h.join('ada'), await h.join('bo'), await h.join('cy')];
  for (const name of ['ada', 'bo']) await h.confirm(name);
  await h.confirm('cy', false);
  for (const token of [ada, bo, cy]) await h.do('PATCH', '/me/notifications', token, { mention: 'mail' });
  const thread = await h.start(cy, 'secretword @ada @bo @cy', 'cellar');
  expect(await h.post()).toEqual([]);
  await h.do('PUT', `/threads/${thread}/read`, bo, { upTo: 'all' });
  await h.reply(cy, thread, 'secretword again, @ada');
  h.clock.advance(MINUTE);
  const [mail, ...none] = await h.post();
  expect(none).toEqual([]);
  expect([mail?.to, mail?.subject]).toEqual(['ada@example.org', '2 new notifications at greens.example']);
  expect(mail?.text).toContain('cy@greens.example mentioned you in The cellar');
  expect(mail?.text).toContain(`${h.publicUrl}/threads/b1?post=b2`);
  expect(mail?.text).not.toMatch(/secretword|Title/);
  // Nothing twice; and within five minutes nothing more, however much comes.
  h.clock.advance(MINUTE);
  expect(await h.post()).toEqual([]);
  await h.reply(cy, thread, '@ada');
  h.clock.advance(2 * MINUTE);
  expect(await h.post()).toEqual([]);
  h.clock.advance(3 * MINUTE);
  expect((await h.post()).map(({ subject }) => subject)).toEqual(['cy@greens.example mentioned you in The cellar']);
  // What was deleted before the mail is not told.
  const gone = await h.reply(cy, thread, '@ada');
  await h.settle();
  await h.do('DELETE', `/posts/${gone}`, cy);
  h.clock.advance(10 * MINUTE);
  expect(await h.post()).toEqual([]);
  // Who is suspended hears nothing of a room that they are shut out of.
  const standing = [{ kind: 'suspend', scope: 'instance', until: null, action: 1, reason: 'spam', settings: {} }];
  await h.reply(await h.again('cy'), thread, '@ada');
  await h.settle();
  await h.db.write(async (tx) => void (await tx.run(restrict, { name: 'ada', standing: JSON.stringify(standing) })));
  h.clock.advance(10 * MINUTE);
  expect(await h.post()).toEqual([]);
});

test('the link in a mail ends that kind, signed out, as often as one likes; it dies with the member', async () => {
  await using h = await openMailing();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  await h.confirm('ada');
  await h.do('PATCH', '/me/notifications', ada, { mention: 'mail', reply: 'mail' });
  const thread = await h.start(ada);
  await h.reply(bo, thread, '@ada');
  h.clock.advance(2 * MINUTE);
  const [mail] = await h.post();
  const list = mail?.headers.get('list') as { unsubscribe: { url: string }; 'unsubscribe-post': { name: string } };
  const token = String(list.unsubscribe.url.split('/').at(-1));
  expect(list.unsubscribe.url).toBe(`${h.publicUrl}/unsubscribe/${token}`);
  expect(JSON.stringify(list['unsubscribe-post'])).toContain('List-Unsubscribe=One-Click');
  expect(await h.unsubscribe.checkUnsubscribe(token)).toBe('mention');
  expect((await h.do('GET', '/me/notifications', ada)).mention).toBe('mail');
  // As mail programs do it (RFC 8058, 3.1), and as people do who press the button of the page, from anywhere.
  const page = await h.call('GET', `/unsubscribe/${token}`);
  expect([page.status, page.text.includes('<form method="post"')]).toEqual([200, true]);
  expect((await h.do('GET', '/me/notifications', ada)).mention).toBe('mail');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const parts = { 'content-type': 'multipart/form-data; boundary=x' };
  const sent = '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
  for (const [headers, body] of [
    [form, 'List-Unsubscribe=One-Click'],
    [parts, sent],
    [{ ...form, origin: 'https://mail.example' }, ''],
  ] as const)
    expect((await h.call('POST', `/unsubscribe/${token}`, { headers, body })).status).toBe(200);
  expect((await h.call('POST', '/unsubscribe/x.mention.y', { headers: form, body: '' })).status).toBe(404);
  expect((await h.call('GET', '/unsubscribe/x')).status).toBe(404);
  expect(await h.do('GET', '/me/notifications', ada)).toMatchObject({ mention: 'forum', reply: 'mail' });
  await h.reply(bo, thread, '@ada');
  h.clock.advance(10 * MINUTE);
  expect(await h.post()).toEqual([]);
  expect(await h.count(ada)).toBe(2);
  const [member = '', , mac = ''] = token.split('.');
  for (const bad of [
    '',
    'x',
    token.slice(0, -1),
    `${member}.reply.${mac}`,
    `${member}.mail.${mac}`,
    `x.mention.${mac}`,
  ])
    await expect(h.unsubscribe.unsubscribe(bad)).rejects.toMatchObject({ code: 'not-found' });
  const id = await h.memberId('ada');
  await h.db.write((tx) => forgetNotificationsOfMember(tx, id));
  await expect(h.unsubscribe.unsubscribe(token)).rejects.toMatchObject({ code: 'not-found' });
  expect(await h.list(ada)).toEqual([]);
});

test('a digest comes once a day at its hour, with what is unread', async () => {
  await using h = await openMailing();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  await h.confirm('ada');
  // The clock begins at midnight.
  await h.do('PATCH', '/me/notifications', ada, { reply: 'digest', digestHour: 6 });
  const thread = await h.start(ada);
  await h.reply(bo, thread);
  const read = await h.reply(bo, thread);
  await h.settle();
  const [latest] = await h.list(ada);
  expect(latest?.post).toBe(read);
  await h.do('POST', '/notifications/read', ada, { ids: [latest?.id] });
  expect(await h.post()).toEqual([]);
  h.clock.advance(6 * HOUR);
  const [mail, ...none] = await h.post();
  expect([none, mail?.subject]).toEqual([[], '1 new notifications at greens.example']);
  expect(mail?.text).toContain('bo@greens.example answered you in The garden');
  h.clock.advance(HOUR);
  expect(await h.post()).toEqual([]);
  h.clock.advance(24 * HOUR);
  expect(await h.post()).toEqual([]);
  await h.reply(await h.again('bo'), thread);
  h.clock.advance(24 * HOUR);
  expect(await h.post()).toHaveLength(1);
});
