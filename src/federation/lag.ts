// How far a peer is behind: the entries that we hold and it is not known to hold, and since when the first of them waits.
import type { Reader } from '../db/database.ts';
import { query } from '../db/statement.ts';
import { firstSeq } from '../journal/envelope.ts';
import type { EpochOfJournal } from '../journal/journal-store.ts';

const heads = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('peer_head').select(['peer', 'journal_id', 'epoch', 'seq']).where('coalition', '=', p.coalition),
);
const arrival = query<{ journal: number; seq: number }>()((db, p) =>
  db.selectFrom('entry').select('arrived_at').where('journal_id', '=', p.journal).where('seq', '=', p.seq),
);

type HeadRow = { peer: string; journal_id: number; epoch: number; seq: number };

/** What every peer is known to hold, as it told. */
export const readKnownHeads = async (reader: Reader, coalition: string): Promise<HeadRow[]> =>
  reader.all(heads, { coalition });

/** The last entry of an epoch that peers can hold too: what a fork or a final end cut off is passed on no more. */
const endOf = ({ head_seq, forked_seq, end_seq }: EpochOfJournal): number =>
  Math.min(head_seq, forked_seq === null ? head_seq : forked_seq - 1, end_seq ?? head_seq);

/** `entries` is null before the peer told anything. `since` in epoch milliseconds: when the first of them came here. */
export type Lag = { entries: number | null; since: number | null };

export const readLag = async (
  reader: Reader,
  epochs: readonly EpochOfJournal[],
  known: readonly HeadRow[],
): Promise<Lag> => {
  if (known.length === 0) return { entries: null, since: null };
  let entries = 0;
  let since: number | null = null;
  for (const epoch of epochs) {
    const head = known.find((row) => row.journal_id === epoch.journal_id && row.epoch === epoch.epoch);
    const held = head?.seq ?? firstSeq(epoch.epoch) - 1;
    const lacking = endOf(epoch) - held;
    if (lacking <= 0) continue;
    entries += lacking;
    const first = await reader.get(arrival, { journal: epoch.journal_id, seq: held + 1 });
    if (first) since = Math.min(since ?? first.arrived_at, first.arrived_at);
  }
  return { entries, since };
};
