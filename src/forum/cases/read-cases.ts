// The queue of cases as those see it who moderate there, a page at a time, the first to look at first.
import { excerptOf } from '../../base/markup.ts';
import { parsePostName } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { CaseQueue, CaseState } from '../../db/tables/cases.ts';
import { findHeld } from '../moderation/held-store.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { covers } from '../policy/measures.ts';
import { listPlaces } from '../threads/place-store.ts';
import { type Case, FIRST_RANK, listCases } from './case-store.ts';
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
    reports: found.reports,
    appeals: found.appeals,
    automatic: found.automatic === 1,
    openedAt: found.opened_at,
    changedAt: found.changed_at,
    decidedAt: found.decided_at,
  };
};

/** Undefined: all. */
const scopesOf = async (reader: Reader, actor: Actor): Promise<string[] | undefined> => {
  if (can(actor, 'see-cases', 'instance')) return undefined;
  const duties = actor.kind === 'member' ? (actor.duties ?? []) : [];
  const given = duties.filter(({ scope }) => can(actor, 'see-cases', scope)).map(({ scope }) => scope);
  if (!given.includes('planks')) return given;
  const planks = (await listPlaces(reader, 'plank')).map(({ slug }) => `plank:${slug}`);
  return [...new Set([...given.filter((scope) => !covers('planks', scope)), 'planks', ...planks])];
};

export type CaseQuery = { queue: CaseQueue; cursor?: string | undefined; limit: number };

/** @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const readCases =
  ({ db: { read }, clock, origin }: Needs) =>
  async (actor: Actor, { queue, cursor, limit }: CaseQuery): Promise<Page<CaseView>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const [rank, , id] = cursor === undefined ? [FIRST_RANK.rank, '', FIRST_RANK.id] : decodeCursor(cursor);
    const scopes = await scopesOf(read, actor);
    const page = { queue, rank, id, limit: limit + 1 };
    const rows: Case[] = [];
    if (scopes === undefined) rows.push(...(await listCases(read, page)));
    else for (const scope of scopes) rows.push(...(await listCases(read, page, scope)));
    rows.sort((a, b) => b.rank - a.rank || b.id - a.id);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const items: CaseView[] = [];
    for (const row of shown)
      if (!concerns(row, actor)) items.push(await viewOfCase(read, { actor, now: clock.now(), home: origin }, row));
    return { items, next: last ? encodeCursor([last.rank, '', last.id]) : null };
  };
