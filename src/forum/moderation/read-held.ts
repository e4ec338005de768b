// What is put aside: to its author, and to those who moderate where it was written for.
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { type HeldRow, heldOfMember, heldWaiting } from './held-store.ts';

/** Times in epoch milliseconds. */
export type HeldView = {
  readonly id: string;
  readonly kind: 'thread' | 'reply';
  readonly place: { kind: PlaceKind; slug: string };
  readonly thread: string | null;
  readonly parent: string | null;
  readonly title: string;
  readonly body: string;
  readonly why: string;
  /** The number of the action that holds it. */
  readonly action: number;
  readonly at: number;
  readonly until: number | null;
  readonly state: HeldRow['state'];
  readonly post: string | null;
  /** For those who moderate. */
  readonly author?: string;
};

type Row = HeldRow & { place_kind: PlaceKind; place_slug: string; author?: string };

const viewOf = (row: Row): HeldView => ({
  id: row.public_id,
  kind: row.kind,
  place: { kind: row.place_kind, slug: row.place_slug },
  thread: row.thread_seq === null ? null : nameOfPost({ origin: row.thread_origin ?? '', seq: row.thread_seq }),
  parent: row.parent,
  title: row.title,
  body: row.body,
  why: row.why,
  action: row.action,
  at: row.at,
  until: row.until_at,
  state: row.state,
  post: row.post,
  ...(row.author === undefined ? {} : { author: row.author }),
});

type Paging = { cursor?: string | undefined; limit: number };
type Needs = { db: Pick<Database, 'read'> };

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const ownHeld =
  ({ db }: Needs) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldView>> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const rows = await heldOfMember(db.read, memberId, below, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit).map(viewOf), next: last ? encodeCursor([0, '', last.id]) : null };
  };

/** Oldest first; only where the actor moderates. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const waitingHeld =
  ({ db }: Needs) =>
  async (actor: Actor, { cursor, limit }: Paging): Promise<Page<HeldView>> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const after = cursor === undefined ? 0 : decodeCursor(cursor)[2];
    const rows = await heldWaiting(db.read, after, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = rows
      .slice(0, limit)
      .filter((row) => can(actor, 'see-cases', `${row.place_kind}:${row.place_slug}`))
      .map(viewOf);
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };
