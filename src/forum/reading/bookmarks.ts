// A member keeps a post at hand, with a note. Theirs alone. What the bookmark leads to is asked for anew each time.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { decodeCursor, encodeCursor } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor, MemberActor } from '../policy/actor.ts';
import { mayAsMember, maySee } from '../policy/may.ts';
import { findPost, placeOf } from '../threads/post-store.ts';
import { fillPostCards } from '../threads/read-posts.ts';
import { type BookmarkRow, dropBookmark, listBookmarks, putBookmark } from './bookmark-store.ts';
import { hideCard, isHidden, readerFacts } from './reader-facts.ts';

type Needs = { db: Database; clock: Clock; origin: string };

/** @throws Refusal `not-found`, `unauthenticated` */
export const bookmark =
  (needs: Pick<Needs, 'db' | 'clock'>) =>
  async (actor: Actor, key: PostKey, note: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      if (!post) throw new Refusal('not-found', 'There is nothing here, or not for you.');
      const { memberId } = mayAsMember(actor, { do: 'read', place: placeOf(post) });
      await putBookmark(tx, memberId, key, note, needs.clock.now());
    });
  };

/** Also where the post is gone. @throws Refusal `unauthenticated` */
export const unbookmark =
  (needs: Pick<Needs, 'db'>) =>
  async (actor: Actor, key: PostKey): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      await dropBookmark(tx, memberId, key);
    });
  };

type Readable = BookmarkRow & { post_id: number; author_id: number; version: number };

const isReadable = (actor: MemberActor, row: BookmarkRow): row is Readable => {
  const { place_kind: kind, place_slug: slug, place_visibility: visibility, place_state: state } = row;
  if (row.post_id === null || !kind || slug === null || !visibility || state === null) return false;
  return maySee(actor, { kind, slug, visibility, state });
};

export type BookmarkPaging = { cursor?: string | undefined; limit: number; show?: 'hidden' | undefined };

/**
 * JSON `{ items: [{ name, note, at, state, post }], next }`, newest first; `post` is the card, null where the member cannot
 * read it any more (`state` says `gone`).
 * @throws Refusal `unauthenticated`, `invalid` (cursor)
 */
export const readBookmarks =
  (needs: Pick<Needs, 'db' | 'origin'>) =>
  async (actor: Actor, { cursor, limit, show }: BookmarkPaging): Promise<string> => {
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { read } = needs.db;
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await listBookmarks(read, member.memberId, before, limit + 1);
    const shown = rows.slice(0, limit);
    const readable = shown.filter((row) => isReadable(member, row)) as Readable[];
    const cards = readable.map(({ post_id: id, version, card }) => ({ id, version, card }));
    await fillPostCards(needs, cards);
    const facts = await readerFacts(read, member.memberId, needs.origin);
    const byId = new Map(readable.map((row, index) => [row.id, { row, card: cards[index]?.card ?? null }]));
    const items = shown.map((bookmarked) => {
      const { row, card } = byId.get(bookmarked.id) ?? {};
      const text = row && card && isHidden(facts, row) ? hideCard(card, show === 'hidden') : card;
      const { note, at } = bookmarked;
      const name = nameOfPost(bookmarked);
      const own = { name, note, at: new Date(at).toISOString(), state: text ? 'readable' : 'gone' };
      return `${JSON.stringify(own).slice(0, -1)},"post":${text ?? 'null'}}`;
    });
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last ? JSON.stringify(encodeCursor([0, '', last.id])) : 'null';
    return `{"items":[${items.join(',')}],"next":${next}}`;
  };
