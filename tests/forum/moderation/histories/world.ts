// A world for random histories of moderation: one instance as the app builds it, constituents on paper, people who moderate, and all
// that is read of it afterwards.

import { coreOn } from '../../../../src/app/core.ts';
import { buildForum } from '../../../../src/app/forum.ts';
import { buildLeaving } from '../../../../src/app/leaving.ts';
import { forgetMember } from '../../../../src/app/member-data.ts';
import { buildMessages } from '../../../../src/app/messages.ts';
import { readConfig } from '../../../../src/base/config.ts';
import { query } from '../../../../src/db/statement.ts';
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
export const ADVISERS = ['y.example', 'z.example'] as const;
export const BOARDS = ['garden', 'shed'] as const;
export const PLANKS = ['open-elections', 'self-determination'] as const;
export const HOUR = 3_600_000;

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
  const core = coreOn(db, { config, log, clock, chance, timers });
  const forum = buildForum(core, () => {});
  const messages = buildMessages(core, { post: () => Promise.reject(new Error('nothing is sent here')) });
  const receive = receiveMessage({ ...core, ...messages.receiving });
  const hasher = { dummy: '', count: () => 0, hash: async (text: string) => text, check: async () => true };
  const close = closeAccount({ ...core, hasher, attempts: createSignInBrake(0), forget: forgetMember });
  const leaving = buildLeaving(
    core,
    { ...core, checkClock: () => {} },
    async () => {},
    () => forum.moderation.cover(),
  );
  const root = await home.member('root', 'admin');
  const staff = [root, await home.member('mo', 'moderator'), await home.member('olga', 'moderator')];
  const steward = await home.member('dora');
  for (const slug of BOARDS) await forum.createBoard(root, { slug, title: slug });
  await logRoles(core);
  const can = ['see-cases', 'act', 'reverse', 'decide-appeals'] as const;
  await forum.moderation.grantDuty(root, { name: 'dora', scope: 'board:garden', can });
  const filter = {
    scope: 'instance',
    kind: 'words',
    pattern: 'zap',
    effect: 'hold',
    reason: 'spam',
    words: 'Zap.',
  } as const;
  const { id } = await forum.automation.addFilter(root, filter);
  await forum.automation.changeFilter(root, id, { state: 'on' });
  await forum.advice.change(root, {
    needed: 2,
    peers: Object.fromEntries(ADVISERS.map((peer) => [peer, 'count' as const])),
  });
  await forum.rerankThreads(operator);
  return {
    coalition,
    ...{ home, db, clock, chance, core, forum, messages, staff: [...staff, steward], root },
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
      receive(peer, {
        ...{ coalition: coalition.id, id: newMessageId(chance), kind, content },
        at: new Date(clock.now()).toISOString(),
      }),
    async leave(member: MemberActor, posts: 'keep' | 'erase'): Promise<void> {
      await close(member, { password: '', posts });
      await leaving.run();
    },
    [Symbol.asyncDispose]: () => coalition[Symbol.asyncDispose](),
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;
