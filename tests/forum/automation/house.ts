// A house that looks at posts by itself, for tests.
import { expect } from 'vitest';
import { buildAutomation } from '../../../src/app/automation.ts';
import { screenersOf } from '../../../src/app/screeners.ts';
import { readConfig } from '../../../src/base/config.ts';
import { query } from '../../../src/db/statement.ts';
import { saveCursor } from '../../../src/events/event-store.ts';
import { createFilters } from '../../../src/forum/automation/filter-store.ts';
import { postReply } from '../../../src/forum/boards/post-reply.ts';
import { startThread } from '../../../src/forum/boards/start-thread.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { createScreen } from '../../../src/forum/moderation/screen.ts';
import { keyOf, openHouse as openModerated } from '../moderation/house.ts';

const cases = query()((db) => db.selectFrom('moderation_case').selectAll().orderBy('id'));
const actions = query()((db) => db.selectFrom('action').selectAll().orderBy('number'));

export const MINUTE = 60_000;

/** `await using house = await openHouse();` */
export const openHouse = async () => {
  const house = await openModerated();
  const { db, clock, chance, wake, origin } = house;
  const core = { db, clock, wake, chance, origin };
  const screen = createScreen(core, screenersOf(core));
  const admin = await house.member('root', 'admin');
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const verbs = { startThread: startThread({ ...core, screen }), postReply: postReply({ ...core, screen }) };
  const first = await verbs.startThread(admin, 'garden', { title: 'Tomatoes', body: 'They grow.' });
  const thread = keyOf(first.name);
  return {
    ...house,
    ...verbs,
    core,
    admin,
    thread,
    describeInstance: describeInstance(core),
    cases: async () => db.read.all(cases, {}),
    actions: async () => db.read.all(actions, {}),
    /** What a reader sees. */
    async words(): Promise<{ body: string; moderation?: Record<string, unknown> }[]> {
      return JSON.parse(await house.reads.posts({ kind: 'visitor' }, thread, { limit: 100 })).items;
    },
    /** As time and the job do it. */
    async settle(milliseconds: number) {
      clock.advance(milliseconds);
      await house.settling.settle();
      await house.releaseAll({ kind: 'operator' });
    },
  };
};
/** With the follower that looks at what stands already. */
export const openWatched = async () => {
  const house = await openHouse();
  const { automation } = buildAutomation({ ...house.core, config: readConfig({}) });
  // Without it the follower would begin at what is newest when it first looks, which may be later than what a test writes.
  await house.db.write((tx) => saveCursor(tx, 'automation', 0));
  const stop = new AbortController();
  const watching = automation.watch(stop.signal);
  return {
    ...house,
    ...automation,
    filters: createFilters(),
    /** Until the follower is done with what was written. */
    async until(done: () => Promise<boolean>) {
      await expect.poll(done).toBe(true);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
      await house[Symbol.asyncDispose]();
    },
  };
};

export type House = Awaited<ReturnType<typeof openHouse>>;
