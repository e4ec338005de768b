// What the tallies of a post come to: the totals that it shows, and where its thread stands in the lists. Once for each post of
// a fold, however many entries told of it.
import { compareBytes } from '../../../base/names.ts';
import type { Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';
import { type VersionInForce, versionAt } from '../../charter/charter-store.ts';
import { bridgingOf, type Counts } from '../../threads/bridging.ts';
import type { Fold } from './fold.ts';

const tallies = query<{ post: number }>()((db, p) =>
  db.selectFrom('tally').select(['origin', 'up', 'down']).where('post_id', '=', p.post),
);
const showTotals = command<{ id: number; up: number; down: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ up: p.up, down: p.down, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const rank = command<{ id: number; score: number; bridging: number }>()((db, p) =>
  db.updateTable('thread').set({ score: p.score, bridging: p.bridging }).where('id', '=', p.id),
);
const putVoters = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: 'votes.voters', value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

/** Ids of the voting constituents of the charter in force at a time, in the order that bridging multiplies them in. */
export const votersAt = (versions: readonly VersionInForce[], at: number): string[] =>
  (versionAt(versions, at)?.charter.constituents ?? [])
    .filter(({ voting }) => voting)
    .map(({ id }) => id)
    .sort(compareBytes);

/** Says for which voters the threads are ranked. */
export const keepVoters = async (tx: Writer, voters: readonly string[]): Promise<void> => {
  await tx.run(putVoters, { value: voters.join(' ') });
};

/** Totals take every constituent's tally, bridging those of the voting ones alone. */
export const sumTallies = async (fold: Fold): Promise<void> => {
  const { tx, talliedPosts } = fold;
  if (talliedPosts.size === 0) return;
  const voters = votersAt(fold.versions, fold.now);
  for (const [id, { threadId, isStart }] of talliedPosts) {
    const told = new Map<string, Counts>();
    let [up, down] = [0, 0];
    for (const tally of await tx.all(tallies, { post: id })) {
      told.set(tally.origin, tally);
      up += tally.up;
      down += tally.down;
    }
    await tx.run(showTotals, { id, up, down });
    if (isStart) await tx.run(rank, { id: threadId, score: up - down, bridging: bridgingOf(told, voters) });
  }
  talliedPosts.clear();
};
