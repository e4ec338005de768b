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
import { cardOfPost, keyBefore, readPosts } from './read-posts.ts';
import { readRevisions } from './read-revisions.ts';
import { readThread, readThreads, type ThreadSort } from './read-threads.ts';
import { findThread, type ThreadInPlace } from './thread-store.ts';
import { placesVersion, placeVersion, postVersion, threadVersion, type Versioned } from './versions.ts';

/** How many constituents hold a post of a plank, out of how many. */
export type HeldBy = {
  /** Changes whenever an answer of `of` may. Asked on every warm read: costs nothing. */
  version(): string | number;
  of(post: PostKey): { by: number; of: number } | undefined;
};

type Needs = { db: Database; origin: string; heldBy?: HeldBy | undefined };

export type Paging = { cursor?: string | undefined; limit: number };

const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');
const after = ({ cursor }: Paging) => (cursor === undefined ? null : decodeCursor(cursor));

export const createForumReads = (needs: Needs) => {
  const { read } = needs.db;
  const { heldBy } = needs;
  const threadsOf = readThreads(needs);
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
      thread: (key: PostKey) => version(threadVersion(read, key)),
      post: (key: PostKey) => version(postVersion(read, key)),
    },

    places: readPlaces(needs),

    /** @throws Refusal `not-found` here and below, also for what the reader may not see */
    place: async (actor: Actor, kind: PlaceKind, slug: string): Promise<PlaceView> =>
      placeView(await placeForReader(read, actor, kind, slug)),

    /** JSON `{ items, next }` */
    async threads(actor: Actor, kind: PlaceKind, slug: string, page: Paging & { sort: ThreadSort }): Promise<string> {
      const place = await placeForReader(read, actor, kind, slug);
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
      const from = page.around === undefined ? after(page) : await pageAround(id, page.around);
      return postsOf({ threadId: id, after: from, limit: page.limit, more: heldFields });
    },

    /** JSON */
    async post(actor: Actor, key: PostKey): Promise<string> {
      const { id } = await findPostFor(actor, key);
      const card = await cardOfPost(read, needs.origin, id);
      if (card === undefined) throw notFound();
      const fields = heldFields(key);
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
