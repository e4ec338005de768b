// Posts of planks that show an image, gone over once it is here.
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { type Cursor, keepCovering, START, showingOf } from '../policy/covering-store.ts';
import { bumpPlace } from './place-store.ts';
import { bumpThread } from './thread-store.ts';

const showing = query<{ digest: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('plank_attachment')
    .innerJoin('post', 'post.id', 'plank_attachment.post_id')
    .select(['post.id', 'post.thread_id', 'post.place_id'])
    .distinct()
    .where('plank_attachment.digest', '=', p.digest)
    .where('plank_attachment.post_id', '<', p.before)
    .orderBy('post.id', 'desc')
    .limit(p.limit),
);
const renewPost = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);

type Shown = { changed: { postId: number; threadId: number; placeId: number }[]; next: Cursor | undefined };

/** Some of them, the newest first. `next`: where it goes on; undefined: these were the last. */
export const renewSomeShowing = async (tx: Writer, digest: string, from: Cursor, limit: number): Promise<Shown> => {
  const posts = await tx.all(showing, { digest, before: from.id, limit });
  for (const { id } of posts) await tx.run(renewPost, { id });
  for (const thread of new Set(posts.map((post) => post.thread_id))) await bumpThread(tx, thread);
  for (const place of new Set(posts.map((post) => post.place_id))) await bumpPlace(tx, place);
  const last = posts.at(-1);
  return {
    changed: posts.map(({ id, thread_id, place_id }) => ({ postId: id, threadId: thread_id, placeId: place_id })),
    next: last && posts.length === limit ? { at: 0, id: last.id } : undefined,
  };
};

/** Posts that are renewed when the image comes; the others follow in steps. */
const AT_ONCE = 200;

/** Answers those that are shown otherwise now. */
export const renewShowing = async (tx: Writer, digest: string): Promise<Shown['changed']> => {
  const { changed, next } = await renewSomeShowing(tx, digest, START, AT_ONCE);
  if (next) await keepCovering(tx, showingOf(digest), next);
  return changed;
};
