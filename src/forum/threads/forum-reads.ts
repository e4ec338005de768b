// Places, threads and posts as a reader asks for them: by name, and only what they may see. Every door reads through here.
import { Refusal } from '../../base/errors.ts';
import { type PostKey, parsePostName } from '../../base/names.ts';
import { decodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Eventually } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { type Actor, visitor } from '../policy/actor.ts';
import { may, maySee } from '../policy/may.ts';
import { extendCard } from './card.ts';
import { type PlaceView, placeForReader, placeView, readPlaces } from './place-view.ts';
import { findParent, findPost, isStart, type PostInPlace, placeOf } from './post-store.ts';
import { quoteOf } from './quote.ts';
import { type Diff, type DiffAsked, readDiff } from './read-diff.ts';
import { cardOfPost, keyBefore, readPosts, type ShownPost } from './read-posts.ts';
import { type RankedSort, readRanked } from './read-ranked.ts';
import { readRevisions } from './read-revisions.ts';
import { readThread, readThreads, type ThreadSort } from './read-threads.ts';
import { findThread, type ThreadInPlace } from './thread-store.ts';
import { placesVersion, placeVersion, postVersion, threadVersion, type Versioned } from './versions.ts';
import { votesOnPage } from './vote-store.ts';

/** How many constituents hold a post of a plank, out of how many. */
export type HeldBy = {
  /** Changes whenever an answer of `of` may. Asked on every warm read: costs nothing. */
  version(): string | number;
  of(post: PostKey): { by: number; of: number } | undefined;
};

type Needs = { db: Database; origin: string; heldBy?: HeldBy | undefined };

export type Paging = { cursor?: string | undefined; limit: number };

export type ThreadPaging = Paging & {
  sort: ThreadSort | RankedSort;
  /** Of threads begun since then, for `top` and `bridging`; 0: all. */
  since: number;
  now: number;
};

const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');
const after = ({ cursor }: Paging) => (cursor === undefined ? null : decodeCursor(cursor));

