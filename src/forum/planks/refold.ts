// Folds all journals anew: after a fork, a final statement or a new charter, and for `koinon rebuild`.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { emptyIndex } from '../../db/post-words.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import { BEGINNING, eraseSome, noteErased, type Place } from '../../journal/erased-store.ts';
import type { Range } from '../../journal/records.ts';
import { dropAdvisories } from '../advice/advisory-store.ts';
import { renewAllAdvice } from '../advice/renew-advice.ts';
import { readVoting } from '../instance/settings.ts';
import { coverAgain } from '../policy/author-layers.ts';
import { coverThreadsAgain } from '../policy/other-layers.ts';
import { countedStatements } from './again/erasures-again.ts';
import { listEntries } from './again/names.ts';
import { applyEntries, finishFold } from './apply/apply-entries.ts';
import { createFold, type FoldFacts } from './apply/fold.ts';
import { keepVoters, votersAt } from './apply/sum-tallies.ts';
import { markUntold } from './tally-due.ts';

const dropTallies = command()((db) => db.deleteFrom('tally'));
const dropRevisions = command()((db) =>
  db
    .deleteFrom('revision')
    .where('post_id', 'in', (eb) => eb.selectFrom('post').select('id').where('origin', '!=', '')),
);
// Files that they name stay for now: most are named again.
const dropAttachments = command()((db) => db.deleteFrom('plank_attachment'));
const dropPosts = command()((db) => db.deleteFrom('post').where('origin', '!=', ''));
const dropThreads = command()((db) => db.deleteFrom('thread').where('origin', '!=', ''));
const dropAuthors = command()((db) => db.deleteFrom('author').where('origin', '!=', ''));
// Events point to rows; those rows go, and their numbers may come back as others.
const dropEvents = command()((db) =>
  db
    .deleteFrom('event')
    .where('thread_id', 'in', (eb) => eb.selectFrom('thread').select('id').where('origin', '!=', '')),
);
const dropWaiting = command()((db) => db.deleteFrom('waiting'));
const emptyPlanks = command<{ coalition: string }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ thread_count: 0, post_count: 0, active_at: null, version: eb('version', '+', 1) }))
    .where('coalition', '=', p.coalition)
    .where('kind', '=', 'plank'),
);

const BATCH = 500;
const dropRanges = command()((db) => db.deleteFrom('erased_range'));
const openErased = command()((db) =>
  db.updateTable('entry').set({ content_state: 'missing' }).where('content_state', '=', 'erased'),
);

const eraseAll = async (tx: Writer, journal: number, ranges: readonly Range[]): Promise<void> => {
  await noteErased(tx, journal, ranges);
  for (let place: Place | undefined = BEGINNING; place; )
    place = (await eraseSome(tx, journal, ranges, place, BATCH)).next;
};

/**
 * What erases is folded anew as well: an erasure that a fork or a charter has cut off counts no more, and what it took is a
 * hole like any other.
 */
const forgetErasures = async (tx: Writer, facts: FoldFacts): Promise<void> => {
  await tx.run(dropRanges, {});
  await tx.run(openErased, {});
  for (const { journal, erases } of await countedStatements(tx, facts)) await eraseAll(tx, journal, erases);
};

/** Takes everything derived away and derives it again, in the caller's transaction. */
export const refold = async (tx: Writer, facts: FoldFacts): Promise<void> => {
  await inTurn(tx, 'journal');
  await emptyIndex(tx, 'plank');
  const drops = [
    dropEvents,
    dropTallies,
    dropAttachments,
    dropRevisions,
    dropPosts,
    dropThreads,
    dropAuthors,
    dropWaiting,
  ];
  for (const drop of drops) await tx.run(drop, {});
  await dropAdvisories(tx);
  await tx.run(emptyPlanks, { coalition: facts.coalition });
  await forgetErasures(tx, facts);
  const fold = createFold(tx, facts, false);
  Object.assign(fold, { room: Number.POSITIVE_INFINITY, wakes: Number.POSITIVE_INFINITY });
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof listEntries>> = await listEntries(tx, facts.coalition, after, BATCH);
    const counted = page.entries.filter(({ counts }) => counts);
    await applyEntries(
      fold,
      counted.map(({ entry }) => entry),
      true,
    );
    after = page.next;
  }
  // One event instead of one for every post that stands where it stood.
  fold.events.length = 0;
  await finishFold(fold);
  await renewAllAdvice(tx, facts.home, facts.now);
  await coverAgain(tx, facts.now);
  await coverThreadsAgain(tx, facts.now);
  await keepVoters(tx, votersAt(facts.versions, facts.now));
  await markUntold(tx, facts.home, await readVoting(tx), facts.now);
  await appendEvent(tx, { kind: 'view.rebuilt', at: facts.now });
};
