// A raid by new accounts of a peer: the brake falls on its newcomers at that plank alone, what it holds is not lost, and it ends.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { BRAKE_MS, RAID_AUTHORS } from '../../../src/forum/automation/brake.ts';
import { listWatched } from '../../../src/forum/automation/list-watched.ts';
import { liftBrake } from '../../../src/forum/automation/set-premoderation.ts';
import { heldFromPeers } from '../../../src/forum/moderation/held-from-peers.ts';
import { reverseAction } from '../../../src/forum/moderation/reverse-action.ts';
import { createSettle } from '../../../src/forum/moderation/settle.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import type { Scribe } from '../../support/scribe.ts';
import { ALICE, linesOf, openFold, type TestFold } from '../planks/fold.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const PLANK = 'self-determination';

const cases = query()((db) => db.selectFrom('moderation_case').selectAll().orderBy('id'));
const actions = query()((db) => db.selectFrom('action').selectAll().orderBy('number'));

const stateOf = async (fold: TestFold, name: string): Promise<string> =>
  JSON.parse((await fold.post(name))?.layer ?? 'null')?.state ?? 'visible';
const statesOf = async (fold: TestFold, names: readonly string[]): Promise<string[]> => {
  const states: string[] = [];
  for (const name of names) states.push(await stateOf(fold, name));
  return states;
};
const count = (states: readonly string[], state: string) => states.filter((one) => one === state).length;

/** New accounts, each with one reply, a second after the other. */
const raid = (fold: TestFold, scribe: Scribe, thread: string, from: number, many: number) =>
  Array.from({ length: many }, (_, n) =>
    scribe.reply(thread, `raider-${String(from + n).padStart(8, '0')}`, `Raid ${from + n}`, thread, {
      at: fold.home.clock.now() + n * 1_000,
    }),
  );

const opened = async () => {
  const fold = await openFold();
  const start = fold.x.start(PLANK, ALICE, 'Hello', 'Who is here?');
  await fold.arrive(linesOf(fold.x));
  return { fold, thread: start.name };
};
const take = async (fold: TestFold, lines: readonly string[]) => {
  const { refused, unvouched } = await fold.home.take(...lines);
  expect([...refused, ...unvouched]).toEqual([]);
};

