// What members see of their own: reports and how they were decided, appeals, and what other instances told about them.
import { nameOfPost } from '../../base/names.ts';
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { AppealState } from '../../db/tables/cases.ts';
import { APPEAL_MS } from '../moderation/read-decisions.ts';
import { personText } from '../moderation/resolve-subject.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { parseSubject } from '../policy/measures.ts';
import { appealsOfMember } from './appeal-store.ts';
import { notesForReporters, notesToPerson } from './note-store.ts';
import { personOf } from './read-cases.ts';
import { reportsOfMember } from './report-store.ts';

type Needs = { db: Pick<Database, 'read'>; origin: string };
type PageQuery = { cursor?: string | undefined; limit: number };

const before = (cursor: string | undefined): number =>
  cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeNumberCursor(cursor);
const pageOf = <R extends { id: number }, T>(rows: R[], limit: number, items: T[]): Page<T> => {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, next: last ? encodeCursor([last.id]) : null };
};

/** Times in epoch milliseconds. */
export type OwnReport = {
  id: string;
  /** `post b17`, `member ada`. */
  subject: string;
  reason: string;
  words: string;
  at: number;
  /** null: nobody has decided yet. */
  outcome: string | null;
  outcomeAt: number | null;
  /** What the moderators say to whoever reported. */
  notes: { words: string; at: number }[];
  appeal: { id: string; state: AppealState } | null;
  appealUntil: number | null;
};

/** @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readOwnReports =
  ({ db: { read }, origin }: Needs) =>
  async (actor: Actor, { cursor, limit }: PageQuery): Promise<Page<OwnReport>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const rows = await reportsOfMember(read, memberId, before(cursor), limit + 1);
    const items: OwnReport[] = [];
    for (const row of rows.slice(0, limit)) {
      const subject = parseSubject(row.subject);
      const who =
        subject?.kind === 'member'
          ? await personOf(read, `${subject.member}@${origin}`, origin)
          : subject?.kind === 'remote'
            ? await personOf(read, `${subject.member}@${subject.origin}`, origin)
            : null;
      items.push({
        id: row.public_id,
        subject:
          subject?.kind === 'post'
            ? `post ${nameOfPost(subject.key)}`
            : `member ${who ? (who.origin === origin ? who.name : `${who.name}@${who.origin}`) : '(gone)'}`,
        reason: row.reason,
        words: row.words,
        at: row.at,
        outcome: row.outcome,
        outcomeAt: row.outcome_at,
        // While it waits, what was said of it; once it is decided, also what was said before.
        notes: (await notesForReporters(read, row.case_id)).filter(({ at }) => row.outcome !== null || at >= row.at),
        appeal:
          row.appeal_id !== null && row.appeal_state !== null ? { id: row.appeal_id, state: row.appeal_state } : null,
        appealUntil: row.outcome_at === null ? null : row.outcome_at + APPEAL_MS,
      });
    }
    return pageOf(rows, limit, items);
  };

/** What moderators wrote to whom a case concerns. */
export type OwnNote = {
  id: number;
  /** `post b17`; `held …`: what has not appeared; `member`: oneself. */
  subject: string;
  words: string;
  at: number;
};

/** Never who wrote it, nor who reported. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readOwnNotes =
  ({ db: { read }, origin }: Needs) =>
  async (actor: Actor, { cursor, limit }: PageQuery): Promise<Page<OwnNote>> => {
    const { publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const person = personText({ member: publicId, origin });
    const rows = await notesToPerson(read, person, before(cursor), limit + 1);
    const items = rows.slice(0, limit).map(({ id, subject, words, at }) => {
      const about = parseSubject(subject)?.kind;
      return { id, words, at, subject: about === 'post' || about === 'held' ? subject : 'member' };
    });
    return pageOf(rows, limit, items);
  };

export type OwnAppeal = {
  id: string;
  /** The number of the decision, or the id of the report. */
  decision: number | null;
  report: string | null;
  words: string;
  at: number;
  state: AppealState;
  reasons: string;
  decidedAt: number | null;
};

/** @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readOwnAppeals =
  ({ db: { read } }: Pick<Needs, 'db'>) =>
  async (actor: Actor, { cursor, limit }: PageQuery): Promise<Page<OwnAppeal>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const rows = await appealsOfMember(read, memberId, before(cursor), limit + 1);
    const items = rows.slice(0, limit).map((row) => ({
      id: row.public_id,
      decision: row.action,
      report: row.report_public_id,
      words: row.words,
      at: row.at,
      state: row.state,
      reasons: row.reasons,
      decidedAt: row.decided_at,
    }));
    return pageOf(rows, limit, items);
  };

const notices = query<{ memberId: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .selectAll()
    .where('member_id', '=', p.memberId)
    .where('id', '<', p.before)
    .orderBy('id', 'desc')
    .limit(p.limit),
);

/** What another instance says: unaltered, and from it alone. */
export type PeerNotice = {
  id: string;
  peer: string;
  at: number;
  endedAt: number | null;
  post: string | null;
  measure: string;
  scope: string;
  reason: string;
  rule: string | null;
  basis: string;
  words: string;
  until: string | null;
  /** Against it, there: `sent`, `open` once that instance has it, `refused` with its reasons, or how it was decided. */
  appeal: { id: string; words: string; at: number; state: string; reasons: string; decidedAt: number | null } | null;
  appealUntil: number;
  /** That instance says that nobody there could decide an appeal but whoever took it, */
  alone: boolean;
  /** and whom outside it names for that; `''`: nobody. */
  reviewer: string;
};

/** @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readPeerNotices =
  ({ db: { read } }: Pick<Needs, 'db'>) =>
  async (actor: Actor, { cursor, limit }: PageQuery): Promise<Page<PeerNotice>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const rows = await read.all(notices, { memberId, before: before(cursor), limit: limit + 1 });
    const items = rows.slice(0, limit).map((row): PeerNotice => {
      const said = JSON.parse(row.content);
      return {
        id: row.public_id,
        peer: row.peer,
        at: row.at,
        endedAt: row.ended_at,
        post: said.post ?? null,
        measure: said.measure,
        scope: said.scope,
        reason: said.reason,
        rule: said.rule ?? null,
        basis: said.basis,
        words: said.words,
        until: said.until,
        appeal:
          row.appeal_id === null || row.appeal_at === null || row.appeal_state === null
            ? null
            : {
                ...{ id: row.appeal_id, words: row.appeal_words, at: row.appeal_at, state: row.appeal_state },
                ...{ reasons: row.appeal_reasons, decidedAt: row.appeal_decided_at },
              },
        appealUntil: row.at + APPEAL_MS,
        alone: said.alone === true,
        reviewer: said.reviewer ?? '',
      };
    });
    return pageOf(rows, limit, items);
  };
