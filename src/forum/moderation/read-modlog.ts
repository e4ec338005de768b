// The log as readers get it. Everybody: what was done, why, where and how long, never to whom by name, never what it was about in
// words. Those who moderate: all of it. Decided here, for every door.
import { Refusal } from '../../base/errors.ts';
import { decodeCursor, encodeCursor } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may, maySee } from '../policy/may.ts';
import { isOffice, type Scope, type Settings, type Subject, subjectText } from '../policy/measures.ts';
import { childrenAfter, countChildren } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { type LogFilter, pageOfLog } from './log-lists.ts';
import { aboutPeer, everythingInForce, inForceOn, logs, unconfirmedInForce, unconfirmedShown } from './modlog-store.ts';
import { type Action, actionsWithParts, readAction } from './read-action.ts';
import { noPlace, type Person } from './resolve-subject.ts';
import { standOf } from './reversed.ts';
import { scopesSeen, scopesWithin } from './seen-scopes.ts';

const places = query()((db) => db.selectFrom('place').select(['kind', 'slug', 'visibility', 'state']));
const names = query<{ publicId: string; origin: string; other: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select(['name', 'origin'])
    .where('public_id', '=', p.publicId)
    .where((eb) => eb.or([eb('origin', '=', p.origin), eb('origin', '=', p.other)]))
    .orderBy('origin')
    .limit(1),
);

type Paging = { cursor?: string | undefined; limit: number };
type InForce = Paging & LogFilter & { automatic?: boolean; held?: boolean };

/** Times in epoch milliseconds. */
export type LogEntry = {
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  /** What it is on: a kind of thing. */
  readonly on: string;
  /** Of persons: where they are at home. */
  readonly host: string | null;
  /** Where it holds; null: a place that the reader may not know of. */
  readonly scope: string | null;
  readonly reason: string;
  readonly rule: string;
  readonly basis: string;
  /** `moderator 3`, `admin`, `operator`, `automatic`. */
  readonly by: string;
  readonly automatic: boolean;
  readonly until: number | null;
  readonly reviewAt: number | null;
  readonly permanent: boolean;
  readonly parent: number | null;
  readonly target: number | null;
  /** The role that somebody has from then on: of appointments and dismissals. */
  readonly toRole: Role | null;
  readonly awaits: string;
  readonly effectiveAt: number | null;
  /** `pending`: waits for a second person, or for that long. */
  readonly stands: 'done' | 'pending' | 'undone';
  readonly hash: string;
};

/** What those who moderate get besides. */
export type FullEntry = LogEntry & {
  /** `post b17`, `member ada@greens.example`. */
  readonly subject: string;
  readonly revision: number | null;
  readonly words: string;
  readonly note: string;
  readonly permanentWhy: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly caseId: string | null;
  /** By name. */
  readonly actor: string | null;
};

const byOf = ({ role, alias }: ActionRow): string => (alias === null ? role : `${role} ${alias}`);

const roleIn = ({ settings }: ActionRow): Role | null => (JSON.parse(settings) as Settings).role ?? null;

/** Where persons may not be named, and how actions stand. */
type Around = { readonly hidden: ReadonlySet<string>; readonly stands: ReadonlyMap<number, 'undone' | 'pending'> };

const entryOf = (row: ActionRow, { hidden, stands }: Around): LogEntry => ({
  number: row.number,
  at: row.at,
  kind: row.kind,
  on: row.subject_kind,
  host: row.host === '' ? null : row.host,
  scope: hidden.has(row.scope) ? null : row.scope,
  reason: row.reason,
  rule: row.rule,
  basis: row.basis,
  by: byOf(row),
  automatic: row.automatic === 1,
  until: row.until_at,
  reviewAt: row.review_at,
  permanent: row.permanent === 1,
  parent: row.parent,
  target: row.target,
  toRole: isOffice(row.kind) ? roleIn(row) : null,
  awaits: row.awaits,
  effectiveAt: row.effective_at,
  stands: stands.get(row.number) ?? 'done',
  hash: row.hash,
});

