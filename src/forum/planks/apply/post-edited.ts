// post.edited: a new revision by the post's author. The one with the highest number is shown, the others stay readable.
import { type PostKey, parseEntryName } from '../../../base/names.ts';
import { command, query } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { withholdContent } from '../../../journal/entry-store.ts';
import { type Content, parseContent, parseRef } from '../../../journal/records.ts';
import { plankAttachments } from '../../threads/attachment-store.ts';
import { keepRevision, showRevision } from '../../threads/post-store.ts';
import { describeThread } from '../../threads/thread-store.ts';
import { attach } from './attach.ts';
import {
  applied,
  badRef,
  change,
  type Fold,
  findKnown,
  isClosedAt,
  type Outcome,
  unreadable,
  voidFor,
  waitFor,
} from './fold.ts';

const shownById = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'seq', 'state', 'title', 'body', 'at', 'edited_at', 'edit_seq'])
    .where('id', '=', p.id),
);

/** The own post that an act of its author names; undefined when it is somebody else's, or a later one. */
export const ownPost = (entry: PostKey, name: string): PostKey | undefined => {
  const key = parseEntryName(name);
  return key && key.origin === entry.origin && key.seq < entry.seq ? key : undefined;
};

const firstTitle = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select('title').where('post_id', '=', p.post).orderBy('seq').limit(1),
);
const countRevision = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ revision_count: eb('revision_count', '+', 1), version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);

/**
 * An edit without a title goes back to the one that the thread was started with: what other edits said must not matter,
 * since they may come later, or be erased.
 */
const titleOf = async (
  fold: Fold,
  post: { id: number; isStart: boolean },
  shown: string,
  content: Content<'post.edited'>,
): Promise<string> => {
  if (!post.isStart) return '';
  return content.title ?? (await fold.tx.get(firstTitle, { post: post.id }))?.title ?? shown;
};

/** An edit that says nothing of images keeps those that the post began with: like the title, whatever other edits said. */
const imagesOf = async (
  fold: Fold,
  entry: StoredEntry,
  post: { id: number },
  first: number,
  content: Content<'post.edited'>,
): Promise<void> => {
  const images = content.attachments ?? (await plankAttachments(fold.tx, { post: post.id, revision: first }));
  await attach(fold, entry.origin, { post: post.id, revision: entry.seq }, images);
};

export const notOwn = voidFor('post: not an earlier one of its own');
const closed = voidFor('plank: closed');

const lay = async (
  fold: Fold,
  entry: StoredEntry,
  post: { id: number; threadId: number; isStart: boolean },
  content: Content<'post.edited'>,
  name: string,
): Promise<Outcome> => {
  const shown = await fold.tx.get(shownById, { id: post.id });
  if (!shown) return waitFor(name);
  // Its own content may still come; a deleted or unreadable post stays what it is.
  if (shown.state === 'missing') return waitFor(name);
  // What was purged here is not said again by editing it.
  if (shown.state === 'withheld') await withholdContent(fold.tx, entry.journal, entry.seq);
  if (shown.state !== 'live') return applied;
  const title = await titleOf(fold, post, shown.title, content);
  const revision = { postId: post.id, seq: entry.seq, title, body: content.body, at: entry.at };
  if (entry.seq < shown.edit_seq) {
    if (!(await keepRevision(fold.tx, revision))) return applied;
    await imagesOf(fold, entry, post, shown.seq, content);
    await fold.tx.run(countRevision, { id: post.id });
    return applied;
  }
  await keepRevision(fold.tx, {
    postId: post.id,
    seq: shown.edit_seq,
    title: shown.title,
    body: shown.body,
    at: shown.edited_at ?? shown.at,
  });
  await imagesOf(fold, entry, post, shown.seq, content);
  await showRevision(fold.tx, { ...revision, id: post.id, expect: shown.edit_seq });
  if (post.isStart) await describeThread(fold.tx, post.threadId, title, 1);
  return applied;
};

export const applyPostEdited = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('post.edited', entry.ref);
  const key = ref && ownPost(entry, ref.post);
  if (!ref) return badRef;
  if (!key) return notOwn;
  if (entry.state !== 'held' || entry.content === null) return applied;
  const parsed = parseContent('post.edited', entry.content);
  if (!parsed.ok) return unreadable(entry);
  const post = await findKnown(fold, key);
  if (!post) return waitFor(ref.post);
  if (await isClosedAt(fold, post.placeId, entry.at)) return closed;
  const outcome = await lay(fold, entry, post, parsed.content, ref.post);
  change(fold, post);
  fold.events.push({ kind: 'post.edited', placeId: post.placeId, threadId: post.threadId, postId: post.id });
  return outcome;
};
