// A member has read a thread down to a post, or wants to read it again; or is done with a whole place. Theirs alone: nobody is told.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Wake } from '../../events/wake.ts';
import {
  readNotificationsOfPlace,
  readNotificationsOfThread,
  tellMembers,
} from '../notifications/notification-store.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { findPlace } from '../threads/place-store.ts';
import { findPost } from '../threads/post-store.ts';
import { findThread, placeOfThread, type ThreadInPlace } from '../threads/thread-store.ts';
import { arrivalOfShown, END, findMark, lastBefore, markPlace, moveMark, START, setMarkBack } from './mark-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');

/** The thread, and its place as policy asks for it. */
const findAsked = async (reader: Reader, key: PostKey) => {
  const thread = await findThread(reader, key);
  if (!thread) throw notFound();
  const place = placeOfThread(thread);
  return { thread, place };
};

/** @throws Refusal `invalid` (field): not a post of this thread */
const postIn = async (reader: Reader, thread: ThreadInPlace, key: PostKey, field: string) => {
  const post = await findPost(reader, key);
  if (post?.thread_id !== thread.id)
    throw new Refusal('invalid', said`${field}: must name a post of this thread.`, { field });
  return post;
};

/**
 * Marks a thread as read: all of it, or as it is shown down to `upTo`. Never moves back. What told of it counts as read, too.
 * @throws Refusal `not-found`, `unauthenticated`, `invalid` (upTo)
 */
export const markRead =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, upTo: PostKey | 'all'): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { thread, place } = await findAsked(tx, key);
      const member = mayAsMember(actor, { do: 'read', place });
      const last = await lastBefore(tx, thread.id, END);
      let mark = last;
      if (upTo !== 'all') {
        const post = await postIn(tx, thread, upTo, 'upTo');
        mark = await arrivalOfShown(tx, thread.id, post, (await findMark(tx, member.memberId, thread.id)) ?? START);
      }
      const atEnd = mark?.at === last?.at && mark?.origin === last?.origin && mark?.seq === last?.seq;
      const posts = atEnd ? thread.post_count : undefined;
      if (!mark) return;
      const now = needs.clock.now();
      await moveMark(tx, { member: member.memberId, thread, mark, posts, now });
      const seen = await readNotificationsOfThread(tx, { member: member.memberId, thread, mark, now });
      if (seen > 0) await tellMembers(tx, [member.memberId], now);
    });
    needs.wake.ring();
  };

/**
 * Marks a thread as unread again, from a post on, or all of it.
 * @throws Refusal `not-found`, `unauthenticated`, `invalid` (from)
 */
export const markUnread =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, from: PostKey | undefined): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { thread, place } = await findAsked(tx, key);
      const member = mayAsMember(actor, { do: 'read', place });
      const post = from && (await postIn(tx, thread, from, 'from'));
      const first = post && { at: post.arrived_at, origin: post.origin, seq: post.seq };
      const mark = (first && (await lastBefore(tx, thread.id, first))) ?? START;
      await setMarkBack(tx, { member: member.memberId, thread, mark, now: needs.clock.now() });
    });
  };

/**
 * Marks everything that is in a place now as read.
 * @throws Refusal `not-found`, `unauthenticated`
 */
export const markPlaceRead =
  (needs: Needs) =>
  async (actor: Actor, kind: PlaceKind, slug: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      const place = await findPlace(tx, kind, slug);
      if (!place) throw notFound();
      const member = mayAsMember(actor, { do: 'read', place });
      const now = needs.clock.now();
      // A clock that was set back: what has arrived may be ahead of it.
      await markPlace(tx, member.memberId, place.id, Math.max(now, place.active_at ?? 0));
      const seen = await readNotificationsOfPlace(tx, { member: member.memberId, place: place.id, now });
      if (seen > 0) await tellMembers(tx, [member.memberId], now);
    });
    needs.wake.ring();
  };
