// The fold lays journals out as threads and posts. What every record type does to it stands in a file of its own; here is
// what they share. Independent of the order of arrival: what cannot take effect yet waits for the entry that it needs.
import { nameOfPost, type PostKey, parseEntryName } from '../../../base/names.ts';
import type { Chance } from '../../../base/time.ts';
import type { Eventually, Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';
import type { PostState } from '../../../db/tables.ts';
import type { EventKind } from '../../../events/append.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { AHEAD } from '../../../journal/limits.ts';
import { hasContent, parseContent } from '../../../journal/records.ts';
import { isPlankClosed, type VersionInForce } from '../../charter/charter-store.ts';
import { findPlaceById } from '../../threads/place-store.ts';

/** What an entry did: see Effect in db/tables.ts. `waits` names the entries (or `plank:slug`) without which it cannot. */
export type Outcome =
  | { readonly effect: 'applied' | 'kept' }
  | { readonly effect: 'void'; readonly why: string }
  | { readonly effect: 'waiting'; readonly awaits: readonly string[]; readonly dueAt?: number };

export const applied: Outcome = { effect: 'applied' };
/** @param why for the log: never what somebody wrote */
export const voidFor = (why: string): Outcome => ({ effect: 'void', why });
export const waitFor = (...awaits: string[]): Outcome => ({ effect: 'waiting', awaits });

export type PlankPlace = { placeId: number; closed: boolean };

export type FoldFacts = {
  coalition: string;
  /** The origin of this instance. */
  home: string;
  now: number;
  /** For what is written into the log of moderation. */
  chance: Chance;
  versions: readonly VersionInForce[];
  /** Rows of the planks by slug. */
  places: ReadonlyMap<string, number>;
};

export type FoldEvent = { kind: EventKind; placeId?: number; threadId?: number; postId?: number };
type Growth = { placeId: number; posts: number; at: number; arrived: number };

/** A thread or post that the fold has just met: enough for what hangs below it. */
export type KnownPost = {
  id: number;
  threadId: number;
  placeId: number;
  at: number;
  /** When it took its place here: see placedAt. */
  arrivedAt: number;
  isStart: boolean;
};

/** One fold under way in one transaction. What it grew is written at its end, once for each thread and place. */
export type Fold = FoldFacts & {
  readonly tx: Writer;
  /** By name. Only hits: what is not there may come. */
  readonly posts: Map<string, KnownPost>;
  readonly authors: Map<string, number>;
  readonly grownThreads: Map<number, Growth>;
  readonly grownPlaces: Map<number, { threads: number; posts: number; at: number }>;
  readonly changedThreads: Map<number, number>;
  /** Posts that a constituent told new totals of, by row id. */
  readonly talliedPosts: Map<number, KnownPost>;
  /** Names of entries that lost their content in this fold: whoever read them before has it still. */
  readonly erased: Set<string>;
  /** Names of posts that somebody advises something about, or no more. */
  readonly advised: Set<string>;
  readonly events: FoldEvent[];
  /** Entries that have no effect, and why. */
  readonly voids: { name: string; type: string; why: string }[];
  /** Whether anything waits at all: false saves a look-up for each entry. */
  anyWaiting: boolean;
  /** How many more entries are looked at for what to erase; the rest is done in steps (erase-rest.ts). */
  room: number;
  /** How many more entries that waited take their turn; the rest is done in steps (wake.ts). */
  wakes: number;
};

/** Entries that are erased in one transaction: some 20 ms. */
const ERASED_AT_ONCE = 100;
/** Entries that waited for what comes in one transaction, and take their turn in it: some 40 ms. */
const WOKEN_AT_ONCE = 200;

export const createFold = (tx: Writer, facts: FoldFacts, anyWaiting: boolean): Fold => ({
  // By name, as all that is made for each entry or slice: a spread costs a new shape each time.
  coalition: facts.coalition,
  home: facts.home,
  now: facts.now,
  chance: facts.chance,
  versions: facts.versions,
  places: facts.places,
  tx,
  posts: new Map(),
  authors: new Map(),
  grownThreads: new Map(),
  grownPlaces: new Map(),
  changedThreads: new Map(),
  talliedPosts: new Map(),
  erased: new Set(),
  advised: new Set(),
  events: [],
  voids: [],
  anyWaiting,
  room: ERASED_AT_ONCE,
  wakes: WOKEN_AT_ONCE,
});

const postByKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['post.id', 'post.thread_id', 'post.place_id', 'post.at', 'post.arrived_at'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);

type PostRow = {
  id: number;
  thread_id: number;
  place_id: number;
  at: number;
  arrived_at: number;
  thread_origin: string;
  thread_seq: number;
};

/** Keeps a post's row for the rest of the fold: nothing of it changes meanwhile. */
export const knowPost = (fold: Fold, key: PostKey, row: PostRow): KnownPost => {
  const found = {
    id: row.id,
    threadId: row.thread_id,
    placeId: row.place_id,
    at: row.at,
    arrivedAt: row.arrived_at,
    isStart: row.thread_origin === key.origin && row.thread_seq === key.seq,
  };
  fold.posts.set(nameOfPost(key), found);
  return found;
};

const lookUp = async (fold: Fold, key: PostKey): Promise<KnownPost | undefined> => {
  const row = await fold.tx.get(postByKey, { origin: key.origin, seq: key.seq });
  return row && knowPost(fold, key, row);
};

/** The attached post of that name; undefined while it is not attached. */
export const findKnown = (fold: Fold, key: PostKey): Eventually<KnownPost | undefined> =>
  fold.posts.get(nameOfPost(key)) ?? lookUp(fold, key);

/** Like {@link findKnown}, for the name of an entry. */
export const findNamed = (fold: Fold, name: string): Eventually<KnownPost | undefined> => {
  const known = fold.posts.get(name);
  if (known) return known;
  const key = parseEntryName(name);
  return key && lookUp(fold, key);
};

const authorByPublicId = query<{ origin: string; publicId: string }>()((db, p) =>
  db.selectFrom('author').select('id').where('origin', '=', p.origin).where('public_id', '=', p.publicId),
);
const memberByPublicId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId),
);
const insertAuthor = command<{ origin: string; publicId: string; member: number | null }>()((db, p) =>
  db
    .insertInto('author')
    .values({ member_id: p.member, origin: p.origin, public_id: p.publicId, name: '', display_name: '', bio: '' })
    .returning('id'),
);

