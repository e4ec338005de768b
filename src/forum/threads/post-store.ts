// Rows of posts, on boards and planks alike.
import type { PostKey } from '../../base/names.ts';
import type { Eventually, Reader, Writer } from '../../db/database.ts';
import { indexPost } from '../../db/post-words.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, PostState, Row, Visibility } from '../../db/tables.ts';
import { dropAside, setAside } from '../../db/words-aside.ts';
import { dropAttachments } from './attachment-store.ts';
import { dropSnapshots } from './snapshot-store.ts';

export type Post = Row<'post'>;
/** A post with what policy and its doors need to know around it. */
export type PostInPlace = Post & {
  thread_origin: string;
  thread_seq: number;
  thread_state: 'open' | 'closed';
  thread_post_count: number;
  author_member_id: number | null;
  place_kind: PlaceKind;
  place_slug: string;
  place_title: string;
  place_visibility: Visibility;
  place_state: 'open' | 'archived' | 'closed';
};

const byKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .selectAll('post')
    .select([
      'thread.origin as thread_origin',
      'thread.seq as thread_seq',
      'thread.state as thread_state',
      'thread.post_count as thread_post_count',
      'author.member_id as author_member_id',
      'place.kind as place_kind',
      'place.slug as place_slug',
      'place.title as place_title',
      'place.visibility as place_visibility',
      'place.state as place_state',
    ])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);

export const findPost = async (reader: Reader, key: PostKey): Promise<PostInPlace | undefined> =>
  reader.get(byKey, key);

const parentByKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'thread_id', 'origin', 'seq', 'at', 'arrived_at'])
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq),
);

/** Only what a reply needs to know of the post that it answers. */
export const findParent = async (
  reader: Reader,
  key: PostKey,
): Promise<Pick<Post, 'id' | 'thread_id' | 'origin' | 'seq' | 'at' | 'arrived_at'> | undefined> =>
  reader.get(parentByKey, key);

/** Whether the post started its thread. */
export const isStart = (post: PostInPlace): boolean =>
  post.origin === post.thread_origin && post.seq === post.thread_seq;

/** The post's place, as policy asks for it. */
export const placeOf = (post: PostInPlace) => ({
  kind: post.place_kind,
  slug: post.place_slug,
  title: post.place_title,
  visibility: post.place_visibility,
  state: post.place_state,
});

export type NewPost = {
  threadId: number;
  placeId: number;
  origin: string;
  seq: number;
  parentId: number | null;
  authorId: number;
  state: PostState;
  title: string;
  body: string;
  at: number;
  arrivedAt: number;
  editSeq: number;
  /** The post as readers get it (card.ts), or null: made on first reading. */
  card: string | null;
};

const insert = command<NewPost>()((db, p) =>
  db
    .insertInto('post')
    .values({
      thread_id: p.threadId,
      place_id: p.placeId,
      origin: p.origin,
      seq: p.seq,
      parent_id: p.parentId,
      author_id: p.authorId,
      state: p.state,
      title: p.title,
      body: p.body,
      at: p.at,
      arrived_at: p.arrivedAt,
      edited_at: null,
      edit_seq: p.editSeq,
      withdrawn_reason: null,
      card: p.card,
    })
    .returning('id'),
);

const indexed = (tx: Writer, id: number, origin: string): Eventually<number> => {
  const done = indexPost(tx, { id, origin });
  return done instanceof Promise ? done.then(() => id) : id;
};

/** Answers the new row's id. */
export const insertPost = (tx: Writer, post: NewPost): Eventually<number> => {
  const id = tx.insert(insert, post);
  return id instanceof Promise ? id.then((made) => indexed(tx, made, post.origin)) : indexed(tx, id, post.origin);
};

type Revision = { postId: number; seq: number; title: string; body: string; at: number };

const insertRevision = command<Revision>()((db, p) =>
  db
    .insertInto('revision')
    .values({ post_id: p.postId, seq: p.seq, title: p.title, body: p.body, at: p.at })
    .onConflict((oc) => oc.columns(['post_id', 'seq']).doNothing()),
);

/** Keeps a revision that is not, or no longer, the one shown. Answers false when it is there already. */
export const keepRevision = async (tx: Writer, revision: Revision): Promise<boolean> =>
  (await tx.run(insertRevision, revision)) > 0;

type Edited = { id: number; expect: number; seq: number; title: string; body: string; at: number };

const show = command<Edited>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({
      title: p.title,
      body: p.body,
      edited_at: p.at,
      edit_seq: p.seq,
      revision_count: eb('revision_count', '+', 1),
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id)
    .where('edit_seq', '=', p.expect)
    .where('state', '=', 'live')
    .returning('origin'),
);

/** Shows another revision, if `expect` is still the one shown. Answers whether it was. */
export const showRevision = async (tx: Writer, edited: Edited): Promise<boolean> => {
  const [row] = await tx.rows(show, edited);
  if (!row) return false;
  await indexPost(tx, { id: edited.id, origin: row.origin });
  return true;
};

const empty = command<{ id: number; state: PostState }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({
      state: p.state,
      title: '',
      body: '',
      edited_at: null,
      revision_count: 1,
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id)
    .where('state', '!=', p.state),
);
const dropRevisions = command<{ id: number }>()((db, p) => db.deleteFrom('revision').where('post_id', '=', p.id));

/** Takes words and images away, of every revision; the place in the thread stays. Answers whether anything changed. */
export const emptyPost = async (tx: Writer, id: number, state: PostState): Promise<boolean> => {
  const words = await setAside(tx, id);
  const changed = (await tx.run(empty, { id, state })) > 0;
  dropAside(tx, words);
  // After it, under its row lock: an edit that was faster has left its revision by now.
  await tx.run(dropRevisions, { id });
  await dropAttachments(tx, id);
  await dropSnapshots(tx, id);
  return changed;
};
