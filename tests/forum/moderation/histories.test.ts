// Random histories of moderation against a model that knows nothing of how it is done (histories/model.ts): local members and those of
// others, posts of boards and planks, everything that moderators, authors, homes, peers and time can do, in any order. After each step
// all that can be read is what the model says (invariants 1 to 4, 7 and 8 of docs/moderation.md); in the end of each world everybody was
// told (6), whoever decided an appeal did not take the action (5), and the log verifies and replays, also once parts are erased (9).
import { expect, test } from 'vitest';
import * as acts from './histories/acts.ts';
import { expectDecidedByOthers, expectTold, expectWhole } from './histories/afterwards.ts';
import * as deeds from './histories/deeds.ts';
import { check, keepUp, openHistory } from './histories/history.ts';
import { type Advising, createModel, readTold, type Told } from './histories/model.ts';
import * as peers from './histories/peers.ts';
import * as raids from './histories/raids.ts';
import { tune } from './histories/watcher.ts';
import { ADVISERS, HOUR, openWorld, type World } from './histories/world.ts';

const onPostgres = process.env.KOINON_TEST_DB === 'postgres' && !process.env.KOINON_TEST_LONG;
const WORLDS = onPostgres ? 1 : 10;
/** In one world: what others left behind is there, too. */
const HISTORIES = onPostgres ? 25 : 50;
const STEPS = 10;

type Weighed = Record<string, [weight: number, step: acts.Step]>;
const always: Weighed = { onPost: [6, acts.onPost], undo: [8, acts.undo], pass: [5, deeds.pass] };
/** What has to do with each other. A history has some of it: so what it has meets itself more often. */
const groups: readonly Weighed[] = [
  {
    ...{ byItself: [4, acts.byItself], confirm: [5, acts.confirm], write: [5, deeds.write] },
    ...{ decideHeld: [6, deeds.decideHeld], premoderate: [1, deeds.premoderate], tune: [4, tune] },
  },
  { onMember: [5, acts.onMember], leave: [1, deeds.leave], edit: [3, deeds.edit], write: [4, deeds.write] },
  { onStaff: [4, acts.onStaff], purge: [3, acts.purge], approve: [9, acts.approve], role: [2, acts.role] },
  {
    duty: [6, acts.duty],
    undoDuty: [6, acts.undoDuty],
    byDuty: [4, acts.byDuty],
    move: [2, acts.move],
    remove: [2, deeds.remove],
  },
  { onThread: [4, acts.onThread], onPlace: [3, acts.onPlace], write: [3, deeds.write] },
  { inBulk: [5, acts.inBulk], undoAll: [5, acts.undoAll], undo: [5, acts.undo] },
  {
    ...{ onRemote: [4, acts.onRemote], onPeer: [6, acts.onPeer], letThrough: [6, acts.letThrough] },
    ...{ theySay: [5, peers.theySay], theyVote: [3, peers.theyVote], remove: [2, deeds.remove] },
  },
  {
    ...{ theyAdvise: [7, peers.theyAdvise], theyUnadvise: [4, peers.theyUnadvise], choose: [2, deeds.choose] },
    ...{ edit: [2, deeds.edit], theyWithdraw: [3, peers.theyWithdraw], takeBack: [3, deeds.takeBack] },
  },
  {
    ...{ report: [4, deeds.report], decideCase: [4, deeds.decideCase], appeal: [5, deeds.appeal] },
    ...{ decideAppeal: [6, deeds.decideAppeal], theyTell: [4, peers.theyTell], onMember: [3, acts.onMember] },
  },
  { refold: [2, deeds.refold], theySay: [2, peers.theySay], restart: [1, deeds.restart], tune: [3, tune] },
  { takeOver: [3, raids.takeOver], theySay: [2, peers.theySay], letThrough: [3, acts.letThrough] },
];
/** What takes long, and changes all else: every so many histories, in their place among them. */
const rare: readonly { every: number; at: number; group: Weighed }[] = [
  {
    ...{ every: 20, at: 3 },
    group: {
      ...{ raid: [30, raids.raid], lift: [20, raids.lift], write: [8, deeds.write] },
      ...{ confirm: [8, acts.confirm], undo: [4, acts.undo], decideHeld: [3, deeds.decideHeld] },
    },
  },
  {
    ...{ every: 14, at: 6 },
    group: {
      ...{ tooMuch: [12, raids.tooMuch], approve: [8, acts.approve], role: [10, acts.role], pass: [4, deeds.pass] },
      ...{ decideBeyond: [16, deeds.decideBeyond], undo: [4, acts.undo] },
    },
  },
  { every: 25, at: 4, group: { theyFlood: [20, peers.theyFlood], theyAdvise: [4, peers.theyAdvise] } },
];
const names = new Set([always, ...groups, ...rare.map(({ group }) => group)].flatMap((group) => Object.keys(group)));