export const createForumReads = (needs: Needs) => {
  const { read } = needs.db;
  const { heldBy } = needs;
  const threadsOf = readThreads(needs);
  const rankedOf = readRanked(needs);
  const postsOf = readPosts(needs);
  const revisionsOf = readRevisions(needs);
  const threadOf = readThread(needs);
  const diffOf = readDiff(needs);

  /** Undefined where a visitor gets no answer: such a version is never kept. */
  const forVisitors = (row: Versioned | undefined): string | undefined => {
    if (!row || !maySee(visitor, row)) return undefined;
    const held = row.kind === 'plank' && heldBy ? heldBy.version() : '';
    return `${row.id}.${row.version}.${row.state}.${held}`;
  };
  const version = (row: Eventually<Versioned | undefined>): Eventually<string | undefined> =>
    row instanceof Promise ? row.then(forVisitors) : forVisitors(row);

  const heldFields = (post: PostKey): string => {
    const held = post.origin === '' ? undefined : heldBy?.of(post);
    return held ? `"held":${JSON.stringify(held)}` : '';
  };

  /** What a post's card does not hold: who has it and, for members, how they voted. One look-up for a page. */
  const fieldsOf = async (actor: Actor, thread: number, shown: readonly ShownPost[]) => {
    const [first, last] = [shown[0], shown.at(-1)];
    if (actor.kind !== 'member' || !first || !last) return heldFields;
    const votes = await votesOnPage(read, { member: actor.memberId, thread, from: first.at, to: last.at });
    const values = new Map(votes.map(({ id, value }) => [id, value]));
    return (post: ShownPost): string => {
      const held = heldFields(post);
      return `"myVote":${values.get(post.id) ?? 0}${held && ','}${held}`;
    };
  };

  const findThreadFor = async (actor: Actor, key: PostKey): Promise<ThreadInPlace> => {
    const thread = await findThread(read, key);
    if (!thread) throw notFound();
    const place = { kind: thread.place_kind, visibility: thread.place_visibility, state: thread.place_state };
    may(actor, { do: 'read', place });
    return thread;
  };
  const findPostFor = async (actor: Actor, key: PostKey): Promise<PostInPlace> => {
    const post = await findPost(read, key);
    if (!post) throw notFound();
    may(actor, { do: 'read', place: placeOf(post) });
    return post;
  };

  const pageAround = async (threadId: number, around: string): Promise<PageKey | null> => {
    const key = parsePostName(around);
    const post = key && (await findParent(read, key));
    if (post?.thread_id !== threadId)
      throw new Refusal('invalid', 'around: must name a post of this thread.', { field: 'around' });
    return keyBefore(read, post);
  };

  return {
    /** What visitors' answers depend on, one look-up each; undefined where there is nothing for them. */
    versions: {
      places: (kind: PlaceKind): Eventually<string | undefined> => {
        const row = placesVersion(read, kind);
        const write = (found: Awaited<typeof row>) => found && `${found.count}.${found.versions}`;
        return row instanceof Promise ? row.then(write) : write(row);
      },
      place: (kind: PlaceKind, slug: string) => version(placeVersion(read, kind, slug)),
      /** Of a list of threads begun since then: it loses some as time goes on. */
      threads(kind: PlaceKind, slug: string, since: number): Eventually<string | undefined> {
        const row = version(placeVersion(read, kind, slug));
        if (since === 0) return row;
        const write = (found: string | undefined) => found && `${found}.${since}`;
        return row instanceof Promise ? row.then(write) : write(row);
      },
      thread: (key: PostKey) => version(threadVersion(read, key)),
      post: (key: PostKey) => version(postVersion(read, key)),
    },

    places: readPlaces(needs),

    /** @throws Refusal `not-found` here and below, also for what the reader may not see */
    place: async (actor: Actor, kind: PlaceKind, slug: string): Promise<PlaceView> =>
      placeView(await placeForReader(read, actor, kind, slug)),

    /** JSON `{ items, next }` */
    async threads(actor: Actor, kind: PlaceKind, slug: string, page: ThreadPaging): Promise<string> {
      const place = await placeForReader(read, actor, kind, slug);
      if (page.sort === 'top' || page.sort === 'bridging')
        return rankedOf({ ...page, placeId: place.id, sort: page.sort });
      return threadsOf({ placeId: place.id, sort: page.sort, after: after(page), limit: page.limit });
    },

    /** JSON */
    async thread(actor: Actor, key: PostKey): Promise<string> {
      const { id } = await findThreadFor(actor, key);
      const card = await threadOf(id);
      if (card === undefined) throw notFound();
      return card;
    },

    /**
     * JSON `{ items, next }`
     * @param page `around`: a post of the thread, with a few before it, instead of a cursor
     * @throws Refusal `invalid` (around)
     */
    async posts(actor: Actor, key: PostKey, page: Paging & { around?: string | undefined }): Promise<string> {
      const { id } = await findThreadFor(actor, key);
      const more = (shown: readonly ShownPost[]) => fieldsOf(actor, id, shown);
      const from = page.around === undefined ? after(page) : await pageAround(id, page.around);
      return postsOf({ threadId: id, after: from, limit: page.limit, more });
    },

    /** JSON */
    async post(actor: Actor, key: PostKey): Promise<string> {
      const { id, thread_id, at } = await findPostFor(actor, key);
      const card = await cardOfPost(read, needs.origin, id);
      if (card === undefined) throw notFound();
      const shown = { ...key, id, at };
      const fields = (await fieldsOf(actor, thread_id, [shown]))(shown);
      return fields === '' ? card : extendCard(card, fields);
    },

    /** What one revision changed of another (read-diff.ts). */
    async diff(actor: Actor, key: PostKey, asked: Pick<DiffAsked, 'from' | 'to'>): Promise<Diff> {
      const post = await findPostFor(actor, key);
      return diffOf({ post, start: isStart(post), ...asked });
    },

    /** Markdown. @throws Refusal `gone` */
    async quote(actor: Actor, key: PostKey): Promise<string> {
      const { id, state } = await findPostFor(actor, key);
      if (state !== 'live') throw new Refusal('gone', 'There is nothing left to quote.');
      const card = await cardOfPost(read, needs.origin, id);
      if (card === undefined) throw notFound();
      return quoteOf(JSON.parse(card), needs.origin);
    },

    /** JSON `{ items, next }`, newest first */
    async revisions(actor: Actor, key: PostKey, page: Paging): Promise<string> {
      const post = await findPostFor(actor, key);
      const [, , before] = after(page) ?? [0, '', null];
      return revisionsOf({ post, start: isStart(post), before, limit: page.limit });
    },
  };
};

export type ForumReads = ReturnType<typeof createForumReads>;
