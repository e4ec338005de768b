import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { bridgingOf } from '../../../src/forum/threads/bridging.ts';
import { seededChance } from '../../support/time.ts';
import { openLeague, votingOn } from './league.ts';

const LOTS = 1_000_000_000;
const kept = query()((db) =>
  db.selectFrom('thread').select(['origin', 'seq', 'score', 'bridging']).orderBy('origin').orderBy('seq'),
);

type League = Awaited<ReturnType<typeof openLeague>>;

const listsOf = async (league: League) =>
  Promise.all(
    league.instances.map(async (one) => ({
      top: await votingOn(one).list('top'),
      bridging: await votingOn(one).list('bridging'),
      kept: await one.db.read.all(kept, {}),
      view: await one.view(),
    })),
  );

test('the order of top and bridging is the same everywhere, however votes came in', async () => {
  await using league = await openLeague();
  const chance = seededChance('ranking');
  const pick = (count: number) => Math.floor(chance.fraction() * count);
  const names: string[] = [];
  const crowds = await Promise.all(league.instances.map((one) => votingOn(one).crowd(6)));
  for (let i = 0; i < 9; i++) {
    names.push(await votingOn(league.instances[i % 3] ?? league.at('a.example')).start(`Thread ${i}`));
    league.clock.advance(i % 2 === 0 ? 1000 : 0);
  }
  await league.mingle();
  for (let round = 0; round < 4; round++) {
    for (const [which, one] of league.instances.entries())
      for (let i = 0; i < 12; i++) {
        const voter = crowds[which]?.[pick(6)];
        if (voter) await votingOn(one).vote(voter, names[pick(9)] ?? '', ([1, 1, -1, 0] as const)[pick(4)] ?? 0);
      }
    league.clock.advance(30_000);
    for (const one of league.instances) await votingOn(one).tell();
    // One hears of the others late.
    if (round < 3) await league.at('c.example').pull('a.example');
  }
  await league.mingle();
  const [first, ...others] = await listsOf(league);
  for (const other of others) expect(other).toEqual(first);
  expect(new Set(first?.top).size).toBe(9);
  expect(new Set(first?.kept.map(({ bridging }) => bridging)).size).toBeGreaterThan(4);
  expect(first?.top).not.toEqual(first?.bridging);
  for (const limit of [1, 2, 4])
    expect(await votingOn(league.at('b.example')).list('bridging', limit)).toEqual(first?.bridging);
  for (const one of league.instances) await one.refold();
  for (const one of await listsOf(league)) expect(one).toEqual(first);
});

test('a constituent that invents a billion votes, up or down, moves a thread by its one factor', async () => {
  await using league = await openLeague({ scribes: ['liar.example'] });
  const [a, b, c] = league.instances.map(votingOn);
  if (!a || !b || !c) throw new Error('no league');
  const [good, fair, bad] = [await a.start('Good'), await a.start('Fair'), await a.start('Bad')];
  await league.mingle();
  for (const one of [a, b, c])
    for (const member of await one.crowd(2)) {
      await one.vote(member, good, 1);
      await one.vote(member, bad, -1);
    }
  await league.settle();
  const bridgings = async () => {
    const rows = await league.at('b.example').db.read.all(kept, {});
    return new Map(rows.map(({ origin, seq, bridging }) => [`${seq}@${origin}`, bridging]));
  };
  const honest = await bridgings();
  expect(await b.list('bridging')).toEqual([good, fair, bad]);
  const liar = league.scribe('liar.example');
  const lies: [number, number, number][] = [
    [0, LOTS, 1],
    [LOTS, 0, 1],
    [LOTS, LOTS, 1],
    [1, 0, 1],
  ];
  for (const [up, down] of lies) {
    const tallies = [good, fair, bad].map((post) => (post === bad ? { post, up: down, down: up } : { post, up, down }));
    const { line } = liar.write('votes.tallied', { tallies });
    for (const one of league.instances) await one.take(line);
    const moved = await bridgings();
    for (const [name, before] of honest) {
      const factor = (moved.get(name) ?? 0) / before;
      expect(factor).toBeGreaterThanOrEqual(0.5);
      expect(factor).toBeLessThanOrEqual(1.5);
    }
    // Three who agree stand above what one invents.
    expect(await b.list('bridging')).toEqual([good, fair, bad]);
    expect(new Set((await listsOf(league)).map(({ view }) => view)).size).toBe(1);
  }
});

