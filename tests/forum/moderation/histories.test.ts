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
import { HOUR, openWorld, type World } from './histories/world.ts';

const onPostgres = process.env.KOINON_TEST_DB === 'postgres' && !process.env.KOINON_TEST_LONG;
const WORLDS = onPostgres ? 1 : 10;
/** In one world: what others left behind is there, too. */
const HISTORIES = onPostgres ? 25 : 50;
const STEPS = 10;

const steps: [name: string, weight: number, step: acts.Step][] = [
  ['onPost', 6, acts.onPost],
  ['byDuty', 2, acts.byDuty],
  ['onMember', 4, acts.onMember],
  ['onStaff', 2, acts.onStaff],
  ['onRemote', 3, acts.onRemote],
  ['onPeer', 4, acts.onPeer],
  ['onThread', 2, acts.onThread],
  ['onPlace', 1, acts.onPlace],
  ['inBulk', 3, acts.inBulk],
  ['undo', 8, acts.undo],
  ['undoAll', 2, acts.undoAll],
  ['approve', 6, acts.approve],
  ['purge', 2, acts.purge],
  ['byItself', 3, acts.byItself],
  ['confirm', 5, acts.confirm],
  ['duty', 1, acts.duty],
  ['move', 1, acts.move],
  ['write', 6, deeds.write],
  ['decideHeld', 4, deeds.decideHeld],
  ['edit', 3, deeds.edit],
  ['remove', 2, deeds.remove],
  ['theySay', 4, peers.theySay],
  ['theyVote', 3, peers.theyVote],
  ['theyWithdraw', 2, peers.theyWithdraw],
  ['theyAdvise', 6, peers.theyAdvise],
  ['theyUnadvise', 3, peers.theyUnadvise],
  ['choose', 2, deeds.choose],
  ['takeBack', 2, deeds.takeBack],
  ['theyTell', 3, peers.theyTell],
  ['report', 3, deeds.report],
  ['decideCase', 3, deeds.decideCase],
  ['appeal', 4, deeds.appeal],
  ['decideAppeal', 6, deeds.decideAppeal],
  ['pass', 6, deeds.pass],
  ['premoderate', 1, deeds.premoderate],
  ['leave', 1, deeds.leave],
  ['refold', 2, deeds.refold],
];
const deck = steps.flatMap(([name, weight, step]) => Array.from({ length: weight }, () => ({ name, step })));

const live = async (world: World, from: number, count: Map<string, number>): Promise<void> => {
  const advising: Advising = {
    quorum: false,
    withdrawn: 'collapse',
    choices: new Map([
      ['y.example', 'count'],
      ['z.example', 'count'],
    ]),
    said: [],
  };
  const model = createModel(world.clock, advising);
  model.add(await readTold(world.db.read, 0));
  const restricted = new Set<Told>();
  const shared = { model, advising, premoderated: new Set<string>(), restricted };
  for (let index = 0; index < HISTORIES; index++) {
    const history = await openHistory(world, shared, from + index, index);
    await keepUp(history);
    await check(history, 'at first');
    const trail: string[] = [];
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
    for (const [id, { state }] of history.held)
      if (state === 'held')
        await world.forum.moderation.decideHeld({ kind: 'operator' }, id, { release: false, words: 'Over.' });
    world.clock.advance(25 * HOUR);
    await keepUp(history);
  }
  await expectTold(world, model, restricted);
  const decided = await expectDecidedByOthers(world, model);
  count.set('appeals decided', (count.get('appeals decided') ?? 0) + decided);
  await expectWhole(world);
};

test('whatever happens, what is shown and who is restricted follows from the log', { timeout: 600_000 }, async () => {
  const count = new Map<string, number>();
  for (let number = 0; number < WORLDS; number++) {
    await using world = await openWorld(HISTORIES);
    await live(world, number * HISTORIES, count);
  }
  // Otherwise this would prove nothing of them.
  for (const [name] of steps) expect(count.get(name) ?? 0, `how often: ${name}`).toBeGreaterThan(onPostgres ? -1 : 14);
  expect(count.get('appeals decided') ?? 0).toBeGreaterThan(onPostgres ? -1 : 20);
});
