// The view as a hash: what the fold derived, by names and never by row ids, so that two instances can be compared.
import { createHash } from 'node:crypto';
import { nameOfPost } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

const threads = query<{ after: number }>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .innerJoin('author', 'author.id', 'thread.author_id')
    .select([
      'thread.id',
      'thread.origin',
      'thread.seq',
      'thread.title',
      'thread.at',
      'thread.active_at',
      'thread.post_count',
      'thread.listed',
      'place.slug',
      'author.public_id',
      'thread.score',
      'thread.bridging',
    ])
    .where('thread.origin', '!=', '')
    .orderBy('thread.origin')
    .orderBy('thread.seq')
    .where('thread.id', '>', p.after),
);
const posts = query<{ thread: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .select([
      'post.id',
      'post.origin',
      'post.seq',
      'post.state',
      'post.title',
      'post.body',
      'post.at',
      'post.edited_at',
      'post.edit_seq',
      'post.revision_count',
      'post.withdrawn_seq',
      'post.withdrawn_reason',
      'author.public_id',
      'parent.origin as parent_origin',
      'parent.seq as parent_seq',
      'post.up',
      'post.down',
    ])
    .where('post.thread_id', '=', p.thread)
    .orderBy('post.at')
    .orderBy('post.origin')
    .orderBy('post.seq'),
);
const revisions = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select(['seq', 'title', 'body', 'at']).where('post_id', '=', p.post).orderBy('seq'),
);
const tallies = query<{ post: number }>()((db, p) =>
  db.selectFrom('tally').select(['origin', 'up', 'down', 'seq']).where('post_id', '=', p.post).orderBy('origin'),
);
const attachments = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('plank_attachment')
    .select(['revision', 'position', 'digest', 'type', 'size', 'width', 'height', 'alt'])
    .where('post_id', '=', p.post)
    .orderBy('revision')
    .orderBy('position'),
);
const authors = query()((db) =>
  db
    .selectFrom('author')
    .select(['origin', 'public_id', 'name', 'display_name', 'bio', 'seq', 'erased_seq'])
    .where('origin', '!=', '')
    .orderBy('origin')
    .orderBy('public_id'),
);
const places = query()((db) =>
  db
    .selectFrom('place')
    .select(['coalition', 'slug', 'thread_count', 'post_count', 'active_at'])
    .where('kind', '=', 'plank')
    .orderBy('coalition')
    .orderBy('slug'),
);

const advisories = query()((db) =>
  db
    .selectFrom('advisory')
    .select(['origin', 'seq', 'subject', 'revision', 'effect', 'reason', 'at', 'until_at', 'human', 'urgent'])
    .select(['weighty', 'withdrawn_seq'])
    .orderBy('origin')
    .orderBy('seq'),
);

const uncounted = query()((db) => db.selectFrom('tally').select('post_id').where('counted', '=', 0).limit(1));

/** Totals and ranks say what readers here see: where votes of a peer are left out here, they are no part of the view. */
const withoutTotals = <T extends object>(row: T): T =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, ['up', 'down', 'score', 'bridging'].includes(key) ? null : value]),
  ) as T;

/** Every line of the view, in one order for all instances. */
export async function* viewLines(reader: Reader): AsyncGenerator<string> {
  for (const place of await reader.all(places, {})) yield JSON.stringify(['place', ...Object.values(place)]);
  for (const author of await reader.all(authors, {})) yield JSON.stringify(['author', ...Object.values(author)]);
  for (const advisory of await reader.all(advisories, {}))
    yield JSON.stringify(['advisory', ...Object.values(advisory)]);
  const shown = (await reader.get(uncounted, {})) ? withoutTotals : <T extends object>(row: T): T => row;
  for (const { id, ...thread } of await reader.all(threads, { after: 0 })) {
    yield JSON.stringify(['thread', nameOfPost(thread), ...Object.values(shown(thread))]);
    for (const { id: postId, parent_origin, parent_seq, ...post } of await reader.all(posts, { thread: id })) {
      const parent = parent_origin === null ? null : nameOfPost({ origin: parent_origin, seq: parent_seq ?? 0 });
      yield JSON.stringify(['post', parent, ...Object.values(shown(post))]);
      for (const revision of await reader.all(revisions, { post: postId }))
        yield JSON.stringify(['revision', ...Object.values(revision)]);
      for (const image of await reader.all(attachments, { post: postId }))
        yield JSON.stringify(['attachment', ...Object.values(image)]);
      for (const tally of await reader.all(tallies, { post: postId }))
        yield JSON.stringify(['tally', ...Object.values(tally)]);
    }
  }
}

/** SHA-256 over {@link viewLines}, base64url. */
export const viewHash = async (reader: Reader): Promise<string> => {
  const hash = createHash('sha256');
  for await (const line of viewLines(reader)) hash.update(line).update('\n');
  return hash.digest('base64url');
};
