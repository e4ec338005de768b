// Actions that carry more than takes effect at once: in force is what the log says, some of it after steps, whatever happens in
// between, and each step could be the first after a crash.
import { expect, test } from 'vitest';
import type { PostKey } from '../../../src/base/names.ts';
import { query } from '../../../src/db/statement.ts';
import { replayLog } from '../../../src/forum/moderation/replay-log.ts';
import { settleSome } from '../../../src/forum/moderation/take-effect.ts';
import { createFactsReader } from '../../../src/forum/planks/facts.ts';
import { takeStep } from '../../../src/forum/planks/take-steps.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { keyOf, ORIGIN, openHouse } from './house.ts';

/** More than take effect at once. */
const MANY = 230;
const AT_ONCE = 200;

const layers = query()((db) => db.selectFrom('post').select(['seq', 'state', 'layer']).orderBy('seq'));
const taken = query()((db) => db.selectFrom('event').select('data').where('kind', '=', 'action.taken').orderBy('id'));

/** A board with many replies. */
const open = async () => {
  const house = await openHouse();
  const { db, clock } = house;
  const admin = await house.member('root', 'admin');
  const ada = await house.member('ada');
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const start = await house.startThread(ada, 'garden', { title: 'Beans', body: 'Runner beans.' });
  const subjects: { kind: 'post'; key: PostKey; revision: number }[] = [];
  for (let index = 0; index < MANY; index++) {
    const key = keyOf((await house.postReply(ada, keyOf(start.name), { body: `Bean ${index}.` })).name);
    subjects.push({ kind: 'post', key, revision: key.seq });
  }
  const needs = {
    ...house,
    origin: ORIGIN,
    settle: settleSome,
    facts: createFactsReader({ ...house, origin: ORIGIN }),
  };
  return {
    ...{ house, admin, ada, subjects },
    bulk: { ...house.measure('collapse', { kind: 'none' }), subjects },
    /** As of a process that has just begun. */
    step: () => takeStep(needs)(operator, 20),
    count: async (state: string) =>
      (await db.read.all(layers, {})).filter(({ layer }) => JSON.parse(layer ?? 'null')?.state === state).length,
    /** The log and what is in force agree, but for what steps are still to be taken over. */
    underWay: async (): Promise<number> => {
      const { underWay, differences } = await replayLog(db.read, clock.now());
      // This house gives roles past the log.
      expect(differences.filter((one) => !one.endsWith(', and by the log member'))).toEqual([]);
      return underWay;
    },
    /** How often each action was told of. */
    told: async () => {
      const times = new Map<number, number>();
      for (const { data } of await db.read.all(taken, {})) {
        const { first, last } = JSON.parse(data);
        for (let number = first; number <= last; number++) times.set(number, (times.get(number) ?? 0) + 1);
      }
      return times;
    },
  };
};

test('one action on very many posts, undone and done again between the steps', async () => {
  const { house, admin, ada, subjects, bulk, step, count, underWay } = await open();
  await using _ = house;
  const last = subjects.at(-1);
  if (!last) throw new Error('no posts');
  await house.takeBulk(operator, bulk);
  expect(await count('collapsed')).toBe(AT_ONCE);
  expect(await underWay()).toBe(1);
  // Meanwhile somebody else acts on one that has not had its turn, and the author deletes another.
  await house.takeAction(admin, house.measure('hide', last));
  await house.deletePost(ada, (subjects.at(-2) ?? last).key);
  while (await step()) await underWay();
  expect(await underWay()).toBe(0);
  expect(await count('collapsed')).toBe(MANY - 1);
  expect(await count('hidden')).toBe(1);

  const undone = await house.reverseAction(operator, 1, { words: 'It was not so.' });
  expect(await count('collapsed')).toBe(MANY - AT_ONCE - 1);
  await step();
  expect(await underWay()).toBe(1);
  // It was so after all.
  const number = undone.actions[0]?.number ?? 0;
  const again = await house.reverseAction(operator, number, { words: 'It was.' });
  while (await step()) await underWay();
  expect(await count('collapsed')).toBe(MANY - 1);
  await house.reverseAction(operator, again.actions[0]?.number ?? 0, { words: 'No.' });
  while (await step()) await underWay();
  expect(await underWay()).toBe(0);
  expect([await count('collapsed'), await count('hidden')]).toEqual([0, 1]);
  const gone = (await house.db.read.all(layers, {})).filter(({ state }) => state === 'deleted');
  expect(gone.map(({ seq }) => seq)).toEqual([subjects.at(-2)?.key.seq]);
  expect((await house.verifyLog()).faults).toEqual([]);
});

test('a second person agrees: all of it has effect, and each action is told of once', async () => {
  const { house, bulk, step, count, underWay, told } = await open();
  await using _ = house;
  const [mo, olga] = [await house.member('mo', 'moderator'), await house.member('olga', 'moderator')];
  await house.takeBulk(mo, bulk);
  expect([await count('collapsed'), await underWay()]).toEqual([0, 0]);
  await house.approveAction(olga, 1, { words: 'Yes.' });
  expect([await count('collapsed'), await underWay()]).toEqual([AT_ONCE, 1]);
  while (await step()) await underWay();
  expect([await count('collapsed'), await underWay()]).toEqual([MANY, 0]);
  // The bulk, what it carries, and the approval.
  expect([...(await told()).values()]).toEqual(Array.from({ length: MANY + 2 }, () => 1));
});

test('all that one moderator did is undone, and done again, in steps', async () => {
  const { house, admin, ada, subjects, step, count, underWay } = await open();
  await using _ = house;
  const mo = await house.member('mo', 'admin');
  // The first of it, and so the last that is undone: but whoever may do something may not from the moment on that it is undone.
  await house.grantDuty(mo, { name: 'ada', scope: 'board:garden', can: ['act'] });
  const duties = async () => (await house.now(ada)).duties?.length ?? 0;
  expect(await duties()).toBe(1);
  for (const subject of subjects) {
    await house.takeAction(mo, house.measure('collapse', subject));
    house.clock.advance(7_000);
  }
  const last = subjects.at(-1);
  if (!last) throw new Error('no posts');
  await house.takeAction(admin, house.measure('label', last, { settings: { label: 'Old' } }));
  expect(await count('collapsed')).toBe(MANY);
  const { actions } = await house.reverseAllOf(operator, { by: 'mo', since: 0, words: 'No moderator any more.' });
  expect(actions).toHaveLength(MANY + 2);
  expect([await count('collapsed'), await duties()]).toEqual([MANY - AT_ONCE, 0]);
  expect(await underWay()).toBe(1);
  await step();
  await underWay();
  // Undone before it was through.
  await house.reverseAction(operator, actions[0]?.number ?? 0, { words: 'They were right.' });
  expect(await duties()).toBe(1);
  while (await step()) await underWay();
  expect([await count('collapsed'), await underWay()]).toEqual([MANY, 0]);
});