test('of 60 newcomers of a peer 25 are heard, the others are held in one case; nobody else is concerned', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const raiders = raid(fold, fold.y, thread, 0, 60);
  // As they come: some in one answer of the peer, some one by one.
  await take(
    fold,
    raiders.slice(0, 40).map(({ line }) => line),
  );
  await fold.arrive(raiders.slice(40).map(({ line }) => line));
  const names = raiders.map(({ name }) => name);
  expect(count(await statesOf(fold, names.slice(0, RAID_AUTHORS)), 'visible')).toBe(RAID_AUTHORS);
  expect(count(await statesOf(fold, names.slice(RAID_AUTHORS)), 'held')).toBe(60 - RAID_AUTHORS);
  expect(await fold.home.db.read.all(cases, {})).toMatchObject([
    { subject: `place plank:${PLANK}`, state: 'open', automatic: 1, reason: 'flooding' },
  ]);
  const log = await fold.home.db.read.all(actions, {});
  expect(log.filter(({ kind }) => kind === 'bulk')).toMatchObject([{ automatic: 1, rule: 'raid-brake' }]);
  expect(log.every((one) => one.automatic === 1 && (one.until_at ?? 0) <= one.at + 3 * DAY)).toBe(true);

  // A raider does not get past by writing twice, and is let through by a person with one post.
  const second = fold.y.reply(thread, 'raider-00000050', 'Again');
  await fold.arrive([second.line]);
  expect(await stateOf(fold, second.name)).toBe('held');
  const first = names[50] ?? '';
  await takeAction(fold.home.planks)(operator, {
    ...{ kind: 'keep', subject: { kind: 'post', key: (await fold.post(first)) ?? { origin: '', seq: 0 } } },
    ...{ reason: 'other', words: 'It is fine.', basis: 'own', lasts: { until: fold.home.clock.now() + DAY } },
  });
  const third = fold.y.reply(thread, 'raider-00000050', 'Thanks');
  // Members of another peer, and who wrote before, are heard.
  const known = fold.y.reply(thread, 'raider-00000003', 'As I said');
  const other = fold.z.reply(thread, 'zoe-0000000001', 'What is this?');
  await fold.arrive([third.line, known.line, other.line]);
  expect(await statesOf(fold, [first, third.name, known.name, other.name])).toEqual(Array(4).fill('visible'));
  const strangers = raid(fold, fold.z, thread, 100, RAID_AUTHORS - 1);
  await fold.arrive(strangers.map(({ line }) => line));
  expect(
    count(
      await statesOf(
        fold,
        strangers.map(({ name }) => name),
      ),
      'visible',
    ),
  ).toBe(RAID_AUTHORS - 1);

  // The desk shows the brake, and what it holds.
  const [watched] = (await listWatched(fold.home)(operator)).filter(({ scope }) => scope === `plank:${PLANK}`);
  expect(watched).toMatchObject({ brake: null, peerBrakes: [{ peer: 'y.example', automatic: true, held: 35 }] });
  const held = await heldFromPeers(fold.home)(operator, { limit: 100 });
  expect(held.items.map(({ post }) => post)).toContain(names[30]);
  // Stored and passed on, and the same when folded anew.
  await fold.settled();
  expect(count(await statesOf(fold, names.slice(RAID_AUTHORS)), 'held')).toBe(34);

  // Two hours later the next are heard; after 72 hours what nobody looked at appears collapsed, and the case is still open.
  fold.home.clock.advance(BRAKE_MS);
  const late = raid(fold, fold.y, thread, 200, 1);
  await fold.arrive(late.map(({ line }) => line));
  expect(await stateOf(fold, late[0]?.name ?? '')).toBe('visible');
  fold.home.clock.advance(3 * DAY);
  await createSettle(fold.home).settle();
  expect(count(await statesOf(fold, names.slice(RAID_AUTHORS)), 'collapsed')).toBe(35);
  expect(JSON.parse((await fold.post(names[40] ?? ''))?.layer ?? 'null')).toMatchObject({ notReviewed: true });
  expect(await fold.home.db.read.all(cases, {})).toMatchObject([{ state: 'open' }]);
});

test('undoing the brake shows all of them; lifted, it holds no more', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const raiders = raid(fold, fold.y, thread, 0, 30);
  await take(
    fold,
    raiders.map(({ line }) => line),
  );
  expect(
    count(
      await statesOf(
        fold,
        raiders.map(({ name }) => name),
      ),
      'held',
    ),
  ).toBe(5);
  await expect(liftBrake(fold.home)(operator, { kind: 'plank', slug: PLANK })).rejects.toThrow('no brake');
  await liftBrake(fold.home)(operator, { kind: 'plank', slug: PLANK }, 'y.example');
  fold.home.clock.advance(MINUTE);
  const next = raid(fold, fold.y, thread, 50, 1);
  await fold.arrive(next.map(({ line }) => line));
  expect(await stateOf(fold, next[0]?.name ?? '')).toBe('visible');
  const brake = (await fold.home.db.read.all(actions, {})).find(({ kind }) => kind === 'bulk');
  await reverseAction(fold.home.planks)(operator, brake?.number ?? 0, { words: 'A party.' });
  expect(
    count(
      await statesOf(
        fold,
        raiders.map(({ name }) => name),
      ),
      'visible',
    ),
  ).toBe(30);
});

test('as many over a longer time, or in what a peer wrote long before it came, are no raid', async () => {
  const { fold, thread } = await opened();
  await using _ = fold;
  const slowly = [];
  for (let n = 0; n < 2 * RAID_AUTHORS; n += 1) {
    fold.home.clock.advance(MINUTE);
    slowly.push(...raid(fold, fold.y, thread, n, 1));
  }
  // All at once, for this instance was away.
  await take(
    fold,
    slowly.map(({ line }) => line),
  );
  const history = raid(fold, fold.z, thread, 100, 60);
  fold.home.clock.advance(2 * DAY);
  await take(
    fold,
    history.map(({ line }) => line),
  );
  expect(
    count(
      await statesOf(
        fold,
        [...slowly, ...history].map(({ name }) => name),
      ),
      'visible',
    ),
  ).toBe(110);
  expect(await fold.home.db.read.all(cases, {})).toEqual([]);
});