const authorName = (origin: string, publicId: string): string => `${publicId}@${origin}`;

export const knowAuthor = (fold: Fold, origin: string, publicId: string, id: number): void => {
  fold.authors.set(authorName(origin, publicId), id);
};

const findOrMake = async (fold: Fold, origin: string, publicId: string): Promise<number> => {
  let id = (await fold.tx.get(authorByPublicId, { origin, publicId }))?.id;
  if (id === undefined) {
    const member = origin === fold.home ? await fold.tx.get(memberByPublicId, { publicId }) : undefined;
    id = await fold.tx.insert(insertAuthor, { origin, publicId, member: member?.id ?? null });
  }
  knowAuthor(fold, origin, publicId, id);
  return id;
};

/** The author's row, made without a name when nothing described the member yet. */
export const ensureAuthor = (fold: Fold, origin: string, publicId: string): Eventually<number> =>
  fold.authors.get(authorName(origin, publicId)) ?? findOrMake(fold, origin, publicId);

/** Whether a content that is there cannot be read, or will never be there: nothing that arrives later changes it. */
export const isUnreadable = ({ state }: StoredEntry): boolean => state === 'held' || state === 'none';

/** The outcome for an entry whose content cannot be read. */
export const unreadable = (entry: StoredEntry): Outcome => {
  if (entry.content === null || !hasContent(entry.type)) return voidFor('content: there is none');
  const parsed = parseContent(entry.type, entry.content);
  return voidFor(`content: ${parsed.ok ? 'it reads' : parsed.fault}`);
};

export const badRef = voidFor('ref: not as its type says');

/** How a post stands when its entry has no readable content. */
export const stateWithout = (entry: StoredEntry): PostState => {
  switch (entry.state) {
    case 'held':
    case 'none':
      return 'void';
    default:
      return entry.state;
  }
};

const isPlaceClosedAt = async (fold: Fold, placeId: number, at: number): Promise<boolean> => {
  const place = await findPlaceById(fold.tx, placeId);
  return place !== undefined && isPlankClosed(fold.versions, place.slug, at);
};

/** Whether the plank takes nothing any more at that time, by the charter that counts then. */
export const isClosedAt = (fold: Fold, placeId: number, at: number): Eventually<boolean> =>
  fold.versions.some((version) => version.charter.planks.some((plank) => plank.closed)) &&
  isPlaceClosedAt(fold, placeId, at);

export const nameOf = (entry: { origin: string; seq: number }): string => `${entry.seq}@${entry.origin}`;

/**
 * When a post took its place here: not before what it hangs below, and not before its own time, which it waited for. What is
 * unread follows that, so a reply that waited for its parent is new when it is seen, not when its entry came.
 */
export const placedAt = (entry: StoredEntry, parent?: KnownPost): number =>
  Math.max(entry.arrivedAt, parent?.arrivedAt ?? 0, entry.at > entry.arrivedAt + AHEAD ? entry.at : 0);

/** A post was attached: its thread and place grow when the fold ends. */
export const grow = (fold: Fold, post: KnownPost): void => {
  const place = fold.grownPlaces.get(post.placeId) ?? { threads: 0, posts: 0, at: 0 };
  place.posts += 1;
  place.threads += post.isStart ? 1 : 0;
  place.at = Math.max(place.at, post.at);
  fold.grownPlaces.set(post.placeId, place);
  if (post.isStart) return;
  const thread = fold.grownThreads.get(post.threadId) ?? { placeId: post.placeId, posts: 0, at: 0, arrived: 0 };
  thread.posts += 1;
  thread.at = Math.max(thread.at, post.at);
  thread.arrived = Math.max(thread.arrived, post.arrivedAt);
  fold.grownThreads.set(post.threadId, thread);
};

/** Something in the thread reads differently now. */
export const change = (fold: Fold, post: { threadId: number; placeId: number }): void => {
  fold.changedThreads.set(post.threadId, post.placeId);
};
