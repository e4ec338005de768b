// Everything that a post ever said, as far as it was not taken back: the shown revision first.

import { renderMarkup } from '../../base/markup.ts';
import { encodeCursor } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { shownImages } from './attachment-store.ts';
import { imageJson } from './card.ts';
import type { Post } from './post-store.ts';

type RevisionRow = { seq: number; title: string; body: string; at: number };

const kept = query<{ post: number; below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('revision')
    .select(['seq', 'title', 'body', 'at'])
    .where('post_id', '=', p.post)
    .where('seq', '<', p.below)
    .orderBy('seq', 'desc')
    .limit(p.limit),
);

export type RevisionPage = {
  post: Post;
  /** Whether the post has a title. */
  start: boolean;
  /** Shows what came before this revision; null: begins with the one shown now. */
  before: number | null;
  limit: number;
};

type Needs = { db: Pick<Database, 'read'>; origin: string };

/** JSON `{ items: [{ id, title?, body, html, attachments?, at }], next }`, newest first. A post without words has none. */
export const readRevisions =
  (needs: Needs) =>
  async ({ post, start, before, limit }: RevisionPage): Promise<string> => {
    const shown: RevisionRow = {
      seq: post.edit_seq,
      title: post.title,
      body: post.body,
      at: post.edited_at ?? post.at,
    };
    const wordless = post.body === '';
    const below = before ?? shown.seq;
    const earlier = wordless ? [] : await needs.db.read.all(kept, { post: post.id, below, limit: limit + 1 });
    const rows = before === null && !wordless ? [shown, ...earlier] : earlier;
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const items = [];
    for (const row of page) {
      const images = await shownImages(needs.db.read, post.origin, { post: post.id, revision: row.seq });
      items.push({
        id: String(row.seq),
        ...(start ? { title: row.title } : {}),
        body: row.body,
        html: renderMarkup(row.body, { origin: needs.origin }),
        ...(images.length > 0 ? { attachments: images.map(imageJson) } : {}),
        at: new Date(row.at).toISOString(),
      });
    }
    return JSON.stringify({ items, next: last ? encodeCursor([last.at, '', last.seq]) : null });
  };
