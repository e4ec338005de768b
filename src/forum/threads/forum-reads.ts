// Places, threads and posts as a reader asks for them: by name, and only what they may see. Every door reads through here.
import { Refusal } from '../../base/errors.ts';
import { type PostKey, parsePostName } from '../../base/names.ts';
import { decodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Eventually } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { type Actor, visitor } from '../policy/actor.ts';
import { may, maySee, mayUnveil } from '../policy/may.ts';
import type { PlaceName } from '../policy/measures.ts';
import { createMemberReads, type Show } from '../reading/member-reads.ts';
import { hideCard, isHidden } from '../reading/reader-facts.ts';
import { createUnreadLists } from '../reading/unread-lists.ts';
import { extendCard } from './card.ts';
import type { Paging, PostsPaging, ThreadPaging, TreePaging } from './paging.ts';
import { listPlaces } from './place-store.ts';
import { type PlaceView, placeForReader, placeView, readPlaces } from './place-view.ts';
import { findParent, findPost, isStart, type PostInPlace, placeOf } from './post-store.ts';
import { quoteOf } from './quote.ts';
import { type Diff, type DiffAsked, readDiff } from './read-diff.ts';
import {
  cardOfPost,
  END,
  keyBefore,
  type PostRow,
  type PostsFrom,
  type PresentPosts,
  readPosts,
} from './read-posts.ts';
import { readRanked } from './read-ranked.ts';
import { readRevisions } from './read-revisions.ts';
import { readThread, readThreads } from './read-threads.ts';
import { decodeToken, readTree } from './read-tree.ts';
import { findThread, placeOfThread, type ThreadInPlace } from './thread-store.ts';
import { unveiledCards, unveils } from './unveil.ts';
import {
  anythingVersion,
  placesVersion,
  placeVersion,
  postVersion,
  threadVersion,
  type Versioned,
} from './versions.ts';
import { votesOnPosts } from './vote-store.ts';

/** How many constituents hold a post of a plank, out of how many. */
export type HeldBy = {
  /** Changes whenever an answer of `of` may. Asked on every warm read: costs nothing. */
  version(): string | number;
  of(post: PostKey): { by: number; of: number } | undefined;
};

type Needs = { db: Database; origin: string; heldBy?: HeldBy | undefined };

