// What two people agreed to purge is emptied here, for good: words of every revision, images, and what was kept of it for cases. Of a
// post on a plank the envelopes stay, so that every chain still verifies; its contents are answered as withheld, and asked for no more.
import type { PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { emptyPost } from '../threads/post-store.ts';
import { purgeSnapshots } from '../threads/snapshot-store.ts';
import { describeThread } from '../threads/thread-store.ts';

const found = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select(['post.id', 'post.state', 'post.edit_seq', 'post.thread_id', 'thread.post_count'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const revisions = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select('seq').where('post_id', '=', p.post),
);
const withhold = command<PostKey>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content: null, content_state: 'withheld' })
    .where('journal_id', 'in', (eb) => eb.selectFrom('journal').select('id').where('origin', '=', p.origin))
    .where('seq', '=', p.seq)
    .where('content_state', 'in', ['held', 'missing']),
);
/** As it is when all is folded anew: edits without words are none. */
const forgetEdits = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ edit_seq: eb.ref('seq') }))
    .where('id', '=', p.id)
    .where('origin', '!=', ''),
);
const images = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('board_attachment')
    .select('digest')
    .where('post_id', '=', p.post)
    .union(db.selectFrom('plank_attachment').select('digest').where('post_id', '=', p.post)),
);
/** What its author sent, and could show again. */
const dropUploads = command<{ digests: string }>()((db, p, dialect) =>
  db.deleteFrom('upload').where('digest', 'in', textsOf(dialect, p.digests)),
);

/** What its author deleted stays deleted. */
export const purgePost = async (tx: Writer, key: PostKey): Promise<void> => {
  const { origin, seq } = key;
  await purgeSnapshots(tx, { origin, seq });
  const post = await tx.get(found, { origin, seq });
  if (!post || post.state === 'deleted' || post.state === 'erased') return;
  if (origin !== '') {
    const seqs = new Set([seq, post.edit_seq, ...(await tx.all(revisions, { post: post.id })).map((row) => row.seq)]);
    for (const one of seqs) await tx.run(withhold, { origin, seq: one });
  }
  const digests = (await tx.all(images, { post: post.id })).map(({ digest }) => digest);
  if (digests.length > 0) await tx.run(dropUploads, { digests: JSON.stringify(digests) });
  await emptyPost(tx, post.id, 'withheld');
  await tx.run(forgetEdits, { id: post.id });
  if (post.thread_origin === origin && post.thread_seq === seq)
    await describeThread(tx, post.thread_id, '', post.post_count > 1 ? 1 : 0);
};
