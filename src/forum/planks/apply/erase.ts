// Takes contents away, and what was derived from them: posts, revisions, descriptions. Envelopes stay (protocol.md, Erasing).
import { indexPost } from '../../../db/post-words.ts';
import { command, query } from '../../../db/statement.ts';
import { markEffect } from '../../../journal/entry-store.ts';
import { openEnvelope } from '../../../journal/envelope.ts';
import {
  BEGINNING,
  type Erased,
  eraseSome,
  noteErased,
  type Place,
  rangesBefore,
} from '../../../journal/erased-store.ts';
import { parseRef, type Range } from '../../../journal/records.ts';
import { erasingOf, keepCovering } from '../../policy/covering-store.ts';
import { dropRevisionAttachments } from '../../threads/attachment-store.ts';
import { emptyPost } from '../../threads/post-store.ts';
import { dropSnapshots } from '../../threads/snapshot-store.ts';
import { describeThread } from '../../threads/thread-store.ts';
import { change, type Fold, findKnown, type KnownPost, nameOf } from './fold.ts';
import { redescribe } from './member-described.ts';
import { ownPost } from './post-edited.ts';
import { wake } from './wake.ts';

/** Entries that are looked at for what to erase, in one go. */
const LOOK = 100;

const countOf = query<{ id: number }>()((db, p) => db.selectFrom('thread').select('post_count').where('id', '=', p.id));

const stateOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('post').select(['state', 'edit_seq', 'origin', 'seq']).where('id', '=', p.id),
);
/** As if nobody had ever edited it. */
const forgetEdits = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ edit_seq: eb.ref('seq') }))
    .where('id', '=', p.id),
);

/** Empties a post; a start without replies leaves the lists. What its author deleted stays `deleted`. */
export const emptyKnown = async (fold: Fold, post: KnownPost, state: 'deleted' | 'erased'): Promise<void> => {
  const row = await fold.tx.get(stateOf, { id: post.id });
  if (!row || row.state === 'deleted') return;
  if (!(await emptyPost(fold.tx, post.id, state))) return;
  // Edits that waited for its words wait no more, and do nothing.
  for (const edit of await wake(fold, nameOf(row))) await markEffect(fold.tx, edit.journal_id, edit.seq, 'applied');
  await fold.tx.run(forgetEdits, { id: post.id });
  if (post.isStart) {
    const count = (await fold.tx.get(countOf, { id: post.threadId }))?.post_count ?? 1;
    const growing = fold.grownThreads.get(post.threadId)?.posts ?? 0;
    await describeThread(fold.tx, post.threadId, '', count + growing > 1 ? 1 : 0);
  }
  change(fold, post);
  fold.events.push({ kind: 'post.deleted', placeId: post.placeId, threadId: post.threadId, postId: post.id });
};

const dropRevision = command<{ post: number; seq: number }>()((db, p) =>
  db.deleteFrom('revision').where('post_id', '=', p.post).where('seq', '=', p.seq),
);
const countRevision = command<{ id: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ revision_count: eb('revision_count', '-', 1), version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id)
    .where('revision_count', '>', 1),
);
const highestRevision = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').selectAll().where('post_id', '=', p.post).orderBy('seq', 'desc').limit(1),
);
const showAgain = command<{
  id: number;
  seq: number;
  title: string;
  body: string;
  at: number | null;
}>()((db, p) =>
  db.updateTable('post').set({ title: p.title, body: p.body, edited_at: p.at, edit_seq: p.seq }).where('id', '=', p.id),
);

/** An edit alone was erased: the post reads as the highest revision that is left. */
const takeBackEdit = async (fold: Fold, post: KnownPost, seq: number): Promise<void> => {
  const shown = await fold.tx.get(stateOf, { id: post.id });
  if (shown?.state !== 'live') return;
  if (shown.edit_seq === seq) {
    const left = await fold.tx.get(highestRevision, { post: post.id });
    if (!left) return;
    const at = left.seq === shown.seq ? null : left.at;
    await fold.tx.run(showAgain, { id: post.id, seq: left.seq, title: left.title, body: left.body, at });
    await indexPost(fold.tx, { id: post.id, origin: shown.origin });
    await fold.tx.run(dropRevision, { post: post.id, seq: left.seq });
    if (post.isStart) await describeThread(fold.tx, post.threadId, left.title, 1);
  } else if ((await fold.tx.run(dropRevision, { post: post.id, seq })) === 0) return;
  await dropRevisionAttachments(fold.tx, { post: post.id, revision: seq });
  await dropSnapshots(fold.tx, post.id, seq);
  await fold.tx.run(countRevision, { id: post.id });
  change(fold, post);
};

type Journal = { id: number; origin: string };

/** Takes what was derived of an entry away. */
const takeAway = async (fold: Fold, journal: Journal, erased: Erased): Promise<void> => {
  const key = { origin: journal.origin, seq: erased.seq };
  fold.erased.add(nameOf(key));
  if (erased.type === 'thread.started' || erased.type === 'reply.posted') {
    const post = await findKnown(fold, key);
    if (post) await emptyKnown(fold, post, 'erased');
    return;
  }
  const opened = openEnvelope(erased.envelope);
  if (!opened.ok) return;
  if (erased.type === 'post.edited') {
    const ref = parseRef('post.edited', opened.payload.ref);
    const target = ref && ownPost(key, ref.post);
    const post = target && (await findKnown(fold, target));
    if (post) await takeBackEdit(fold, post, erased.seq);
  }
  if (erased.type === 'member.described') {
    const ref = parseRef('member.described', opened.payload.ref);
    if (ref) await redescribe(fold, journal, ref.member, erased.seq);
  }
};

/** What `ranges` name from `place` on, some of it. Answers where it goes on (undefined: all is done) and what is left of `limit`. */
export const eraseSomeOf = async (
  fold: Fold,
  journal: Journal,
  ranges: readonly Range[],
  place: Place,
  limit: number,
): Promise<{ next: Place | undefined; left: number }> => {
  const { erased, next, left } = await eraseSome(fold.tx, journal.id, ranges, place, limit);
  for (const one of erased) await takeAway(fold, journal, one);
  return { next, left };
};

/**
 * Erases what `ranges` name of the origin's earlier entries, for good and everywhere below: the first of it at once, as much as this
 * transaction has room for, the rest in steps (erase-rest.ts).
 * @param by names what erases, for those steps: `<number>` of an entry of the journal, or the hash of a statement
 * @param before erasures reach earlier entries only: the number of the entry that erases, or Infinity
 */
export const erase = async (
  fold: Fold,
  journal: Journal,
  named: readonly Range[],
  by: string,
  before: number,
): Promise<void> => {
  const ranges = rangesBefore(named, before);
  await noteErased(fold.tx, journal.id, ranges);
  let next: Place | undefined = BEGINNING;
  while (next && fold.room > 0) {
    const limit = Math.min(fold.room, LOOK);
    const some: Awaited<ReturnType<typeof eraseSomeOf>> = await eraseSomeOf(fold, journal, ranges, next, limit);
    fold.room -= limit - some.left;
    next = some.next;
  }
  if (next) await keepCovering(fold.tx, erasingOf(journal.id, by), { at: next.index, id: next.seq });
};
