// What is put aside: to its author, and to those who moderate where it was written for.
import { sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import type { PostLayer } from '../policy/layer.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { findUpload } from '../uploads/upload-store.ts';
import { type HeldRow, heldForDesk, heldOfMember, heldWaiting, holdsOn } from './held-store.ts';

/** Times in epoch milliseconds. */
export type HeldView = {
  readonly id: string;
  readonly kind: 'thread' | 'reply';
  readonly place: { kind: PlaceKind; slug: string };
  readonly thread: string | null;
  readonly parent: string | null;
  readonly title: string;
  readonly body: string;
  /** As far as they are kept still: until it is a post, or was taken back. */
  readonly images: readonly { digest: string; alt: string; width: number; height: number }[];
  readonly why: string;
  /** The number of the action that holds it. */
  readonly action: number;
  readonly at: number;
  /** Of all that holds it the last end; null where that has none. */
  readonly until: number | null;
  /** The number of what holds it by itself, for a time, and nobody has confirmed. */
  readonly unconfirmed: number | null;
  readonly state: HeldRow['state'];
  readonly post: string | null;
  /** For those who moderate. */
  readonly author?: string;
  /** What a reply answers, for those who moderate: '' where it has no title here. */
  readonly threadTitle?: string;
};

type Row = HeldRow & { place_kind: PlaceKind; place_slug: string; author?: string; thread_title?: string | null };

const imagesOf = async (reader: Reader, row: Row): Promise<HeldView['images']> => {
  const named: { upload: string; alt: string }[] = JSON.parse(row.attachments);
  const images: HeldView['images'][number][] = [];
  for (const { upload: digest, alt } of named) {
    const found = await findUpload(reader, { member: row.member_id, digest });
    if (found) images.push({ digest, alt, width: found.width, height: found.height });
  }
  return images;
};

/** Until when it waits, and what of it a person could confirm. */
const waitOf = async (reader: Reader, row: Row, now: number): Promise<Pick<HeldView, 'until' | 'unconfirmed'>> => {
  if (row.state !== 'held') return { until: row.until_at, unconfirmed: null };
  const holds = (await holdsOn(reader, row.public_id, now)).filter(({ ended }) => !ended);
  const ends = holds.flatMap(({ until }) => until ?? []);
  return {
    until: ends.length < holds.length ? null : ends.length === 0 ? row.until_at : Math.max(...ends),
    unconfirmed: holds.every(({ automatic, until }) => automatic && until !== null) ? (holds[0]?.action ?? null) : null,
  };
};

const viewOf = async (reader: Reader, row: Row, now: number): Promise<HeldView> => ({
  id: row.public_id,
  kind: row.kind,
  place: { kind: row.place_kind, slug: row.place_slug },
  thread: row.thread_seq === null ? null : nameOfPost({ origin: row.thread_origin ?? '', seq: row.thread_seq }),
  parent: row.parent,
  title: row.title,
  body: row.body,
  images: await imagesOf(reader, row),
  why: row.why,
  action: row.action,
  at: row.at,
  ...(await waitOf(reader, row, now)),
  state: row.state,
  post: row.post,
  ...(row.author === undefined ? {} : { author: row.author, threadTitle: row.thread_title ?? '' }),
});

type Paging = { cursor?: string | undefined; limit: number };
type Needs = { db: Pick<Database, 'read'>; clock: Clock };

const viewsOf = async ({ db, clock }: Needs, rows: readonly Row[]): Promise<HeldView[]> => {
  const views: HeldView[] = [];
  for (const row of rows) views.push(await viewOf(db.read, row, clock.now()));
  return views;
};

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const ownHeld =
  (needs: Needs) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldView>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await heldOfMember(needs.db.read, memberId, below, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = await viewsOf(needs, rows.slice(0, limit));
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** Of another instance: it is stored and passed on, and shown here once somebody lets it through. Times in epoch milliseconds. */
export type HeldFromPeer = {
  readonly post: string;
  readonly thread: string;
  readonly place: { kind: PlaceKind; slug: string };
  /** `alice@other.example`; null: nobody has said yet what they are called. */
  readonly author: string | null;
  readonly title: string;
  readonly body: string;
  readonly at: number;
  /** The number of the measure: on the instance, on the author, or on the post itself. */
  readonly action: number;
};

const heldHere = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.id', 'post.origin', 'post.seq', 'post.title', 'post.body', 'post.arrived_at', 'post.layer'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq', 'place.kind', 'place.slug', 'author.name'])
    .where(sql<boolean>`post.layer like '{"state":"held"%'`)
    .where('author.member_id', 'is', null)
    .where('post.id', '>', p.after)
    .orderBy('post.id')
    .limit(p.limit),
);

/** What is held here of what came: by a measure on its author or their whole instance, by a brake, or by itself. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const heldFromPeers =
  ({ db }: Pick<Needs, 'db'>) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldFromPeer>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const after = cursor === undefined ? 0 : decodeCursor(cursor)[2];
    const rows = await db.read.all(heldHere, { after, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = rows.slice(0, limit).flatMap((row): HeldFromPeer[] => {
      const { action = 0 }: PostLayer = JSON.parse(row.layer ?? '{}');
      if (!can(actor, 'see-cases', `${row.kind}:${row.slug}`)) return [];
      return [
        {
          ...{ post: nameOfPost(row), thread: nameOfPost({ origin: row.thread_origin, seq: row.thread_seq }) },
          ...{
            place: { kind: row.kind, slug: row.slug },
            title: row.title,
            body: row.body,
            at: row.arrived_at,
            action,
          },
          author: row.name === '' ? null : `${row.name}@${row.origin}`,
        },
      ];
    });
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** Oldest first; only where the actor moderates. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const waitingHeld =
  (needs: Needs) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldView>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const after = cursor === undefined ? 0 : decodeCursor(cursor)[2];
    const rows = await heldWaiting(needs.db.read, after, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const mine = rows.slice(0, limit).filter((row) => can(actor, 'see-cases', `${row.place_kind}:${row.place_slug}`));
    const items = await viewsOf(needs, mine);
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** One of them, whatever became of it. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readHeld =
  ({ db, clock }: Needs) =>
  async (actor: Actor, id: string): Promise<HeldView> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const row = await heldForDesk(db.read, id);
    if (!row || !can(actor, 'see-cases', `${row.place_kind}:${row.place_slug}`))
      throw new Refusal('not-found', 'Nothing of that id is held.');
    return viewOf(db.read, row, clock.now());
  };
