// Mails as a real server gets them.
import { expect, test } from 'vitest';
import { createMailSender, pauseAfter } from '../../../src/delivery/mail/sender.ts';
import { seededChance } from '../../support/time.ts';
import { until } from '../../support/timers.ts';
import { openHouse } from './house.ts';
import { freePort, openPostOffice } from './post-office.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

test('what waits is sent once, as plain text that nobody answers by itself', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  const long = `Grüße, Ada – naïve 日本 🎈\n.\n.dots and ${'long lines '.repeat(200)}\nFrom here.\n`;
  await house.queue({ subject: 'Grüße aus Köln 🎈', text: long });
  expect(await house.sender.sendDue()).toEqual({ sent: 1, later: 0, never: 0 });
  expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 0, never: 0 });
  const [got, ...others] = office.received;
  expect(others).toEqual([]);
  expect([got?.from, got?.to]).toEqual(['forum@greens.example', ['ada@example.org']]);
  expect(got?.mail.from?.text).toBe('"The Greens" <forum@greens.example>');
  expect(got?.mail.subject).toBe('Grüße aus Köln 🎈');
  expect(got?.mail.text).toBe(long);
  expect(got?.mail.html).toBe(false);
  expect(got?.mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(got?.mail.headers.has('list-unsubscribe')).toBe(false);
  expect(got?.mail.headers.has('x-mailer')).toBe(false);
  expect(got?.mail.date?.getTime()).toBe(house.clock.now());
  expect(got?.mail.messageId).toBe(`<outbox.1.${house.clock.now()}@greens.example>`);
  // The text is gone at once, the row after a week.
  const sent = { text: '', next_at: null, sent_at: house.clock.now(), attempts: 1, error: null };
  expect(await house.rows()).toEqual([expect.objectContaining(sent)]);
  house.clock.advance(7 * DAY);
  await house.sender.sendDue();
  expect(await house.rows()).toHaveLength(1);
  house.clock.advance(61 * MINUTE);
  await house.sender.sendDue();
  expect(await house.rows()).toEqual([]);
});

test('one click unsubscribes where there is an address for it (RFC 8058)', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  const unsubscribe = `https://greens.example/unsubscribe?token=${'a'.repeat(300)}`;
  await house.queue({ unsubscribe });
  await house.sender.sendDue();
  const [got] = office.received;
  const lines = got?.mail.headerLines.map(({ line }) => line.replace(/\r\n\s+/g, ' ').replace(/: +/, ': '));
  expect(lines).toContain(`List-Unsubscribe: <${unsubscribe}>`);
  expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  await expect(house.queue({ unsubscribe: 'javascript:alert(1)' })).rejects.toThrow('http address');
});

test('nothing that somebody wrote becomes a header, a second recipient or a second mail', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  const evil = 'x\r\nBcc: eve@evil.example\r\n\r\nbody\u2028more\u202e\n.\r\nMAIL FROM:<eve@evil.example>';
  await house.queue({ subject: evil, text: `${evil}\r\n.\r\nQUIT\r\n` });
  await house.queue({ unsubscribe: 'https://greens.example/a\r\nBcc: eve@evil.example' });
  await house.sender.sendDue();
  expect(office.received).toHaveLength(2);
  for (const { to, mail } of office.received) {
    expect(to).toEqual(['ada@example.org']);
    expect(mail.headers.has('bcc')).toBe(false);
  }
  const got = office.received.find(({ mail }) => mail.subject !== 'News');
  expect(got?.mail.subject).toBe('x Bcc: eve@evil.example body more . MAIL FROM:<eve@evil.example>');
  expect(got?.mail.text).toContain('\n.\nQUIT\n');
  for (const to of [
    'ada@example.org\r\nBcc: eve@evil.example',
    'ada@example.org, eve@evil.example',
    'ada@example.org>\r\nRCPT TO:<eve@evil.example',
    '"a b"@example.org',
    'ada@[127.0.0.1]',
    'ada@localhost',
    'ada',
    '',
  ])
    await expect(house.queue({ to }), to).rejects.toThrow('no address');
});

