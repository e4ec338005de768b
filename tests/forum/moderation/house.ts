// A house with moderators for tests: boards, members, and every verb of moderation.

import { buildModeration } from '../../../src/app/moderation.ts';
import { query } from '../../../src/db/statement.ts';
import { postReply } from '../../../src/forum/boards/post-reply.ts';
import { startThread } from '../../../src/forum/boards/start-thread.ts';
import { actorAgain } from '../../../src/forum/identity/session-actor.ts';
import { createScreen } from '../../../src/forum/moderation/screen.ts';
import type { NewAction } from '../../../src/forum/moderation/take-action.ts';
import { createFactsReader } from '../../../src/forum/planks/facts.ts';
import type { MemberActor } from '../../../src/forum/policy/actor.ts';
import { parseDuties } from '../../../src/forum/policy/duties.ts';
import { parseStanding, type Subject } from '../../../src/forum/policy/measures.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { logRoles } from '../../support/roles.ts';
import { seededChance } from '../../support/time.ts';
import { keyOf, ORIGIN, openHouse as openBoards } from '../boards/house.ts';

export { keyOf, ORIGIN };

const rowOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select(['role', 'standing', 'duties']).where('id', '=', p.id),
);

export const DAY = 86_400_000;

/** `await using house = await openHouse();` */
export const openHouse = async () => {
  const boards = await openBoards();
  const { db, clock, wake } = boards;
  const chance = seededChance('moderation');
  const core = { db, clock, wake, chance, origin: ORIGIN, facts: createFactsReader({ clock, chance, origin: ORIGIN }) };
  const moderation = buildModeration(core, { boards: boards, planks: boards });
  const screen = createScreen(core);
  const reads = createForumReads({ db, origin: ORIGIN });
  return {
    ...boards,
    ...moderation,
    startThread: startThread({ ...core, screen }),
    postReply: postReply({ ...core, screen }),
    chance,
    reads,
    /** Also of what was done before the log knew of roles. */
    async replayLog() {
      await logRoles(core);
      return moderation.replayLog();
    },
    replayAsItIs: moderation.replayLog,
    /** The member as their next request finds them. */
    async now(member: MemberActor): Promise<MemberActor> {
      const row = await db.read.get(rowOf, { id: member.memberId });
      if (!row) throw new Error('gone');
      return {
        ...member,
        role: row.role,
        standing: parseStanding(row.standing, clock.now()),
        duties: parseDuties(row.duties),
      };
    },
    /** A measure with what no test is about. */
    measure: (kind: NewAction['kind'], subject: Subject, more: Partial<NewAction> = {}): NewAction => ({
      kind,
      subject,
      reason: 'spam',
      rule: 'rules#1',
      basis: 'own',
      words: 'Because.',
      lasts: { until: clock.now() + DAY },
      ...more,
    }),
    actorAgain: (id: number) => actorAgain(db.read, id, clock.now()),
    [Symbol.asyncDispose]: () => boards[Symbol.asyncDispose](),
  };
};
export type House = Awaited<ReturnType<typeof openHouse>>;
