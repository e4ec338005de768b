// A world for random histories of moderation: one instance as the app builds it, constituents on paper, people who moderate, and all
// that is read of it afterwards.

import { setImmediate as turn } from 'node:timers/promises';
import { coreOn } from '../../../../src/app/core.ts';
import { buildForum } from '../../../../src/app/forum.ts';
import { buildLeaving } from '../../../../src/app/leaving.ts';
import { forgetMember } from '../../../../src/app/member-data.ts';
import { buildMessages } from '../../../../src/app/messages.ts';
import { readConfig } from '../../../../src/base/config.ts';
import type { Database } from '../../../../src/db/database.ts';
import { openDatabase } from '../../../../src/db/open.ts';
import { query } from '../../../../src/db/statement.ts';
import { appendEvents } from '../../../../src/events/append.ts';
import { readCursor } from '../../../../src/events/event-store.ts';
import { receiveMessage } from '../../../../src/federation/messages/receive-message.ts';
import { closeAccount } from '../../../../src/forum/identity/close-account.ts';
import { createSignInBrake } from '../../../../src/forum/identity/sign-in-brake.ts';
import type { MessageContent, MessageKind } from '../../../../src/forum/messages/message-kinds.ts';
import { newMessageId } from '../../../../src/forum/messages/message-store.ts';
import { type MemberActor, operator } from '../../../../src/forum/policy/actor.ts';
import { parseDuties } from '../../../../src/forum/policy/duties.ts';
import { parseStanding } from '../../../../src/forum/policy/measures.ts';
import { openCoalition } from '../../../support/coalition.ts';
import { logRoles } from '../../../support/roles.ts';
import type { Scribe } from '../../../support/scribe.ts';

export const HOME = 'home.example';
export const ADVISERS = ['x.example', 'y.example', 'z.example'] as const;
/** Who writes to a place when many come at once. */
const CROWD = 28;
export const BOARDS = ['garden', 'shed'] as const;
export const PLANKS = ['open-elections', 'self-determination'] as const;
export const HOUR = 3_600_000;

const FILTERS = [
  { word: 'zap', scope: 'instance', effect: 'hold' },
  { word: 'zip', scope: 'planks', effect: 'collapse' },
  { word: 'zop', scope: 'board:garden', effect: 'label' },
  { word: 'zup', scope: 'instance', effect: 'collapse' },
] as const;
export type Filter = { id: string; word: string; scope: string; effect: string; state: 'shadow' | 'on' | 'off' };

/** mulberry32 */
export const random = (seed: number) => {
  let a = seed + 0x6d2b79f5;
  return (below: number): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

const memberRow = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select(['role', 'standing', 'duties', 'state']).where('id', '=', p.id),
);

const newest = query()((db) => db.selectFrom('event').select('id').orderBy('id', 'desc').limit(1));