test('a server that says "later" is asked again, ever more rarely; after three days no more', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  office.rules.recipient = { status: 451, text: 'greylisted ada@example.org' };
  await house.queue();
  const times: number[] = [];
  const start = house.clock.now();
  for (let hour = 0; hour < 80 * 60; hour++) {
    const before = office.attempts;
    await house.sender.sendDue();
    if (office.attempts > before) times.push((house.clock.now() - start) / MINUTE);
    house.clock.advance(MINUTE);
  }
  const pauses = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(times.length).toBeGreaterThan(12);
  expect(times.length).toBeLessThan(40);
  expect(pauses[0]).toBeLessThanOrEqual(3);
  expect(Math.max(...pauses)).toBeGreaterThan(180);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(361);
  expect(await house.rows()).toMatchObject([{ text: '', next_at: null, sent_at: null, error: 'too late' }]);
  expect(JSON.stringify(house.log.lines)).not.toContain('ada@');
});

test('pauses grow and differ', () => {
  const chance = seededChance(1);
  const of = (attempts: number) => Array.from({ length: 50 }, () => pauseAfter(attempts, chance) / MINUTE);
  for (const [attempts, least] of [
    [0, 1],
    [3, 8],
    [30, 180],
  ] as const) {
    const pauses = of(attempts);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...pauses)).toBeLessThan(2 * least);
    expect(new Set(pauses).size).toBe(50);
  }
});

test.each([
  ['recipient', '550 at RCPT TO'],
  ['text', '554 at DATA'],
] as const)(
  'a mail that is refused for good (%s) is given up, and the log does not say whose it was',
  async (at, why) => {
    await using office = await openPostOffice();
    await using house = await openHouse(office.port);
    office.rules[at] = { status: Number(why.slice(0, 3)), text: 'no ada@example.org here' };
    await house.queue();
    expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 0, never: 1 });
    expect(await house.rows()).toMatchObject([{ text: '', next_at: null, sent_at: null, error: why }]);
    expect(house.log.lines).toMatchObject([{ level: 'warn', kind: 'test', why }]);
    expect(JSON.stringify(house.log.lines)).not.toContain('ada@');
    office.rules[at] = undefined;
    house.clock.advance(DAY);
    expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 0, never: 0 });
  },
);

test('one that is refused holds up no other', async () => {
  await using office = await openPostOffice({
    onRcptTo({ address }, _session, done) {
      done(address.startsWith('bad') ? Object.assign(new Error('no'), { responseCode: 550 }) : null);
    },
  });
  await using house = await openHouse(office.port);
  for (let n = 0; n < 130; n++) await house.queue({ to: `${n % 10 === 0 ? 'bad' : 'good'}${n}@example.org` });
  expect(await house.sender.sendDue()).toEqual({ sent: 117, later: 0, never: 13 });
  expect(new Set(office.received.flatMap(({ to }) => to)).size).toBe(117);
});

test('while the server is down mails wait without losing attempts, and are sent when it is up', async () => {
  const port = await freePort();
  await using house = await openHouse(port);
  for (let n = 0; n < 20; n++) await house.queue({ text: `${n}` });
  let tries = 0;
  for (let second = 0; second < 3600; second++) {
    tries += (await house.sender.sendDue()).later;
    house.clock.advance(1000);
  }
  // A few connections at a time, ever more rarely: at most each 10 minutes in the end.
  expect(tries).toBeLessThan(80);
  expect((await house.rows()).every(({ attempts, text }) => attempts === 0 && text !== '')).toBe(true);
  expect(house.log.lines.filter(({ message }) => message === 'mail cannot be sent').length).toBeLessThan(30);
  await using office = await openPostOffice({}, port);
  house.clock.advance(10 * MINUTE);
  expect(await house.sender.sendDue()).toEqual({ sent: 20, later: 0, never: 0 });
  expect(office.received.map(({ mail }) => mail.text?.trim()).sort()).toEqual(
    Array.from({ length: 20 }, (_, n) => `${n}`).sort(),
  );
});