type Needs = { db: Pick<Database, 'read'>; clock: Clock; origin: string };

export const createModlog = ({ db: { read }, clock, origin: home }: Needs) => {
  const nameOf = async (reader: Reader, person: Action['person']): Promise<string | null> => {
    if (!person) return null;
    const other = person.origin === home ? '' : person.origin;
    const row = await reader.get(names, { publicId: person.member, origin: person.origin, other });
    return row ? `${row.name}@${person.origin}` : `${person.member}@${person.origin}`;
  };

  /** Nobody reads what those who moderate note about themselves: it reads as it does for everybody. */
  const isReader = (actor: Actor, { member, origin }: Person): boolean =>
    actor.kind === 'member' && member === actor.publicId && origin === home;
  const concernsReader = (actor: Actor, { person }: Action): boolean => person !== undefined && isReader(actor, person);

  const fullOf = async (action: Action, around: Around): Promise<FullEntry> => {
    const { row, person, words, actor } = action;
    const isPerson = row.subject_kind === 'member' || row.subject_kind === 'remote';
    const named = isPerson ? `${row.subject_kind} ${(await nameOf(read, person)) ?? '(erased)'}` : row.subject;
    return {
      ...entryOf(row, around),
      subject: named,
      revision: row.revision,
      words: words.words,
      note: words.note,
      permanentWhy: words.permanent,
      settings: JSON.parse(row.settings),
      caseId: row.case_id,
      actor: await nameOf(read, actor),
    };
  };

  /** Scopes of places that the reader may not know of. */
  const hiddenFrom = async (actor: Actor): Promise<ReadonlySet<string>> => {
    const all = await read.all(places, {});
    return new Set(all.filter((place) => !maySee(actor, place)).map(({ kind, slug }) => `${kind}:${slug}`));
  };
  /** @throws Refusal `not-found` (scope) also where the reader may not know of the place */
  const scopesShown = async (actor: Actor, scope: Scope | undefined): Promise<string[] | undefined> => {
    if (scope === undefined) return undefined;
    const hidden = await hiddenFrom(actor);
    if (hidden.has(scope)) throw noPlace();
    return (await scopesWithin(read, scope)).filter((each) => !hidden.has(each));
  };
  const around = async (actor: Actor, rows: readonly ActionRow[]): Promise<Around> => ({
    hidden: await hiddenFrom(actor),
    stands: await standOf(read, rows, clock.now()),
  });
  /** As far as the reader moderates where they hold, and they are not about the reader. */
  const fullOfThose = async (actor: Actor, rows: readonly ActionRow[]): Promise<FullEntry[]> => {
    const seen = rows.filter(({ scope }) => can(actor, 'see-cases', scope));
    const known = await around(actor, seen);
    const items: FullEntry[] = [];
    for (const action of await actionsWithParts(read, seen))
      if (!concernsReader(actor, action)) items.push(await fullOf(action, known));
    return items;
  };

  /** In full where the reader moderates; what holds elsewhere as everybody reads it. */
  const entriesOf = async (actor: Actor, rows: readonly ActionRow[]): Promise<(LogEntry | FullEntry)[]> => {
    const known = await around(actor, rows);
    const items: (LogEntry | FullEntry)[] = [];
    for (const action of await actionsWithParts(read, rows)) {
      const moderates = can(actor, 'see-cases', action.row.scope) && !concernsReader(actor, action);
      items.push(moderates ? await fullOf(action, known) : entryOf(action.row, known));
    }
    return items;
  };

  return {
    /**
     * Newest first. Those about a person only where the reader moderates.
     * @throws Refusal `invalid` (cursor), `not-found` (scope), `unauthenticated`, `forbidden` (person)
     */
    async list(actor: Actor, asked: Paging & LogFilter) {
      const { scope, person } = asked;
      const scopes = person ? await scopesSeen(read, actor, scope) : await scopesShown(actor, scope);
      if (person && isReader(actor, person)) return { items: [], next: null };
      const { rows, next } = await pageOfLog(read, logs, scopes, asked);
      return { items: await entriesOf(actor, rows), next };
    },

    /**
     * What is in force now where the actor moderates, newest first; or of that only what is automatic, and nobody has confirmed;
     * without what is held, which has a list of its own.
     * @throws Refusal `unauthenticated`, `forbidden`, `not-found` (scope), `invalid` (cursor)
     */
    async inForce(actor: Actor, { automatic = false, held = true, ...asked }: InForce) {
      const scopes = await scopesSeen(read, actor, asked.scope);
      if (asked.person && isReader(actor, asked.person)) return { items: [], next: null };
      const unconfirmed = held ? unconfirmedInForce : unconfirmedShown;
      const { rows, next } = await pageOfLog(read, automatic ? unconfirmed : everythingInForce, scopes, asked);
      return { items: await fullOfThose(actor, rows), next };
    },

    /** One action, for those who moderate where it holds. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
    async one(actor: Actor, number: number): Promise<FullEntry> {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const action = await readAction(read, number);
      may(actor, { do: 'moderate', can: 'see-cases', scope: action.row.scope });
      if (concernsReader(actor, action))
        throw new Refusal('forbidden', 'This is about you: what was decided stands in your decisions.');
      return fullOf(action, await around(actor, [action.row]));
    },

    /** Those of these that the actor may see, in their order. @throws Refusal `unauthenticated`, `forbidden` */
    async seen(actor: Actor, numbers: readonly number[]): Promise<FullEntry[]> {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const rows: ActionRow[] = [];
      for (const number of numbers) rows.push((await readAction(read, number)).row);
      return fullOfThose(actor, rows);
    },

    /** The newest of what was decided about a person, as far as the reader moderates there. */
    async ofPerson(actor: Actor, person: Person, limit: number): Promise<FullEntry[]> {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const { rows } = await pageOfLog(read, logs, undefined, { person, limit });
      return fullOfThose(actor, rows);
    },

    /**
     * Another instance: what is in force on it here, wherever that holds, and the newest of what was decided about it; all as in the
     * log. @throws Refusal `unauthenticated`, `forbidden`
     */
    async ofPeer(actor: Actor, origin: string, limit: number) {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const subject = subjectText({ kind: 'peer', origin });
      return {
        inForce: await entriesOf(actor, await read.all(inForceOn, { subject })),
        history: await entriesOf(actor, await read.all(aboutPeer, { subject, limit })),
      };
    },

    /** What is in force on one thing now, the newest first, as far as the reader moderates there. @throws Refusal `unauthenticated`, `forbidden` */
    async onSubject(actor: Actor, subject: Subject): Promise<FullEntry[]> {
      may(actor, { do: 'moderate', can: 'see-cases' });
      return fullOfThose(actor, await read.all(inForceOn, { subject: subjectText(subject) }));
    },

    /** What an action carries, in order, and how many those are. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
    async carried(actor: Actor, parent: number, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const after = cursor === undefined ? 0 : decodeCursor(cursor)[2];
      const rows = await childrenAfter(read, { parent, after, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const items = await fullOfThose(actor, shown);
      return {
        items,
        next: last ? encodeCursor([0, '', last.number]) : null,
        count: await countChildren(read, parent),
      };
    },

    /** As the answer to whoever has just taken them. */
    async these(actor: Actor, numbers: readonly number[]): Promise<FullEntry[]> {
      const actions: Action[] = [];
      for (const number of numbers) actions.push(await readAction(read, number));
      const known = await around(
        actor,
        actions.map(({ row }) => row),
      );
      const full: FullEntry[] = [];
      for (const action of actions) full.push(await fullOf(action, known));
      return full;
    },
  };
};

export type Modlog = ReturnType<typeof createModlog>;
