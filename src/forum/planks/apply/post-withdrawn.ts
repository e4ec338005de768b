// post.withdrawn and post.reinstated: the home's moderators took a post back, or let it stand again. The newest counts.
import { command } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { parseRef } from '../../../journal/records.ts';
import { applied, badRef, change, type Fold, findKnown, type Outcome, waitFor } from './fold.ts';
import { notOwn, ownPost } from './post-edited.ts';

const mark = command<{ id: number; seq: number; reason: string | null }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({
      withdrawn_seq: p.seq,
      withdrawn_reason: p.reason,
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id)
    .where('withdrawn_seq', '<', p.seq),
);

export const applyPostWithdrawn = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const withdrawn = entry.type === 'post.withdrawn';
  const ref = parseRef(withdrawn ? 'post.withdrawn' : 'post.reinstated', entry.ref);
  const key = ref && ownPost(entry, ref.post);
  if (!ref) return badRef;
  if (!key) return notOwn;
  const post = await findKnown(fold, key);
  if (!post) return waitFor(ref.post);
  const reason = withdrawn ? ref.reason : null;
  if ((await fold.tx.run(mark, { id: post.id, seq: entry.seq, reason })) > 0) {
    change(fold, post);
    fold.events.push({ kind: 'post.changed', placeId: post.placeId, threadId: post.threadId, postId: post.id });
  }
  return applied;
};
