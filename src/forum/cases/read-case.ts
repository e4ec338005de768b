// One case whole, for those who moderate there: what was reported as it read then, who said what, what was done, and what others
// answered. And where to look on: its actions stand in the log under its id.

import { parsePostName } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { AppealState, NoteAudience } from '../../db/tables/cases.ts';
import type { MessageState } from '../../db/tables/messages.ts';
import { messagesFor } from '../messages/message-store.ts';
import { findHeld, type HeldRow } from '../moderation/held-store.ts';
import { entitled } from '../moderation/staff.ts';
import type { Actor } from '../policy/actor.ts';
import { findPost } from '../threads/post-store.ts';
import { snapshotsOfCase } from '../threads/snapshot-store.ts';
import { appealsOfCase } from './appeal-store.ts';
import { refOfCase } from './forward-case.ts';
import { notesOfCase } from './note-store.ts';
import { type CaseView, personOf, viewOfCase } from './read-cases.ts';
import { NO_REVISION, reportsOfCase } from './report-store.ts';
import { hasDecided, whoDecided } from './who-decided.ts';
import { caseFor } from './work-case.ts';

type Needs = { db: Pick<Database, 'read'>; clock: Clock; origin: string };

/** Reports that are shown; all are counted. */
const REPORTS = 200;

/** Times in epoch milliseconds. */
export type WholeCase = CaseView & {
  /** The post as it is now; null where the case is about none, or it is gone. */
  post: {
    name: string;
    thread: string;
    state: string;
    title: string;
    body: string;
    revision: number;
    at: number;
  } | null;
  /** What was put aside and is no post yet, or never became one; null where the case is about something else. */
  held: { id: string; state: HeldRow['state']; title: string; body: string; at: number; until: number | null } | null;
  /** As it read when it was reported; `gone`: its author or home has taken it away since. */
  snapshots: { revision: number; title: string; body: string; at: number; gone: boolean }[];
  reportList: {
    id: string;
    by: string | null;
    peer: string | null;
    reason: string;
    words: string;
    revision: number | null;
    at: number;
    outcome: string | null;
  }[];
  notes: { kind: string; audience: NoteAudience; words: string; by: string | null; peer: string | null; at: number }[];
  /** Numbers of the actions that were taken in it. */
  actions: number[];
  appealList: {
    id: string;
    by: string;
    decision: number | null;
    words: string;
    at: number;
    state: AppealState;
    reasons: string;
    decidedBy: string | null;
    decidedAt: number | null;
    /** Whether this reader may decide it: they neither took the decision, nor agreed to it, nor appeal. */
    mayDecide: boolean;
  }[];
  /** What was passed on to the author's home, and whether it got there. */
  forwarded: { to: string; state: MessageState; error: string | null; at: number }[];
  /** How many could decide here. */
  moderators: number;
};

const actionsOf = query<{ caseId: string }>()((db, p) =>
  db.selectFrom('action').select('number').where('case_id', '=', p.caseId).orderBy('number'),
);

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readCase =
  ({ db: { read }, clock, origin }: Needs) =>
  async (actor: Actor, id: string): Promise<WholeCase> => {
    const now = clock.now();
    const found = await caseFor(read, actor, id, 'see-cases');
    const [kind, name = ''] = found.subject.split(' ');
    const key = kind === 'post' ? parsePostName(name) : undefined;
    const post = key && (await findPost(read, key));
    const held = kind === 'held' ? await findHeld(read, name) : undefined;
    const start = post && { origin: post.thread_origin, seq: post.thread_seq };
    const me = actor.kind === 'member' ? actor : undefined;
    const named = async (one: Awaited<ReturnType<typeof appealsOfCase>>[number]) => {
      const own = hasDecided(await whoDecided(read, one), actor);
      if (one.peer === '') return { ...one, own, by: one.name ?? '' };
      const who = await personOf(read, `${one.person}@${one.peer}`, origin);
      return { ...one, own, by: `${who?.name ?? '?'}@${one.peer}` };
    };
    return {
      ...(await viewOfCase(read, { actor, now, home: origin }, found)),
      post:
        post && start
          ? {
              name,
              thread: start.origin === '' ? `b${start.seq}` : `${start.seq}@${start.origin}`,
              state: post.state,
              title: post.title,
              body: post.body,
              revision: post.edit_seq,
              at: post.at,
            }
          : null,
      held: held
        ? {
            ...{ id: held.public_id, state: held.state, title: held.title, body: held.body },
            ...{ at: held.at, until: held.until_at },
          }
        : null,
      snapshots: (await snapshotsOfCase(read, found.id)).map((one) => ({ ...one, gone: one.gone === 1 })),
      reportList: (await reportsOfCase(read, found.id, REPORTS)).map((one) => ({
        id: one.public_id,
        by: one.member_name,
        peer: one.peer === '' ? null : one.peer,
        reason: one.reason,
        words: one.words,
        revision: one.revision === NO_REVISION ? null : one.revision,
        at: one.at,
        outcome: one.outcome,
      })),
      notes: (await notesOfCase(read, found.id)).map(({ kind: of, audience, words, peer, at, name: by }) => ({
        ...{ kind: of, audience, words, by, at },
        peer: peer === '' ? null : peer,
      })),
      actions: (await read.all(actionsOf, { caseId: id })).map(({ number }) => number),
      appealList: (await Promise.all((await appealsOfCase(read, found.id)).map(named))).map((one) => ({
        id: one.public_id,
        by: one.by,
        decision: one.action,
        words: one.words,
        at: one.at,
        state: one.state,
        reasons: one.reasons,
        decidedBy: one.decider,
        decidedAt: one.decided_at,
        mayDecide: one.state === 'open' && !one.own && one.member_id !== me?.memberId,
      })),
      forwarded: (await messagesFor(read, refOfCase(id))).map((one) => ({
        to: one.peer,
        state: one.state,
        error: one.error,
        at: one.created_at,
      })),
      moderators: (await entitled(read, 'act', found.scope, now)).length,
    };
  };
