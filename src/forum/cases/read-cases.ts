// The queue of cases as those see it who moderate there, a page at a time, the first to look at first.

import { glean, merged, type Source } from '../../base/glean.ts';
import { excerptOf } from '../../base/markup.ts';
import { parsePostName } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { CaseQueue, CaseState } from '../../db/tables/cases.ts';
import { findHeld } from '../moderation/held-store.ts';
import { type Person, personText } from '../moderation/resolve-subject.ts';
import { scopesSeen } from '../moderation/seen-scopes.ts';
import type { Actor } from '../policy/actor.ts';
import type { Reason, Scope } from '../policy/measures.ts';
import { appealedCases, casesAbout, FIRST_RANK, listCases } from './case-lists.ts';
import type { Case } from './case-store.ts';
import { concerns } from './work-case.ts';

type Needs = { db: Pick<Database, 'read'>; clock: Clock; origin: string };

/** Times in epoch milliseconds. */
export type CaseView = {
  id: string;
  /** `post b17`, `member ada`, `member ada@reds.example`. */
  subject: string;
  scope: string;
  /** Whom it concerns, as people know them; null where that is nobody any more. */
  person: { name: string; origin: string; displayName: string } | null;
  /** Of a post, also one that waits: its thread's title and how it begins, as it is now; null where it is about none. */
  about: { title: string; text: string } | null;
  revision: number | null;
  reason: string;
  state: CaseState;
  outcome: 'actioned' | 'dismissed' | null;
  priority: number;
  version: number;
  claimed: { by: string; until: number; mine: boolean } | null;
  /** What comes after it in its list. */
  cursor: string;
  reports: number;
  appeals: number;
  automatic: boolean;
  openedAt: number;
  changedAt: number;
  decidedAt: number | null;
};

const nameOfMember = query<{ id: number }>()((db, p) => db.selectFrom('member').select('name').where('id', '=', p.id));
const memberBy = query<{ publicId: string }>()((db, p) =>
  db
    .selectFrom('member')
    .select(['name', 'display_name'])
    .where('public_id', '=', p.publicId)
    .where('state', '=', 'active'),
);
const authorBy = query<{ origin: string; publicId: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select(['name', 'display_name'])
    .where('origin', '=', p.origin)
    .where('public_id', '=', p.publicId),
);

/** @param person `<opaque id>@<origin>` */
export const personOf = async (reader: Reader, person: string, home: string): Promise<CaseView['person']> => {
  const at = person.indexOf('@');
  if (at < 1) return null;
  const [publicId, origin] = [person.slice(0, at), person.slice(at + 1)];
  const row = await (origin === home ? reader.get(memberBy, { publicId }) : reader.get(authorBy, { origin, publicId }));
  return row && row.name !== '' ? { name: row.name, origin, displayName: row.display_name } : null;
};

const postAbout = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['thread.title', 'post.body'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
/** Letters of a text that a list shows. */
const BEGINNING = 160;

const aboutOf = async (reader: Reader, subject: string): Promise<CaseView['about']> => {
  const [kind = '', name = ''] = subject.split(' ');
  const key = kind === 'post' ? parsePostName(name) : undefined;
  const found = key ? await reader.get(postAbout, key) : kind === 'held' ? await findHeld(reader, name) : undefined;
  return found ? { title: found.title, text: excerptOf(found.body, BEGINNING) } : null;
};

const cursorOf = ({ rank, id }: Case): string => encodeCursor([rank, '', id]);

export const viewOfCase = async (
  reader: Reader,
  { actor, now, home }: { actor: Actor; now: number; home: string },
  found: Case,
): Promise<CaseView> => {
  const person = await personOf(reader, found.person, home);
  const { claimed_by: by, claimed_until: until } = found;
  const held = found.state === 'claimed' && by !== null && until !== null && until > now;
  const [kind] = found.subject.split(' ');
  const isPerson = kind === 'member' || kind === 'remote';
  const named = person && (person.origin === home ? person.name : `${person.name}@${person.origin}`);
  return {
    id: found.public_id,
    subject: isPerson ? `member ${named ?? '(gone)'}` : found.subject,
    scope: found.scope,
    person,
    about: await aboutOf(reader, found.subject),
    revision: found.revision,
    reason: found.reason,
    state: found.state === 'claimed' && !held ? (found.escalated ? 'escalated' : 'open') : found.state,
    outcome: found.outcome,
    priority: found.priority,
    version: found.version,
    claimed: held
      ? {
          by: (await reader.get(nameOfMember, { id: by }))?.name ?? '',
          until,
          mine: actor.kind === 'member' && actor.memberId === by,
        }
      : null,
    cursor: cursorOf(found),
    reports: found.reports,
    appeals: found.appeals,
    automatic: found.automatic === 1,
    openedAt: found.opened_at,
    changedAt: found.changed_at,
    decidedAt: found.decided_at,
  };
};

export type CaseQuery = {
  queue: CaseQueue;
  cursor?: string | undefined;
  limit: number;
  /** `planks`: all of them. */
  scope?: Scope | undefined;
  /** Whom it concerns. */
  person?: Person | undefined;
  reason?: Reason | undefined;
  /** Only where an appeal waits. */
  appealed?: boolean | undefined;
};

const byRank = (a: Case, b: Case): number => b.rank - a.rank || b.id - a.id;

/** What is rare comes first; what is asked for besides is looked for in that. */
const sourceOf = (
  read: Reader,
  from: { rank: number; id: number },
  scopes: readonly string[] | undefined,
  { queue, person, reason, appealed }: CaseQuery,
): { source: Source<Case>; suits?: ((row: Case) => boolean) | undefined } => {
  const below = (after: Case | undefined, limit: number) => ({ ...from, ...after, queue, limit });
  const narrower = scopes !== undefined || reason !== undefined || (person !== undefined && appealed === true);
  const suits = narrower
    ? (row: Case): boolean =>
        (scopes?.includes(row.scope) ?? true) && (reason ?? row.reason) === row.reason && (!appealed || row.appeals > 0)
    : undefined;
  if (person) return { source: (after, limit) => casesAbout(read, below(after, limit), personText(person)), suits };
  if (appealed) return { source: (after, limit) => appealedCases(read, below(after, limit)), suits };
  if (!scopes) return { source: (after, limit) => listCases(read, below(after, limit), { reason }) };
  const each = scopes.map(
    (scope): Source<Case> =>
      (after, limit) =>
        listCases(read, below(after, limit), { scope, reason }),
  );
  return { source: merged(each, byRank) };
};

/**
 * A page may have less than its limit, and more after it: cases about the reader are not shown, and of a person's or of those with
 * appeals some are looked at at a time. @throws Refusal `unauthenticated`, `forbidden`, `not-found` (scope), `invalid` (cursor)
 */
export const readCases =
  ({ db: { read }, clock, origin }: Needs) =>
  async (actor: Actor, asked: CaseQuery): Promise<Page<CaseView>> => {
    const { cursor, limit, scope } = asked;
    const scopes = await scopesSeen(read, actor, scope);
    const [rank, , id] = cursor === undefined ? [FIRST_RANK.rank, '', FIRST_RANK.id] : decodeCursor(cursor);
    const { source, suits } = sourceOf(read, { rank, id }, scopes, asked);
    const { rows, last } = await glean(source, limit, suits);
    const items: CaseView[] = [];
    for (const row of rows)
      if (!concerns(row, actor)) items.push(await viewOfCase(read, { actor, now: clock.now(), home: origin }, row));
    return { items, next: last ? cursorOf(last) : null };
  };
