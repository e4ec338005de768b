// Applies entries to the view: own and foreign ones alike, in the transaction that stores them, and again when folded anew.
import type { Eventually } from '../../../db/database.ts';
import { oneByOne } from '../../../db/one-by-one.ts';
import { command, query } from '../../../db/statement.ts';
import { appendEvents } from '../../../events/append.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { markEffect } from '../../../journal/entry-store.ts';
import { openEnvelope } from '../../../journal/envelope.ts';
import { AHEAD } from '../../../journal/limits.ts';
import { isKnownType, misplacesContent } from '../../../journal/records.ts';
import { adviseFold } from '../../advice/advise-fold.ts';
import { brakePeers } from '../../automation/brake-peers.ts';
import { versionAt } from '../../charter/charter-store.ts';
import { coverNewPosts } from '../../policy/author-layers.ts';
import { bumpPlace, growPlace } from '../../threads/place-store.ts';
import { bumpThread } from '../../threads/thread-store.ts';
import { applyAdvisoryIssued, applyAdvisoryWithdrawn } from './advisory.ts';
import { type Fold, nameOf, type Outcome, voidFor } from './fold.ts';
import { growThreadBy } from './grow-thread.ts';
import { applyMemberDescribed } from './member-described.ts';
import { applyMemberErased } from './member-erased.ts';
import { applyPostDeleted } from './post-deleted.ts';
import { applyPostEdited } from './post-edited.ts';
import { applyPostWithdrawn } from './post-withdrawn.ts';
import { applyReplyPosted } from './reply-posted.ts';
import { sumTallies } from './sum-tallies.ts';
import { applyThreadStarted } from './thread-started.ts';
import { applyVotesTallied } from './votes-tallied.ts';
import { keepWaiting, type Waiting } from './waiting-store.ts';
import { wake } from './wake.ts';

const applyByType = (fold: Fold, entry: StoredEntry): Eventually<Outcome> => {
  switch (entry.type) {
    case 'thread.started':
      return applyThreadStarted(fold, entry);
    case 'reply.posted':
      return applyReplyPosted(fold, entry);
    case 'post.edited':
      return applyPostEdited(fold, entry);
    case 'post.deleted':
      return applyPostDeleted(fold, entry);
    case 'member.described':
      return applyMemberDescribed(fold, entry);
    case 'member.erased':
      return applyMemberErased(fold, entry);
    case 'post.withdrawn':
    case 'post.reinstated':
      return applyPostWithdrawn(fold, entry);
    case 'advisory.issued':
      return applyAdvisoryIssued(fold, entry);
    case 'advisory.withdrawn':
      return applyAdvisoryWithdrawn(fold, entry);
    case 'votes.tallied':
      return applyVotesTallied(fold, entry);
    default:
      return isKnownType(entry.type) ? { effect: 'kept' } : voidFor('type: not known');
  }
};

const applyEntry = (fold: Fold, entry: StoredEntry): Eventually<Outcome> => {
  const version = versionAt(fold.versions, entry.at);
  if (!version?.charter.constituents.some((one) => one.id === entry.origin))
    return voidFor('origin: no constituent then');
  if (entry.at > fold.now + AHEAD) return { effect: 'waiting', awaits: ['time'], dueAt: entry.at };
  // Seen in the envelope alone: a type without content that carries one, or the other way round. Posts keep their place.
  const post = entry.type === 'thread.started' || entry.type === 'reply.posted';
  if (!post && misplacesContent(entry.type, entry.state === 'none' ? 0 : 1))
    return voidFor(entry.state === 'none' ? 'content: there is none' : 'content: its type has none');
  return applyByType(fold, entry);
};

const byKey = query<{ journal: number; seq: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .selectAll('entry')
    .select(['journal.origin', 'epoch.forked_seq'])
    .where('entry.journal_id', '=', p.journal)
    .where('entry.seq', '=', p.seq),
);

/** A stored row as the fold takes it. */
export const toStored = (row: {
  journal_id: number;
  origin: string;
  epoch: number;
  seq: number;
  hash: string;
  type: string;
  at: number;
  envelope: string;
  content: Uint8Array | null;
  content_state: StoredEntry['state'];
  arrived_at: number;
}): StoredEntry => {
  const opened = openEnvelope(row.envelope);
  return {
    journal: row.journal_id,
    origin: row.origin,
    epoch: row.epoch,
    seq: row.seq,
    hash: row.hash,
    type: row.type,
    at: row.at,
    ref: opened.ok ? opened.payload.ref : undefined,
    state: row.content_state,
    content: row.content,
    arrivedAt: row.arrived_at,
  };
};

