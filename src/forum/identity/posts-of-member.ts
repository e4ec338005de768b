// Everything that a member said, on boards and planks, with all that it said before: for their own archive. A page at a time.
import { nameOfPost } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { ArchivedPost } from './archive-shape.ts';

const PAGE = 20;

type After = { author: number; at: number; id: number };

const authors = query<{ publicId: string; home: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('id')
    .where('public_id', '=', p.publicId)
    .where((eb) => eb.or([eb('origin', '=', ''), eb('origin', '=', p.home)]))
    .orderBy('origin'),
);
const page = query<After & { limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .select(['post.id', 'post.origin', 'post.seq', 'post.state', 'post.title', 'post.body', 'post.at'])
    .select(['post.edited_at', 'post.edit_seq', 'post.revision_count', 'place.kind', 'place.slug'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .select(['parent.origin as parent_origin', 'parent.seq as parent_seq'])
    .where('post.author_id', '=', p.author)
    .where('post.at', '>=', p.at)
    .where((eb) => eb.or([eb('post.at', '>', p.at), eb('post.id', '>', p.id)]))
    .orderBy('post.at')
    .orderBy('post.id')
    .limit(p.limit),
);
const before = query<{ post: number; shown: number }>()((db, p) =>
  db
    .selectFrom('revision')
    .select(['title', 'body', 'at'])
    .where('post_id', '=', p.post)
    .where('seq', '!=', p.shown)
    .orderBy('seq', 'desc'),
);

type Of = { publicId: string; home: string; publicUrl: string };

/** Boards first, then planks; the oldest first. @param home the origin of this instance */
export async function* postsOfMember(reader: Reader, { publicId, home, publicUrl }: Of): AsyncGenerator<ArchivedPost> {
  for (const { id: author } of await reader.all(authors, { publicId, home })) {
    let after: After = { author, at: 0, id: 0 };
    for (;;) {
      const rows = await reader.all(page, { ...after, limit: PAGE });
      for (const row of rows) {
        const isStart = row.origin === row.thread_origin && row.seq === row.thread_seq;
        const titled = (title: string) => (isStart ? { title } : {});
        const earlier = row.revision_count > 1 ? await reader.all(before, { post: row.id, shown: row.edit_seq }) : [];
        const { parent_origin: origin, parent_seq: seq } = row;
        const name = nameOfPost(row);
        const thread = nameOfPost({ origin: row.thread_origin, seq: row.thread_seq });
        yield {
          name,
          url: `${publicUrl}/threads/${encodeURIComponent(thread)}?post=${encodeURIComponent(name)}`,
          place: { kind: row.kind, slug: row.slug },
          thread,
          parent: origin === null || seq === null ? null : nameOfPost({ origin, seq }),
          ...titled(row.title),
          body: row.body,
          state: row.state,
          at: row.at,
          editedAt: row.edited_at,
          earlier: earlier.map(({ title, body, at }) => ({ ...titled(title), body, at })),
        };
      }
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = { author, at: last.at, id: last.id };
    }
  }
}