/** @param quiet nobody advises anything: posts are looked at for that, too */
const deckOf = (pick: (below: number) => number, seed: number, quiet: boolean) => {
  const chosen = groups.filter((group) => ('theyAdvise' in group ? !quiet && pick(5) < 4 : pick(7) < 2));
  const besides = rare.flatMap(({ every, at, group }) => (seed % every === at ? [group] : []));
  return [always, ...chosen, ...besides].flatMap((group) =>
    Object.entries(group).flatMap(([name, [weight, step]]) => Array.from({ length: weight }, () => ({ name, step }))),
  );
};

const live = async (world: World, from: number, count: Map<string, number>): Promise<void> => {
  const advising: Advising = {
    quorum: false,
    withdrawn: 'collapse',
    choices: new Map(ADVISERS.map((peer) => [peer, 'count'])),
    said: [],
  };
  const model = createModel(world.clock, advising);
  model.add(await readTold(world.db.read, 0));
  const restricted = new Set<Told>();
  const shared = {
    ...{ model, advising, count, premoderated: new Set<string>(), restricted, dismissed: new Set<string>() },
    ...{ firsts: new Map<string, Map<string, number>>(), lifted: new Map<string, number>() },
  };
  for (let index = 0; index < HISTORIES; index++) {
    const history = await openHistory(world, shared, from + index, index);
    await keepUp(history);
    await check(history, 'at first');
    const trail: string[] = [];
    const deck = deckOf(history.pick, from + index, from % (2 * HISTORIES) === 0);
    for (let step = 0; step < STEPS; step++) {
      world.clock.advance(1_000);
      history.expected = [];
      try {
        // Where there is nothing to do, something else is done.
        for (let tries = 0; tries < 4; tries++) {
          const { name, step: act } = history.one(deck);
          trail.push(name);
          const done = await act(history);
          if (done) count.set(name, (count.get(name) ?? 0) + 1);
          if (done) break;
        }
        await keepUp(history);
        await check(history, trail.join(' '));
        for (const one of history.expected)
          expect(model.isInForce(one), `action ${one.number}, undone with all`).toBe(false);
      } catch (error) {
        if (error instanceof Error && !error.message.startsWith('seed'))
          error.message = `seed ${from + index}, ${trail.join(' ')}: ${error.message}`;
        throw error;
      }
    }
    // What is in force on people and places that the next history meets again.
    for (const one of model.inForce(history.base))
      if (one.subject.startsWith('place ') || world.staff.some(({ publicId }) => one.subject === `member ${publicId}`))
        await world.forum.moderation.reverseAction({ kind: 'operator' }, one.number, { words: '' });
    for (const [id, { state }] of history.held) if (state === 'held') await acts.keepBack(history, id);
    world.clock.advance(25 * HOUR);
    await keepUp(history);
    const { differences } = await world.forum.moderation.replayLog();
    expect(differences, `seed ${from + index}, replayed`).toEqual([]);
  }
  await expectTold(world, model, restricted);
  const decided = await expectDecidedByOthers(world, model);
  count.set('appeals decided', (count.get('appeals decided') ?? 0) + decided);
  await expectWhole(world);
};

test('whatever happens, what is shown and who is restricted follows from the log', async () => {
  const count = new Map<string, number>();
  for (let number = 0; number < WORLDS; number++) {
    await using world = await openWorld(HISTORIES);
    await live(world, number * HISTORIES, count);
  }
  // Otherwise this would prove nothing of them.
  for (const name of names) expect(count.get(name) ?? 0, `how often: ${name}`).toBeGreaterThan(onPostgres ? -1 : 9);
  expect(count.get('appeals decided') ?? 0).toBeGreaterThan(onPostgres ? -1 : 20);
});
