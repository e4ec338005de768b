// The sender alone, with a clock of its own: pauses, giving up, and what a crash in between does.
import { expect, test } from 'vitest';
import type { Writer } from '../../../src/db/database.ts';
import { query } from '../../../src/db/statement.ts';
import { createWake } from '../../../src/events/wake.ts';
import { pauseBefore, type Said, type Settled, sendMessages } from '../../../src/federation/messages/send-messages.ts';
import { messagesFor, queueMessage } from '../../../src/forum/messages/message-store.ts';
import { listeningLog, openCoalition } from '../../support/coalition.ts';
import { seededChance } from '../../support/time.ts';

const DAY = 86_400_000;
const events = query()((db) =>
  db.selectFrom('event').select('data').where('kind', '=', 'message.settled').orderBy('id'),
);

const openSender = async () => {
  const coalition = await openCoalition({ instances: ['a.example'], scribes: ['x.example', 'y.example'] });
  const { db } = coalition.at('a.example');
  const { clock } = coalition;
  const calls: { peer: string; id: string; at: number }[] = [];
  const ended: Settled[] = [];
  const said = new Map<string, Said | Error>();
  const send = sendMessages({
    db,
    clock,
    chance: seededChance(1),
    wake: createWake(),
    log: listeningLog(),
    async post(peer, body) {
      calls.push({ peer: peer.origin, id: JSON.parse(body).id, at: clock.now() });
      const answer = said.get(peer.origin) ?? { kind: 'later', why: 'nobody listens there' };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async settled(_: Writer, settled) {
      ended.push(settled);
    },
  });
  const queue = (peer: string, ref: string) =>
    db.write((tx) =>
      queueMessage(tx, {
        coalition: coalition.id,
        peer,
        id: `message-about-${ref.padStart(8, '0')}`,
        kind: 'report.outcome',
        content: { case: 'handle-of-some-case', outcome: 'dismissed' },
        ref,
        now: clock.now(),
      }),
    );
  const stateOf = async (ref: string) => (await messagesFor(db.read, ref))[0]?.state;
  return {
    ...{ db, clock, calls, ended, said, send, queue, stateOf },
    [Symbol.asyncDispose]: () => coalition[Symbol.asyncDispose](),
  };
};

test('pauses grow from seconds to an hour, and differ', () => {
  const chance = seededChance(2);
  for (let attempts = 0; attempts < 800; attempts++) {
    const pause = pauseBefore(attempts, chance);
    const least = Math.min(5_000 * 2 ** Math.min(attempts, 20), 30 * 60_000);
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThan(2 * least);
  }
  expect(new Set(Array.from({ length: 20 }, () => pauseBefore(9, chance))).size).toBe(20);
});

test('tried for 30 days, given up then, and told to whoever asked', async () => {
  await using sender = await openSender();
  await sender.queue('x.example', 'lost');
  const began = sender.clock.now();
  for (let minute = 0; minute < 31 * 24 * 60; minute += 10) {
    sender.clock.set(began + minute * 60_000);
    await sender.send();
  }
  expect(await sender.stateOf('lost')).toBe('given-up');
  expect(sender.ended).toMatchObject([
    { ref: 'lost', kind: 'report.outcome', state: 'given-up', why: 'nobody listens there' },
  ]);
  expect((sender.ended[0]?.now ?? 0) - began).toBeGreaterThanOrEqual(30 * DAY);
  expect((sender.ended[0]?.now ?? 0) - began).toBeLessThan(30 * DAY + 70 * 60_000);
  expect(sender.calls.length).toBeGreaterThan(600);
  expect(sender.calls.length).toBeLessThan(1_500);
  expect(new Set(sender.calls.map(({ id }) => id)).size).toBe(1);
  expect((await sender.db.read.all(events, {})).map(({ data }) => JSON.parse(data))).toEqual([
    { peer: 'x.example', kind: 'report.outcome', state: 'given-up' },
  ]);
  // How it ended is known for a while, and forgotten then.
  sender.clock.advance(31 * DAY);
  await sender.send();
  expect(await sender.stateOf('lost')).toBeUndefined();
});

test('a peer that is down holds up no other, and a thousand messages for it cost one call', async () => {
  await using sender = await openSender();
  for (let number = 0; number < 300; number++) await sender.queue('x.example', `down-${number}`);
  await sender.queue('y.example', 'up');
  sender.said.set('y.example', { kind: 'taken' });
  await sender.send();
  expect(await sender.stateOf('up')).toBe('taken');
  expect(sender.calls.filter(({ peer }) => peer === 'x.example')).toHaveLength(1);
  sender.said.set('x.example', { kind: 'taken' });
  sender.clock.advance(20_000);
  await sender.send();
  expect(sender.ended).toHaveLength(301);
});

test('refused is refused; asked to wait, it waits as long as asked', async () => {
  await using sender = await openSender();
  await sender.queue('x.example', 'refused');
  await sender.queue('y.example', 'later');
  sender.said.set('x.example', { kind: 'refused', why: 'unknown-kind: not known here' });
  sender.said.set('y.example', { kind: 'later', why: 'it answered 429', retryAfter: 1_800 });
  await sender.send();
  expect(sender.ended).toMatchObject([{ ref: 'refused', state: 'refused', why: 'unknown-kind: not known here' }]);
  sender.clock.advance(1_799_000);
  await sender.send();
  expect(sender.calls).toHaveLength(2);
  sender.clock.advance(1_000);
  await sender.send();
  expect(sender.calls).toHaveLength(3);
});

test('killed between their yes and our mark, it goes again under the same id', async () => {
  await using sender = await openSender();
  await sender.queue('x.example', 'cut');
  sender.said.set('x.example', new Error('killed'));
  await expect(sender.send()).rejects.toThrow('killed');
  expect(await sender.stateOf('cut')).toBe('waiting');
  await sender.send();
  expect(sender.calls).toHaveLength(1);
  sender.said.set('x.example', { kind: 'taken' });
  sender.clock.advance(10_000);
  await sender.send();
  expect(await sender.stateOf('cut')).toBe('taken');
  expect(new Set(sender.calls.map(({ id }) => id)).size).toBe(1);
});

test('who is no peer any more gets nothing', async () => {
  await using sender = await openSender();
  await sender.queue('gone.example', 'gone');
  await sender.send();
  expect(sender.calls).toEqual([]);
  expect(sender.ended).toMatchObject([{ ref: 'gone', state: 'given-up', why: 'it is no peer any more' }]);
});
