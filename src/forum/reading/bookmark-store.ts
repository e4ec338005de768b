// Rows of bookmarks: a post and the member's own note on it. Nothing is copied of the post.
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';

type Key = { member: number; origin: string; seq: number };

const put = command<Key & { note: string; at: number }>()((db, p) =>
  db
    .insertInto('bookmark')
    .values({ member_id: p.member, post_origin: p.origin, post_seq: p.seq, note: p.note, at: p.at })
    .onConflict((oc) => oc.columns(['member_id', 'post_origin', 'post_seq']).doUpdateSet({ note: p.note })),
);
const drop = command<Key>()((db, p) =>
  db
    .deleteFrom('bookmark')
    .where('member_id', '=', p.member)
    .where('post_origin', '=', p.origin)
    .where('post_seq', '=', p.seq),
);

export const putBookmark = async (
  tx: Writer,
  member: number,
  { origin, seq }: PostKey,
  note: string,
  at: number,
): Promise<void> => {
  await tx.run(put, { member, origin, seq, note, at });
};

export const dropBookmark = async (tx: Writer, member: number, { origin, seq }: PostKey): Promise<void> => {
  await tx.run(drop, { member, origin, seq });
};

/** A bookmark with the row of its post, and what policy asks of its place: null where the post is gone. */
export type BookmarkRow = {
  id: number;
  origin: string;
  seq: number;
  note: string;
  at: number;
  post_id: number | null;
  author_id: number | null;
  version: number | null;
  card: string | null;
  place_kind: PlaceKind | null;
  place_slug: string | null;
  place_visibility: Visibility | null;
  place_state: string | null;
};

const page = query<{ member: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('bookmark')
    .leftJoin('post', (join) =>
      join.onRef('post.origin', '=', 'bookmark.post_origin').onRef('post.seq', '=', 'bookmark.post_seq'),
    )
    .leftJoin('place', 'place.id', 'post.place_id')
    .select([
      'bookmark.id',
      'bookmark.post_origin as origin',
      'bookmark.post_seq as seq',
      'bookmark.note',
      'bookmark.at',
      'post.id as post_id',
      'post.author_id',
      'post.version',
      'post.card',
      'place.kind as place_kind',
      'place.slug as place_slug',
      'place.visibility as place_visibility',
      'place.state as place_state',
    ])
    .where('bookmark.member_id', '=', p.member)
    .where('bookmark.id', '<', p.before)
    .orderBy('bookmark.id', 'desc')
    .limit(p.limit),
);

/** Newest first. */
export const listBookmarks = async (
  reader: Reader,
  member: number,
  before: number,
  limit: number,
): Promise<BookmarkRow[]> => reader.all(page, { member, before, limit });
