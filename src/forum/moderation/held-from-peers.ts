// Posts of other instances that are held here, by a measure on their author or their whole instance, by a brake, or by themselves:
// to those who moderate.
import { sql } from 'kysely';
import { glean } from '../../base/glean.ts';
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import type { PostLayer } from '../policy/layer.ts';
import type { HeldFilter } from './read-held.ts';
import { scopesSeen } from './seen-scopes.ts';

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
  /** The number of the measure: on the instance, on the author, or on the post itself, as by a brake. */
  readonly action: number;
};

const heldHere = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select(['post.id', 'post.origin', 'post.seq', 'post.title', 'post.body', 'post.arrived_at', 'post.layer'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq', 'place.kind', 'place.slug'])
    .select(['author.name', 'author.origin as home', 'author.public_id as member'])
    .where(sql<boolean>`post.layer like '{"state":"held"%'`)
    .where('author.member_id', 'is', null)
    .where('post.id', '>', p.after)
    .orderBy('post.id')
    .limit(p.limit),
);

const listHeld = async (reader: Reader, after: number, limit: number) => reader.all(heldHere, { after, limit });
type Held = Awaited<ReturnType<typeof listHeld>>[number];

type Asked = Pick<HeldFilter, 'scope' | 'person'> & { cursor?: string | undefined; limit: number };

const layerOf = ({ layer }: { layer: string | null }): PostLayer => JSON.parse(layer ?? '{}');

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` (scope), `invalid` (cursor) */
export const heldFromPeers =
  ({ db: { read } }: { db: Pick<Database, 'read'> }) =>
  async (actor: Actor, { cursor, limit, scope, person }: Asked): Promise<Page<HeldFromPeer>> => {
    const scopes = await scopesSeen(read, actor, scope);
    const first = cursor === undefined ? 0 : decodeCursor(cursor)[2];
    const { rows, last } = await glean(
      async (after: Held | undefined, size) => listHeld(read, after?.id ?? first, size),
      limit,
      (row) =>
        (scopes?.includes(`${row.kind}:${row.slug}`) ?? true) &&
        (!person || (row.member === person.member && row.home === person.origin)),
    );
    const items = rows.map(
      (row): HeldFromPeer => ({
        ...{ post: nameOfPost(row), thread: nameOfPost({ origin: row.thread_origin, seq: row.thread_seq }) },
        ...{ place: { kind: row.kind, slug: row.slug }, title: row.title, body: row.body, at: row.arrived_at },
        action: layerOf(row).action ?? 0,
        author: row.name === '' ? null : `${row.name}@${row.origin}`,
      }),
    );
    return { items, next: last ? encodeCursor([0, '', last.id]) : null };
  };