test('a server that does not take us at all is no reason to give up mails', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  office.rules.sender = { status: 550, text: 'you may not send as that' };
  await house.queue();
  expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 1, never: 0 });
  office.rules.sender = undefined;
  house.clock.advance(MINUTE);
  expect(await house.sender.sendDue()).toEqual({ sent: 1, later: 0, never: 0 });
});

test('a mail on which the server hangs up stops no other', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  office.rules.hangUpOn = /^bad/;
  for (const to of ['bad1', 'bad2', 'bad3', 'bad4', 'bad5', 'good1', 'good2', 'good3'])
    await house.queue({ to: `${to}@example.org` });
  let sent = 0;
  for (let minute = 0; minute < 30; minute++) {
    sent += (await house.sender.sendDue()).sent;
    house.clock.advance(MINUTE);
  }
  expect(sent).toBe(3);
  expect(office.hangUps).toBeGreaterThan(5);
  house.clock.advance(3 * DAY);
  expect(await house.sender.sendDue()).toMatchObject({ never: 5 });
});

test('what is of no use any more is not sent', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  await house.queue({ until: house.clock.now() + 60 * MINUTE });
  house.clock.advance(60 * MINUTE);
  expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 0, never: 1 });
  expect(office.received).toEqual([]);
});

test('a crash between the server’s yes and our mark: it comes again under the same Message-ID', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  await house.queue();
  // The process ends in that moment: nothing it would write afterwards happens.
  let crashed = false;
  const { db } = house;
  const dying = createMailSender({
    ...house.needs(),
    db: { ...db, read: db.read, write: (work) => (crashed ? new Promise<never>(() => {}) : db.write(work)) },
    transport: {
      ...house.transport,
      async send(message) {
        const outcome = await house.transport.send(message);
        crashed = true;
        return outcome;
      },
    },
  });
  void dying.sendDue();
  await until(() => crashed);
  expect(await house.rows()).toMatchObject([{ sent_at: null, attempts: 1 }]);
  // Not at once: a process that dies at each mail would send it without end.
  expect(await house.sender.sendDue()).toEqual({ sent: 0, later: 0, never: 0 });
  house.clock.advance(2 * MINUTE);
  expect(await house.sender.sendDue()).toEqual({ sent: 1, later: 0, never: 0 });
  const ids = office.received.map(({ mail }) => mail.messageId);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('the bell wakes the sender; told to stop, it finishes what is under way', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stopping = new AbortController();
  const running = house.sender.run(stopping.signal);
  await until(() => house.timers.due().length > 0);
  office.rules.before = () => held;
  await house.queue();
  await house.queue();
  house.wake.ring();
  await until(() => {
    house.timers.advance(50);
    return office.received.length === 2;
  });
  stopping.abort();
  await house.queue();
  release();
  await running;
  expect((await house.rows()).map(({ sent_at }) => sent_at !== null)).toEqual([true, true, false]);
  expect(house.timers.due()).toEqual([]);
});

test('a stop does not wait for a server that says nothing', async () => {
  await using office = await openPostOffice();
  await using house = await openHouse(office.port);
  let release = (): void => {};
  office.rules.before = () =>
    new Promise<void>((resolve) => {
      release = resolve;
    });
  await house.queue();
  const stopping = new AbortController();
  const running = house.sender.run(stopping.signal);
  await until(() => office.received.length === 1);
  stopping.abort();
  house.timers.advance(5_000);
  await running;
  expect(await house.rows()).toMatchObject([{ sent_at: null, attempts: 1 }]);
  release();
  office.rules.before = undefined;
  house.clock.advance(2 * MINUTE);
  expect(await house.sender.sendDue()).toMatchObject({ sent: 1 });
  expect(new Set(office.received.map(({ mail }) => mail.messageId)).size).toBe(1);
});
