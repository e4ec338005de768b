// Checks the news of one epoch: what follows our head, as far as something vouches for it; and cuts it into transactions.
import { type Arrived, checkRun, type Run } from '../../journal/check-run.ts';
import { checkEnvelope, firstSeq } from '../../journal/envelope.ts';
import { vouchedByEvidence } from '../../journal/evidence.ts';
import type { EpochOfJournal } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import type { TakeInNeeds } from './taking.ts';

/** Entries of one transaction: about 4 ms of the event loop. */
const SLICE = 50;

/** Checks what follows our head, as far as it goes. Bad signatures at its end are tried a few at a time. */
export const checkNews = async (
  needs: TakeInNeeds,
  epoch: EpochOfJournal,
  arrived: readonly Arrived[],
): Promise<Run> => {
  const key = verifyingKey(JSON.parse(epoch.key));
  const first = epoch.head_seq < firstSeq(epoch.epoch);
  const head = { seq: epoch.head_seq, hash: epoch.head_hash, at: epoch.head_at, first };
  const forked = { journal: epoch.journal_id, epoch: epoch.epoch, seq: epoch.forked_seq ?? 0 };
  const vouched = new Set(epoch.forked_seq === null ? [] : await vouchedByEvidence(needs.db.read, forked));
  if (epoch.end_hash !== null) vouched.add(epoch.end_hash);
  let news = arrived;
  for (;;) {
    const run = checkRun(head, epoch.kid, key, news, vouched);
    const { good, stopped } = run;
    if (good.length > 0 || stopped?.kind !== 'unvouched' || stopped.seq === head.seq + 1) return run;
    news = news.filter((one) => one.opened.payload.seq < stopped.seq);
    await needs.pause();
  }
};

/** What it costs to take it in, against a post: an entry may erase a thousand ranges. */
const weightOf = ({ opened }: Arrived): number => {
  const { erases } = opened.payload.ref as { erases?: unknown };
  return 1 + (Array.isArray(erases) ? erases.length / 10 : 0);
};

/** Cuts a run into slices that each end in a signature that holds: killed between two, we hold nothing unvouched. */
export const slicesOf = (good: readonly Arrived[], epoch: EpochOfJournal, size = SLICE): Arrived[][] => {
  const key = verifyingKey(JSON.parse(epoch.key));
  const slices: Arrived[][] = [];
  for (let from = 0; from < good.length; ) {
    let to = from;
    for (let weight = 0; to < good.length && weight < size; to++) weight += weightOf(good[to] as Arrived);
    for (let last = good[to - 1]; to < good.length && last && !checkEnvelope(last.opened, key); ) last = good[to++];
    slices.push(good.slice(from, to));
    from = to;
  }
  return slices;
};