/** `peers`: one for each history, so that what is in force on one says nothing of the others. */
export const openWorld = async (peers: number) => {
  const origins = Array.from({ length: peers }, (_, index) => `p${index}.example`);
  const coalition = await openCoalition({ instances: [HOME], scribes: [...ADVISERS, ...origins] });
  const home = coalition.at(HOME);
  const { db, clock, chance, log } = home;
  const config = readConfig({ PUBLIC_URL: `http://${HOME}` });
  const timers = {
    after(_: number, fire: () => void) {
      queueMicrotask(fire);
      return () => {};
    },
  };
  const hasher = { dummy: '', count: () => 0, hash: async (text: string) => text, check: async () => true };
  /** A process on the database: what it keeps in memory is its own. */
  const start = (on: Database) => {
    const core = coreOn(on, { config, log, clock, chance, timers });
    const forum = buildForum(core, () => {});
    const messages = buildMessages(core, { post: () => Promise.reject(new Error('nothing is sent here')) });
    const ended = new AbortController();
    const watching = forum.automation.watch(ended.signal);
    return {
      ...{ core, forum, messages },
      receive: receiveMessage({ ...core, ...messages.receiving }),
      close: closeAccount({ ...core, hasher, attempts: createSignInBrake(0), forget: forgetMember }),
      leaving: buildLeaving(
        core,
        { ...core, checkClock: () => {} },
        async () => {},
        () => forum.moderation.cover(),
      ),
      /** Until the watcher has seen what was written by now: it notes how far it is where filters change. */
      async watched(): Promise<void> {
        const last = await on.write(async (tx) => {
          await appendEvents(tx, [{ kind: 'filter.changed', data: {} }], clock.now());
          return (await tx.get(newest, {}))?.id ?? 0;
        });
        core.wake.ring();
        while (((await readCursor(on.read, 'automation')) ?? 0) < last) await turn();
      },
      async stop(): Promise<void> {
        ended.abort();
        await watching;
        if (on !== db) await on.close();
      },
    };
  };
  let running = start(db);
  const { forum } = running;
  const root = await home.member('root', 'admin');
  const staff = [root, await home.member('mo', 'moderator'), await home.member('olga', 'moderator')];
  const steward = await home.member('dora');
  for (const slug of BOARDS) await forum.createBoard(root, { slug, title: slug });
  await logRoles(running.core);
  const can = ['see-cases', 'act', 'reverse', 'decide-appeals'] as const;
  await forum.moderation.grantDuty(root, { name: 'dora', scope: 'board:garden', can });
  const filters: Filter[] = [];
  for (const { word, ...about } of FILTERS) {
    const more = { kind: 'words', pattern: word, reason: 'spam', words: `About ${word}.` } as const;
    filters.push({ word, ...about, ...(await forum.automation.addFilter(root, { ...more, ...about })) });
  }
  for (const filter of filters.slice(0, 1)) {
    await forum.automation.changeFilter(root, filter.id, { state: 'on' });
    filter.state = 'on';
  }
  await forum.advice.change(root, {
    needed: 2,
    peers: Object.fromEntries(ADVISERS.map((peer) => [peer, 'count' as const])),
  });
  await forum.rerankThreads(operator);
  const crowd: MemberActor[] = [];
  for (let index = 0; index < CROWD; index++) crowd.push(await home.member(`crowd${index}`));
  return {
    coalition,
    ...{ home, db, clock, chance, filters, crowd, staff: [...staff, steward], root },
    get core() {
      return running.core;
    },
    get forum() {
      return running.forum;
    },
    watched: () => running.watched(),
    /** The process ends, and another one begins on the same database. */
    async restart(): Promise<void> {
      await running.stop();
      running = start(await openDatabase(home.fresh.location));
    },
    scribe: (origin: string): Scribe => coalition.scribe(origin),
    /** The member as their next request finds them. */
    async now(member: MemberActor): Promise<MemberActor> {
      const row = await db.read.get(memberRow, { id: member.memberId });
      if (!row) throw new Error('gone');
      const standing = parseStanding(row.standing, clock.now());
      return { ...member, role: row.role, standing, duties: parseDuties(row.duties) };
    },
    /** Takes in entries, as a peer brings them. @throws Error where one is refused */
    async arrive(...lines: string[]): Promise<void> {
      const { refused, unvouched } = await home.take(...lines);
      if (refused.length + unvouched.length > 0) throw new Error(JSON.stringify([refused, unvouched]));
    },
    message: <K extends MessageKind>(peer: string, kind: K, content: MessageContent<K>) =>
      running.receive(peer, {
        ...{ coalition: coalition.id, id: newMessageId(chance), kind, content },
        at: new Date(clock.now()).toISOString(),
      }),
    async leave(member: MemberActor, posts: 'keep' | 'erase'): Promise<void> {
      await running.close(member, { password: '', posts });
      await running.leaving.run();
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      await coalition[Symbol.asyncDispose]();
    },
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;
