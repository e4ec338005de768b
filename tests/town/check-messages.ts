// What must be true of messages at the end of every run: each arrives once, or runs out.
import { expect } from 'vitest';
import { query } from '../../src/db/statement.ts';
import type { Town } from './town.ts';

const sent = query()((db) => db.selectFrom('message_out').selectAll().orderBy('id'));
const received = query()((db) => db.selectFrom('message_in').selectAll().orderBy('peer').orderBy('message_id'));
const takings = query()((db) =>
  db.selectFrom('event').select('data').where('kind', '=', 'message.received').orderBy('id'),
);

const GIVEN_UP = 'given-up';
const ROUND = 20_000;
const ROUNDS = 400;

/** Lets time pass until no message waits. */
export const deliver = async (town: Town): Promise<void> => {
  const waiting = async () => {
    const rows = await Promise.all((await town.inReach()).map(({ db }) => db.read.all(sent, {})));
    return rows.flat().filter(({ state }) => state === 'waiting').length;
  };
  for (let rounds = 0; rounds < ROUNDS && (await waiting()) > 0; rounds++) await town.pass(ROUND);
  expect(await waiting(), 'messages that wait').toBe(0);
};

/**
 * @param isSure whether the house with that index has the memory of all that it sent and was sent: no backup took it back, and
 *   there is one of it
 */
export const expectDelivered = async (town: Town, isSure: (house: number) => boolean): Promise<void> => {
  await deliver(town);
  const among = (await town.inReach()).map((one) => ({ one, sure: isSure(town.instances.indexOf(one)) }));
  for (const { one, sure } of among) {
    const came = await one.db.read.all(received, {});
    // What follows from a message follows once.
    const counts = new Map<string, number>();
    const count = (what: string, by: number) => counts.set(what, (counts.get(what) ?? 0) + by);
    for (const { peer, kind } of came) count(`${kind} from ${peer}`, 1);
    for (const { data } of await one.db.read.all(takings, {})) {
      const { peer, kind } = JSON.parse(data);
      count(`${kind} from ${peer}`, -1);
    }
    expect(
      [...counts].filter(([, left]) => left !== 0),
      `messages that ${one.id} took more than once, or not at all`,
    ).toEqual([]);
    if (!sure) continue;
    for (const other of among) {
      if (other.one === one || !other.sure) continue;
      const all = (await other.one.db.read.all(sent, {})).filter(({ peer }) => peer === one.origin);
      // What ran out may have arrived all the same: then nobody heard that it did.
      const [there, ranOut] = [
        all.filter(({ state }) => state !== GIVEN_UP),
        all.filter(({ state }) => state === GIVEN_UP),
      ];
      const lost = new Set(ranOut.map(({ message_id }) => message_id));
      const here = came.filter(({ peer, message_id }) => peer === other.one.origin && !lost.has(message_id));
      const states = (rows: readonly { message_id: string; state: string }[]) =>
        rows.map(({ message_id, state }) => `${message_id} ${state}`).sort();
      expect(states(here), `what ${one.id} had of ${other.one.id}`).toEqual(states(there));
    }
  }
};
