// The content of a post arrives after the post itself was attached without it: its words go where its placeholder stood.
import { indexPost } from '../../../db/post-words.ts';
import { command } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { markEffect } from '../../../journal/entry-store.ts';
import { describeThread } from '../../threads/thread-store.ts';
import { applyWaiting } from './apply-entries.ts';
import { attach } from './attach.ts';
import { change, type Fold, findKnown, nameOf } from './fold.ts';
import { wordsOfReply } from './reply-posted.ts';
import { wordsOfStart } from './thread-started.ts';
import { wake } from './wake.ts';

const refill = command<{ id: number; title: string; body: string; state: 'live' | 'void' }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ title: p.title, body: p.body, state: p.state, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id)
    .where('state', 'in', ['missing', 'withheld']),
);

/** Answers false when the entry is no post, or none that is attached: then it is applied like any other. */
export const refillPost = async (fold: Fold, entry: StoredEntry): Promise<boolean> => {
  if (entry.type !== 'thread.started' && entry.type !== 'reply.posted') return false;
  const post = await findKnown(fold, entry);
  if (!post) return false;
  const start = entry.type === 'thread.started' ? wordsOfStart(entry) : null;
  const words = start ?? (entry.type === 'reply.posted' ? wordsOfReply(entry) : null);
  const state = words ? 'live' : 'void';
  const row = { id: post.id, title: start?.title ?? '', body: words?.body ?? '', state } as const;
  if ((await fold.tx.run(refill, row)) === 0) return true;
  await indexPost(fold.tx, { id: post.id, origin: entry.origin });
  if (!words) await markEffect(fold.tx, entry.journal, entry.seq, 'void');
  await attach(fold, entry.origin, { post: post.id, revision: entry.seq }, words?.attachments);
  if (post.isStart && start) await describeThread(fold.tx, post.threadId, start.title, 1);
  change(fold, post);
  fold.events.push({ kind: 'post.changed', placeId: post.placeId, threadId: post.threadId, postId: post.id });
  // Edits waited for the words that they change.
  await applyWaiting(fold, await wake(fold, nameOf(entry)));
  return true;
};
