// thread.started: opens a thread on a plank. Its shape comes from the envelope alone, its words from the content.
import type { StoredEntry } from '../../../journal/append.ts';
import { type Content, parseContent, parseRef } from '../../../journal/records.ts';
import { versionAt } from '../../charter/charter-store.ts';
import { insertPost } from '../../threads/post-store.ts';
import { insertThread } from '../../threads/thread-store.ts';
import { attach } from './attach.ts';
import {
  applied,
  badRef,
  ensureAuthor,
  type Fold,
  grow,
  isUnreadable,
  nameOf,
  type Outcome,
  placedAt,
  stateWithout,
  unreadable,
  voidFor,
  waitFor,
} from './fold.ts';

/** The words of a start; null when they are missing, erased, or not what the type says. */
export const wordsOfStart = (entry: StoredEntry): Content<'thread.started'> | null => {
  if (entry.state !== 'held' || entry.content === null) return null;
  const parsed = parseContent('thread.started', entry.content);
  return parsed.ok ? parsed.content : null;
};

export const applyThreadStarted = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('thread.started', entry.ref);
  if (!ref) return badRef;
  const plank = versionAt(fold.versions, entry.at)?.charter.planks.find((one) => one.slug === ref.plank);
  const placeId = fold.places.get(ref.plank);
  if (!plank || placeId === undefined) return waitFor(`plank:${ref.plank}`);
  if (plank.closed !== undefined && Date.parse(plank.closed) <= entry.at) return voidFor('plank: closed');
  const words = wordsOfStart(entry);
  const author = await ensureAuthor(fold, entry.origin, ref.author);
  const arrivedAt = placedAt(entry);
  const threadId = await insertThread(fold.tx, {
    origin: entry.origin,
    seq: entry.seq,
    placeId,
    title: words?.title ?? '',
    authorId: author,
    listed: words ? 1 : 0,
    at: entry.at,
    arrivedAt,
  });
  const id = await insertPost(fold.tx, {
    origin: entry.origin,
    seq: entry.seq,
    threadId,
    placeId,
    parentId: null,
    authorId: author,
    state: words ? 'live' : stateWithout(entry),
    title: words?.title ?? '',
    body: words?.body ?? '',
    at: entry.at,
    arrivedAt,
    editSeq: entry.seq,
    card: null,
  });
  await attach(fold, entry.origin, { post: id, revision: entry.seq }, words?.attachments);
  const post = { id, threadId, placeId, at: entry.at, arrivedAt, isStart: true };
  fold.posts.set(nameOf(entry), post);
  grow(fold, post);
  fold.events.push({ kind: 'thread.started', placeId, threadId, postId: id });
  return words || !isUnreadable(entry) ? applied : unreadable(entry);
};