/** Reads entries that waited; those that a fork cut off stay out of the fold. */
const readWaiting = async (fold: Fold, waiting: readonly Waiting[]): Promise<StoredEntry[]> => {
  const entries: StoredEntry[] = [];
  for (const { journal_id, seq } of waiting) {
    const row = await fold.tx.get(byKey, { journal: journal_id, seq });
    if (row && (row.forked_seq === null || row.seq < row.forked_seq)) entries.push(toStored(row));
  }
  return entries;
};

/** Keeps what came of an entry, where that is not what its row says: `applied`. */
const settle = async (fold: Fold, entry: StoredEntry, outcome: Outcome): Promise<void> => {
  if (outcome.effect === 'waiting') {
    for (const awaits of outcome.awaits) await keepWaiting(fold.tx, entry, awaits, outcome.dueAt);
    fold.anyWaiting = true;
  }
  if (outcome.effect === 'void') fold.voids.push({ name: nameOf(entry), type: entry.type, why: outcome.why });
  await markEffect(fold.tx, entry.journal, entry.seq, outcome.effect);
};

/**
 * Applies entries and all that waited for them. A long chain of waiting replies is a queue here, never a recursion.
 * @param again whether the entries were applied, or waited, before
 */
export const applyEntries = async (fold: Fold, entries: readonly StoredEntry[], again = false): Promise<void> => {
  const queue = entries.map((entry) => ({ entry, again }));
  for (let next = 0; next < queue.length; next++) {
    const { entry: read, again } = queue[next] as (typeof queue)[number];
    const stale = fold.erased.size > 0 && fold.erased.has(nameOf(read));
    const entry = stale ? { ...read, state: 'erased' as const, content: null } : read;
    const outcome = await applyEntry(fold, entry);
    if (again || outcome.effect !== 'applied') await settle(fold, entry, outcome);
    // An entry that goes on waiting wakes nobody: two that wait for each other would wake each other for ever.
    if (!fold.anyWaiting || (again && outcome.effect === 'waiting')) continue;
    for (const woken of await readWaiting(fold, await wake(fold, nameOf(entry))))
      queue.push({ entry: woken, again: true });
  }
};

/** Applies what was taken out of the table of those that wait. */
export const applyWaiting = async (fold: Fold, waiting: readonly Waiting[]): Promise<void> =>
  applyEntries(fold, await readWaiting(fold, waiting), true);

/** Writes what the fold grew and changed, then its events. Comes last in the transaction. */
export const finishFold = async (fold: Fold): Promise<void> => {
  const { tx } = fold;
  await sumTallies(fold);
  await oneByOne(fold.grownThreads, ([id, { posts, at, arrived }]) => growThreadBy(tx, { id, posts, at, arrived }));
  for (const [id, { threads, posts, at }] of fold.grownPlaces) await growPlace(tx, { id, threads, posts, at });
  for (const [id, placeId] of fold.changedThreads) {
    if (!fold.grownThreads.has(id)) await bumpThread(tx, id);
    if (!fold.grownPlaces.has(placeId)) await bumpPlace(tx, placeId);
  }
  const came = fold.events
    .filter(({ kind }) => kind === 'post.created' || kind === 'thread.started')
    .map(({ postId }) => postId ?? 0);
  await coverNewPosts(tx, came, fold.now);
  const braked = await brakePeers(fold, came);
  fold.events.push(...(await adviseFold(fold)));
  await appendEvents(tx, [...fold.events, ...braked], fold.now);
};

const closeHole = command<{ journal: number; seq: number }>()((db, p) =>
  db.deleteFrom('waiting').where('journal_id', '=', p.journal).where('seq', '=', p.seq),
);

/** Forgets what an entry waited for, before it is applied again with its content. */
export const stopWaiting = async (fold: Fold, entry: { journal: number; seq: number }): Promise<void> => {
  await fold.tx.run(closeHole, entry);
};
