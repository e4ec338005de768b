// post.deleted: the author's own act. The words go everywhere, of every revision; the place in the thread stays.
import type { StoredEntry } from '../../../journal/append.ts';
import { parseRef } from '../../../journal/records.ts';
import { emptyKnown, erase } from './erase.ts';
import { applied, badRef, type Fold, findKnown, type Outcome, waitFor } from './fold.ts';
import { notOwn, ownPost } from './post-edited.ts';

export const applyPostDeleted = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('post.deleted', entry.ref);
  const key = ref && ownPost(entry, ref.post);
  if (!ref) return badRef;
  if (!key) return notOwn;
  // At once, and also for what has not arrived or is not attached yet.
  await erase(fold, { id: entry.journal, origin: entry.origin }, ref.erases, String(entry.seq), entry.seq);
  const post = await findKnown(fold, key);
  if (!post) return waitFor(ref.post);
  await emptyKnown(fold, post, 'deleted');
  return applied;
};
