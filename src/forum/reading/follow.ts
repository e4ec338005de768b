// A member follows a thread or a place, or no longer; and says what becomes of threads that they start or answer. Theirs alone.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import type { FollowLevel } from '../../db/tables/reading.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember, maySee } from '../policy/may.ts';
import { findPlace } from '../threads/place-store.ts';
import { findThread, placeOfThread } from '../threads/thread-store.ts';
import {
  dropFollow,
  type FollowRow,
  findFollow,
  followedPlace,
  followedThread,
  listFollows,
  putFollow,
  type ReadingSettings,
  readSettings,
  saveSettings,
} from './follow-store.ts';

type Needs = { db: Database; clock: Clock };
export type Followed = { thread: PostKey } | { place: { kind: PlaceKind; slug: string } };

/** What is followed, and its place as policy asks for it. @throws Refusal `not-found` */
const findAsked = async (reader: Reader, followed: Followed) => {
  if ('place' in followed) {
    const place = await findPlace(reader, followed.place.kind, followed.place.slug);
    if (!place) throw new Refusal('not-found', 'There is nothing here, or not for you.');
    return { place, target: followedPlace(place.id) };
  }
  const thread = await findThread(reader, followed.thread);
  if (!thread) throw new Refusal('not-found', 'There is nothing here, or not for you.');
  return { place: placeOfThread(thread), target: followedThread(thread) };
};

/** How a member follows it; undefined: not. @throws Refusal `not-found`, `unauthenticated` */
export const readFollowLevel =
  ({ db: { read } }: Pick<Needs, 'db'>) =>
  async (actor: Actor, followed: Followed): Promise<FollowLevel | undefined> => {
    const { place, target } = await findAsked(read, followed);
    const member = mayAsMember(actor, { do: 'read', place });
    return findFollow(read, member.memberId, target);
  };

/** @throws Refusal `not-found`, `unauthenticated` */
export const follow =
  (needs: Needs) =>
  async (actor: Actor, followed: Followed, level: FollowLevel): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { place, target } = await findAsked(tx, followed);
      const member = mayAsMember(actor, { do: 'read', place });
      await putFollow(tx, { member: member.memberId, target, level, at: needs.clock.now() });
    });
  };

/** @throws Refusal `not-found`, `unauthenticated` */
export const unfollow =
  (needs: Needs) =>
  async (actor: Actor, followed: Followed): Promise<void> => {
    await needs.db.write(async (tx) => {
      const { place, target } = await findAsked(tx, followed);
      const member = mayAsMember(actor, { do: 'read', place });
      await dropFollow(tx, member.memberId, target);
    });
  };

export type FollowView = {
  level: FollowLevel;
  at: number;
  /** The name of a followed thread. */
  thread?: string;
  /** Of the thread, or of the place itself; null where the member cannot read it any more. */
  place: { kind: PlaceKind; slug: string } | null;
  title: string | null;
};

const viewOf = (actor: Actor, row: FollowRow): FollowView => {
  const { place_kind: kind, place_slug: slug, place_visibility: visibility, place_state: state } = row;
  const thread = row.kind === 'thread' ? { thread: nameOfPost(row) } : {};
  const common = { level: row.level, at: row.at, ...thread };
  if (!kind || slug === null || !visibility || state === null || !maySee(actor, { kind, slug, visibility, state }))
    return { ...common, place: null, title: null };
  return { ...common, place: { kind, slug }, title: row.kind === 'thread' ? row.title : row.place_title };
};

export type Paging = { cursor?: string | undefined; limit: number };

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readFollows =
  (needs: Pick<Needs, 'db'>) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<FollowView>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await listFollows(needs.db.read, memberId, before, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items: shown.map((row) => viewOf(actor, row)), next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** @throws Refusal `unauthenticated` */
export const readReadingSettings =
  (needs: Pick<Needs, 'db'>) =>
  async (actor: Actor): Promise<ReadingSettings> =>
    readSettings(needs.db.read, mayAsMember(actor, { do: 'manage-own-account' }).memberId);

/** What is left out stays. @throws Refusal `unauthenticated` */
export const changeReadingSettings =
  (needs: Pick<Needs, 'db'>) =>
  async (
    actor: Actor,
    change: { [S in keyof ReadingSettings]?: ReadingSettings[S] | undefined },
  ): Promise<ReadingSettings> =>
    needs.db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      const now = await readSettings(tx, memberId);
      const chosen = { started: change.started ?? now.started, replied: change.replied ?? now.replied };
      await saveSettings(tx, memberId, chosen);
      return chosen;
    });
