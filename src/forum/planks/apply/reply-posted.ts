// reply.posted: adds a post to a thread, below the post that it answers.
import { type PostKey, parseEntryName } from '../../../base/names.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { findCounted } from '../../../journal/entry-store.ts';
import { openEnvelope } from '../../../journal/envelope.ts';
import { findJournal } from '../../../journal/journal-store.ts';
import { type Content, parseContent, parseRef, type Ref } from '../../../journal/records.ts';
import { insertPost } from '../../threads/post-store.ts';
import { attach } from './attach.ts';
import {
  applied,
  badRef,
  ensureAuthor,
  type Fold,
  findKnown,
  findNamed,
  grow,
  isClosedAt,
  isUnreadable,
  type KnownPost,
  nameOf,
  type Outcome,
  placedAt,
  stateWithout,
  unreadable,
  voidFor,
  waitFor,
} from './fold.ts';

/** The words of a reply; null when they are missing, erased, or not what the type says. */
export const wordsOfReply = (entry: StoredEntry): Content<'reply.posted'> | null => {
  if (entry.state !== 'held' || entry.content === null) return null;
  const parsed = parseContent('reply.posted', entry.content);
  return parsed.ok ? parsed.content : null;
};

/** Whether an entry that we hold can ever be a post of that thread. Decided by its envelope alone. */
const canStandIn = async (fold: Fold, key: PostKey, thread: string): Promise<boolean> => {
  const journal = await findJournal(fold.tx, fold.coalition, key.origin);
  const row = journal && (await findCounted(fold.tx, journal.id, key.seq));
  if (!row) return true;
  const opened = openEnvelope(row.envelope);
  if (!opened.ok || row.type !== 'reply.posted') return false;
  return parseRef('reply.posted', opened.payload.ref)?.thread === thread;
};

/** The post answered; a name to wait for; or the start, where the parent stands outside the thread. */
const findParent = async (fold: Fold, ref: Ref<'reply.posted'>, start: KnownPost): Promise<KnownPost | string> => {
  const key = parseEntryName(ref.parent);
  if (!key) return start;
  const known = await findKnown(fold, key);
  if (known) return known.threadId === start.threadId ? known : start;
  return (await canStandIn(fold, key, ref.thread)) ? ref.parent : start;
};

/** Nearly all was met before (meet.ts). Only what was not is waited for: an `await` costs more than looking into a map. */
export const applyReplyPosted = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('reply.posted', entry.ref);
  if (!ref) return badRef;
  let start = findNamed(fold, ref.thread);
  if (start instanceof Promise) start = await start;
  if (!start) return waitFor(ref.thread);
  if (!start.isStart) return voidFor('thread: names no start of a thread');
  const parent = ref.parent === ref.thread ? start : await findParent(fold, ref, start);
  if (typeof parent === 'string') return waitFor(parent);
  let closed = isClosedAt(fold, start.placeId, entry.at);
  if (closed instanceof Promise) closed = await closed;
  if (closed) return voidFor('plank: closed');
  let author = ensureAuthor(fold, entry.origin, ref.author);
  if (author instanceof Promise) author = await author;
  const words = wordsOfReply(entry);
  // The later of its own time and its parent's: never that of arrival, so that everybody derives the same order.
  const at = Math.max(entry.at, parent.at);
  const arrivedAt = placedAt(entry, parent);
  let id = insertPost(fold.tx, {
    origin: entry.origin,
    seq: entry.seq,
    threadId: start.threadId,
    placeId: start.placeId,
    parentId: parent.id,
    authorId: author,
    state: words ? 'live' : stateWithout(entry),
    title: '',
    body: words?.body ?? '',
    at,
    arrivedAt,
    editSeq: entry.seq,
    card: null,
  });
  if (id instanceof Promise) id = await id;
  if (words?.attachments) await attach(fold, entry.origin, { post: id, revision: entry.seq }, words.attachments);
  const post = { id, threadId: start.threadId, placeId: start.placeId, at, arrivedAt, isStart: false };
  fold.posts.set(nameOf(entry), post);
  grow(fold, post);
  fold.events.push({ kind: 'post.created', placeId: post.placeId, threadId: post.threadId, postId: id });
  return words || !isUnreadable(entry) ? applied : unreadable(entry);
};
