// votes.tallied: an instance's current totals. The newest per origin and post counts; who voted never leaves home.
import { parseEntryName } from '../../../base/names.ts';
import { command } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { parseRef } from '../../../journal/records.ts';
import { readVoting } from '../../instance/settings.ts';
import { countVotes, toldCounts } from '../../threads/vote-store.ts';
import { markDue } from '../tally-due.ts';
import { applied, badRef, change, type Fold, findKnown, isClosedAt, type Outcome, waitFor } from './fold.ts';

type Tally = { post: number; origin: string; up: number; down: number; seq: number };

const keep = command<Tally>()((db, p) =>
  db
    .insertInto('tally')
    .values({ post_id: p.post, origin: p.origin, up: p.up, down: p.down, seq: p.seq })
    .onConflict((oc) =>
      oc
        .columns(['post_id', 'origin'])
        .doUpdateSet((eb) => ({
          up: eb.ref('excluded.up'),
          down: eb.ref('excluded.down'),
          seq: eb.ref('excluded.seq'),
        }))
        .whereRef('tally.seq', '<', 'excluded.seq'),
    ),
);

/** An own entry that came back from a peer, after a restore, may tell of votes that are not here: then they are told anew. */
const compareOwn = async (fold: Fold, key: { origin: string; seq: number }, told: Tally): Promise<void> => {
  const { up, down } = toldCounts(await countVotes(fold.tx, key), await readVoting(fold.tx));
  if (up !== told.up || down !== told.down) await markDue(fold.tx, key, fold.now);
};

export const applyVotesTallied = async (fold: Fold, entry: StoredEntry): Promise<Outcome> => {
  const ref = parseRef('votes.tallied', entry.ref);
  if (!ref) return badRef;
  const missing = new Set<string>();
  for (const { post: name, up, down } of ref.tallies) {
    const key = parseEntryName(name);
    const post = key && (await findKnown(fold, key));
    if (!post) {
      missing.add(name);
      continue;
    }
    if (await isClosedAt(fold, post.placeId, entry.at)) continue;
    const tally = { post: post.id, origin: entry.origin, up, down, seq: entry.seq };
    if ((await fold.tx.run(keep, tally)) === 0) continue;
    fold.talliedPosts.set(post.id, post);
    change(fold, post);
    if (entry.origin === fold.home) await compareOwn(fold, key, tally);
  }
  return missing.size > 0 ? waitFor(...missing) : applied;
};
