// What the tallies of a post come to: the totals that it shows, and where its thread stands in the lists. Once for each post of
// a fold, however many entries told of it.
import { compareBytes } from '../../../base/names.ts';
import type { Writer } from '../../../db/database.ts';
import { command } from '../../../db/statement.ts';
import { type VersionInForce, versionAt } from '../../charter/charter-store.ts';
import { leaveOut, readUncounted, sumPost } from '../../policy/vote-layers.ts';
import type { Fold } from './fold.ts';

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

/** Of all posts that tallies came of. */
export const sumTallies = async (fold: Fold): Promise<void> => {
  const { tx, talliedPosts } = fold;
  if (talliedPosts.size === 0) return;
  const voters = votersAt(fold.versions, fold.now);
  const uncounted = await readUncounted(tx, fold.now);
  for (const post of talliedPosts.values()) {
    await leaveOut(tx, post.id, uncounted);
    await sumPost(tx, post, voters);
  }
  talliedPosts.clear();
};