test('who is no voting constituent is shown, and does not bridge; who is none is not even counted', async () => {
  await using league = await openLeague({ instances: ['a.example', 'b.example'], scribes: ['guest.example'] });
  const [a, b] = [votingOn(league.at('a.example')), votingOn(league.at('b.example'))];
  const [one, two] = [await a.start('One'), await a.start('Two')];
  await league.mingle();
  const [member] = await b.crowd(1);
  if (!member) throw new Error('nobody');
  await b.vote(member, one, 1);
  await league.settle();
  const guest = league.scribe('guest.example');
  const { line } = guest.write('votes.tallied', { tallies: [{ post: two, up: 9, down: 0 }] }, null, {
    at: league.clock.now(),
  });
  for (const instance of league.instances) await instance.take(line);
  expect(await a.list('bridging')).toEqual([two, one]);
  const amend = async (change: object) => {
    league.clock.advance(1000);
    for (const instance of league.instances) await instance.amend(change, league.clock.now());
  };
  const { constituents } = league.charter;
  await amend({
    constituents: constituents.map((each) => (each.id === 'guest.example' ? { ...each, voting: false } : each)),
  });
  expect(await a.list('bridging')).toEqual([one, two]);
  expect(await a.votesOf(two)).toMatchObject({ up: 9 });
  expect(await a.list('top')).toEqual([two, one]);
  await amend({ constituents: constituents.filter(({ id }) => id !== 'guest.example') });
  const { line: more } = guest.write('votes.tallied', { tallies: [{ post: two, up: 50, down: 0 }] }, null, {
    at: league.clock.now() + 5,
  });
  league.clock.advance(10);
  for (const instance of league.instances) await instance.take(more);
  expect(await a.votesOf(two)).toMatchObject({ up: 9 });
  expect(await listsOf(league)).toEqual(Array(2).fill((await listsOf(league))[0]));
});

test('where the charter changes its voters in time, threads are ranked anew', async () => {
  await using league = await openLeague({ scribes: ['guest.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const [one, two] = [await a.start('One'), await a.start('Two')];
  for (const member of await a.crowd(1)) await a.vote(member, one, 1);
  league.clock.advance(30_000);
  await a.tell();
  const guest = league.scribe('guest.example');
  const { line } = guest.write('votes.tallied', { tallies: [{ post: two, up: 9, down: 0 }] });
  await instance.take(line);
  expect(await a.list('bridging')).toEqual([two, one]);
  await a.rerank();
  expect(await a.rerank()).toBe(false);
  // In effect in an hour; nothing folds anew then.
  const constituents = league.charter.constituents.map((each) => ({ ...each, voting: each.id !== 'guest.example' }));
  await instance.amend({ constituents }, league.clock.now() + 3600_000);
  expect(await a.list('bridging')).toEqual([two, one]);
  expect(await a.rerank()).toBe(false);
  league.clock.advance(3600_000);
  expect(await a.rerank()).toBe(true);
  expect(await a.list('bridging')).toEqual([one, two]);
  const live = await instance.viewText();
  await instance.refold();
  expect(await instance.viewText()).toEqual(live);
});

test('a tally counts as that of who told it, for whosever post', async () => {
  await using league = await openLeague({ instances: ['a.example'], scribes: ['liar.example'] });
  const instance = league.at('a.example');
  const a = votingOn(instance);
  const name = await a.start('One');
  for (const member of await a.crowd(2)) await a.vote(member, name, 1);
  league.clock.advance(30_000);
  await a.tell();
  const liar = league.scribe('liar.example');
  const tallies = [{ post: name, up: 0, down: LOTS, origin: 'a.example' }];
  await instance.take(liar.write('votes.tallied', { tallies, origin: 'a.example' }).line);
  await instance.take(liar.write('votes.tallied', { tallies: [{ post: name, up: 1, down: 1_000_000_001 }] }).line);
  await instance.take(liar.write('votes.tallied', { tallies: [{ post: name, up: -5, down: 0.5 }] }).line);
  const by = [
    { origin: 'a.example', up: 2, down: 0 },
    { origin: 'liar.example', up: 0, down: LOTS },
  ];
  expect(await a.votesOf(name)).toEqual({ up: 2, down: LOTS, by });
  expect(await instance.db.read.all(kept, {})).toMatchObject([
    {
      score: 2 - LOTS,
      bridging: bridgingOf(
        new Map(by.map((told) => [told.origin, told])),
        by.map((o) => o.origin),
      ),
    },
  ]);
});