const signIn = () => new Refusal('unauthenticated', 'Sign in first.');
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
  const treeOf = readTree(needs);
  const members = createMemberReads(needs);
  const unread = createUnreadLists(needs);
  const diffOf = readDiff(needs);
  const unveil = unveiledCards(needs);

  /** Undefined where a visitor gets no answer: such a version is never kept. */
  const forVisitors = (row: Versioned | undefined): string | undefined => {
    if (!row || !maySee(visitor, row)) return undefined;
    const held = row.kind === 'plank' && heldBy ? heldBy.version() : '';
    return `${row.id}.${row.version}.${row.state}.${held}`;
  };
  const version = (row: Eventually<Versioned | undefined>): Eventually<string | undefined> =>
    row instanceof Promise ? row.then(forVisitors) : forVisitors(row);

  const withHeld = (row: PostKey, card: string): string => {
    const held = row.origin === '' ? undefined : heldBy?.of(row);
    return held ? extendCard(card, `"held":${JSON.stringify(held)}`) : card;
  };

  /** How this reader gets posts of a thread: who holds them and, for members, what they have read and how they voted. */
  const forReader = async (
    actor: Actor,
    threadId: number,
    place: PlaceName,
    show: Show,
  ): Promise<{ beside?: string; present: PresentPosts }> => {
    if (actor.kind !== 'member') return { present: () => withHeld };
    const { memberId } = actor;
    const { beside, present } = await members.presentPosts(memberId, threadId, show);
    return {
      beside,
      async present(shown) {
        const ids = shown.map(({ id }) => id);
        const votes = new Map((await votesOnPosts(read, memberId, ids)).map(({ id, value }) => [id, value]));
        const words = await unveil(actor, place, shown);
        return (row: PostRow, card: string) =>
          withHeld(row, extendCard(present(row, words.get(row.id) ?? card), `"myVote":${votes.get(row.id) ?? 0}`));
      },
    };
  };

  /** @throws Refusal `not-found` (at: no post of this thread), `invalid` (around), `unauthenticated` (at: unread) */
  const beginningOf = async (actor: Actor, threadId: number, page: PostsPaging): Promise<PostsFrom> => {
    if (page.before !== undefined) return { before: decodeCursor(page.before) };
    if (page.around !== undefined) return { after: await pageAround(threadId, page.around) };
    if (page.at === undefined) return { after: after(page) };
    if (page.at === 'end') return { before: END };
    if (page.at === 'unread') {
      if (actor.kind !== 'member') throw signIn();
      const first = await members.topmostUnread(actor.memberId, threadId);
      // All is read: the page at the end.
      return first ? { from: [first.at, first.origin, first.seq] } : { before: END };
    }
    const post = await findPost(read, page.at);
    if (post?.thread_id !== threadId) throw notFound();
    return { from: [post.at, post.origin, post.seq] };
  };

  const findThreadFor = async (actor: Actor, key: PostKey): Promise<ThreadInPlace> => {
    const thread = await findThread(read, key);
    if (!thread) throw notFound();
    may(actor, { do: 'read', place: placeOfThread(thread) });
    return thread;
  };
  const findPostFor = async (actor: Actor, key: PostKey): Promise<PostInPlace> => {
    const post = await findPost(read, key);
    if (!post) throw notFound();
    may(actor, { do: 'read', place: placeOf(post) });
    return post;
  };

  /** Like findPostFor, for who is going to read all it ever said. */
  const findWordsFor = async (actor: Actor, key: PostKey): Promise<PostInPlace> => {
    const post = await findPostFor(actor, key);
    if (post.veiled === 1 && !mayUnveil(actor, placeOf(post), post.author_member_id)) throw notFound();
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
      /** Of what shows something of many places. */
      anything: () => anythingVersion(read),
      thread: (key: PostKey) => version(threadVersion(read, key)),
      post: (key: PostKey) => version(postVersion(read, key)),
    },

    places: readPlaces(needs),

    /** @throws Refusal `not-found` here and below, also for what the reader may not see */
    place: async (actor: Actor, kind: PlaceKind, slug: string): Promise<PlaceView> =>
      placeView(await placeForReader(read, actor, kind, slug)),

    /** JSON `{ items, next }`; for a member with what is unread. */
    async threads(actor: Actor, kind: PlaceKind, slug: string, page: ThreadPaging): Promise<string> {
      const place = await placeForReader(read, actor, kind, slug);
      const { sort, limit } = page;
      const present = actor.kind === 'member' ? members.presentThreads(actor.memberId, page.show) : undefined;
      if (sort === 'top' || sort === 'bridging')
        return rankedOf({ since: 0, now: 0, ...page, placeId: place.id, sort, present });
      if (sort !== 'unread') {
        const version = present && place.version;
        return threadsOf({ placeId: place.id, sort, after: after(page), limit, present, version });
      }
      if (actor.kind !== 'member' || !present) throw signIn();
      return unread.ofPlace(place.id, {
        facts: await members.factsOf(actor.memberId),
        after: after(page),
        limit,
        present,
      });
    },

    /** JSON `{ items, next }`: what the member reads or follows and has not read. @throws Refusal `unauthenticated` */
    async unread(actor: Actor, page: Paging & { show?: Show }): Promise<string> {
      if (actor.kind !== 'member') throw signIn();
      const places = [...(await listPlaces(read, 'board')), ...(await listPlaces(read, 'plank'))];
      return unread.ofAll(
        places.filter((place) => maySee(actor, place)).map(({ id }) => id),
        {
          facts: await members.factsOf(actor.memberId),
          after: after(page),
          limit: page.limit,
          present: members.presentThreads(actor.memberId, page.show),
        },
      );
    },

    /** JSON; for a member with how far they have read. */
    async thread(actor: Actor, key: PostKey, show?: Show): Promise<string> {
      const thread = await findThreadFor(actor, key);
      const unveiled = thread.veiled === 1 && (await unveils(read, actor, placeOfThread(thread), thread.author_id));
      const card = await threadOf(thread.id, unveiled);
      if (card === undefined) throw notFound();
      if (actor.kind !== 'member') return card;
      const facts = await members.factsOf(actor.memberId);
      const own = isHidden(facts, thread) ? hideCard(card, show === 'hidden') : card;
      return extendCard(own, await members.threadFields(actor.memberId, thread, facts));
    },

    /** JSON `{ items, next, previous }`; for a member also `readUpTo`, and which posts are unread. */
    async posts(actor: Actor, key: PostKey, page: PostsPaging): Promise<string> {
      const thread = await findThreadFor(actor, key);
      const { id } = thread;
      const from = await beginningOf(actor, id, page);
      const reader = await forReader(actor, id, placeOfThread(thread), page.show);
      return postsOf({ threadId: id, limit: page.limit, ...from, ...reader });
    },

    /** JSON `{ items, next }`, see readTree */
    async tree(actor: Actor, key: PostKey, page: TreePaging): Promise<string> {
      const thread = await findThreadFor(actor, key);
      const token = page.cursor === undefined ? undefined : decodeToken(page.cursor);
      return treeOf({
        thread,
        under: token?.under ?? page.under ?? key,
        after: token?.after ?? null,
        depth: page.depth,
        siblings: page.siblings,
        ...(await forReader(actor, thread.id, placeOfThread(thread), page.show)),
      });
    },

    /** JSON */
    async post(actor: Actor, key: PostKey, show?: Show): Promise<string> {
      const post = await findPostFor(actor, key);
      const card = await cardOfPost(read, needs.origin, post.id);
      if (card === undefined) throw notFound();
      const { present } = await forReader(actor, post.thread_id, placeOf(post), show);
      const row = { ...post, card };
      return (await present([row]))(row, card);
    },

    /** What one revision changed of another (read-diff.ts). */
    async diff(actor: Actor, key: PostKey, asked: Pick<DiffAsked, 'from' | 'to'>): Promise<Diff> {
      const post = await findWordsFor(actor, key);
      return diffOf({ post, start: isStart(post), ...asked });
    },

    /** Markdown. @throws Refusal `gone` */
    async quote(actor: Actor, key: PostKey): Promise<string> {
      const { id, state } = await findWordsFor(actor, key);
      if (state !== 'live') throw new Refusal('gone', 'There is nothing left to quote.');
      const card = await cardOfPost(read, needs.origin, id);
      if (card === undefined) throw notFound();
      return quoteOf(JSON.parse(card), needs.origin);
    },

    /** JSON `{ items, next }`, newest first */
    async revisions(actor: Actor, key: PostKey, page: Paging): Promise<string> {
      const post = await findWordsFor(actor, key);
      const [, , before] = after(page) ?? [0, '', null];
      return revisionsOf({ post, start: isStart(post), before, limit: page.limit });
    },
  };
};

export type ForumReads = ReturnType<typeof createForumReads>;
