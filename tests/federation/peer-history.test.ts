// How it stood with the peers over time: a sample every five minutes for a day, hours for a month, and no more.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { readPeerHistory, samplePeers } from '../../src/federation/peer-history.ts';
import { readPeers } from '../../src/federation/read-peers.ts';
import { noteFailure } from '../../src/federation/sync/peer-store.ts';
import { operator, visitor } from '../../src/forum/policy/actor.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';
import { freshDatabase } from '../support/database.ts';
import { fixedClock } from '../support/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const rows = query()((db) => db.selectFrom('peer_history').selectAll().orderBy('span').orderBy('at'));

const fail = (house: Instance, origin: string, at: number) =>
  house.db.write((tx) =>
    noteFailure(tx, { coalition: house.coalition, origin, at, next: at, why: 'it cannot be reached' }),
  );

const open = async () => {
  const coalition = await openCoalition({ instances: ['a.example', 'b.example'] });
  const [a] = coalition.instances as [Instance, Instance];
  const { clock } = coalition;
  clock.set(Math.ceil(clock.now() / HOUR) * HOUR);
  const needs = { db: a.db, clock, facts: a.facts };
  const sample = samplePeers({ ...needs, readPeers: readPeers(needs) });
  return { coalition, a, clock, sample, history: readPeerHistory(needs) };
};

test('a sample is taken once in five minutes, whoever comes; hours keep the worst', async () => {
  const { coalition, a, clock, sample, history } = await open();
  await using _ = coalition;
  const start = clock.now();
  await a.pull('b.example');
  const writer = await a.member('ada');
  await a.startThread(writer, 'open-elections', { title: 'Thresholds', body: 'Three per cent?' });
  for (let minute = 0; minute < 20; minute++) {
    if (minute === 10) await fail(a, 'b.example', clock.now());
    await sample();
    clock.advance(MINUTE);
  }
  await a.pull('b.example');
  await sample();

  const day = await history(operator, 'b.example', 'day');
  expect(day.points.map(({ at, samples, reached }) => [(at - start) / MINUTE, samples, reached])).toEqual([
    [0, 1, 1],
    [5, 1, 1],
    [10, 1, 0],
    [15, 1, 0],
    [20, 1, 1],
  ]);
  // Two entries: the member's description, and the thread.
  expect(day.points.map(({ lag }) => lag)).toEqual([2, 2, 2, 2, 2]);
  const month = await history(operator, 'b.example', 'month');
  expect(month.points).toEqual([{ at: start, samples: 5, reached: 3, lag: 2, missing: 0, holes: 0 }]);
  await expect(history(operator, 'z.example', 'day')).rejects.toMatchObject({ code: 'not-found' });
  await expect(history(visitor, 'b.example', 'day')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('what is a day old, or a month, goes', async () => {
  const { coalition, a, clock, sample } = await open();
  await using _ = coalition;
  const start = clock.now();
  await sample();
  clock.advance(DAY + 5 * MINUTE);
  await sample();
  const left = await a.db.read.all(rows, {});
  expect(left.map(({ span }) => span)).toEqual([5 * MINUTE, HOUR, HOUR]);
  const hours = async () =>
    (await a.db.read.all(rows, {})).filter(({ span }) => span === HOUR).map(({ at }) => (at - start) / HOUR);
  clock.advance(29 * DAY - 10 * MINUTE);
  await sample();
  expect(await hours()).toEqual([0, 24, 719]);
  clock.advance(10 * MINUTE);
  await sample();
  expect(await hours()).toEqual([24, 719, 720]);
});

test('outside a coalition nothing is noted', async () => {
  await using fresh = await freshDatabase();
  const sample = samplePeers({ db: fresh.db, clock: fixedClock(), readPeers: async () => [] });
  await sample();
  expect(await fresh.db.read.all(rows, {})).toEqual([]);
});
