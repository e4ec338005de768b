// Takes in a run of entries of one epoch: the chain is checked as a whole, then stored and applied slice by slice.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { oneByOne } from '../../db/one-by-one.ts';
import { appendEvent } from '../../events/append.ts';
import { isRefolding, refoldSoon } from '../../forum/planks/again/refold-step.ts';
import { applyEntries, finishFold, stopWaiting } from '../../forum/planks/apply/apply-entries.ts';
import { createFold, type Fold } from '../../forum/planks/apply/fold.ts';
import { meet } from '../../forum/planks/apply/meet.ts';
import { refillPost } from '../../forum/planks/apply/refill-post.ts';
import { anyWaiting } from '../../forum/planks/apply/waiting-store.ts';
import type { StoredEntry } from '../../journal/append.ts';
import { spendBudget } from '../../journal/budget.ts';
import type { Arrived } from '../../journal/check-run.ts';
import { hasArrived, restartEpoch } from '../../journal/end-epochs.ts';
import { fillHole, findEntry, insertEntry } from '../../journal/entry-store.ts';
import { checkEnvelope, firstSeq } from '../../journal/envelope.ts';
import { erasedWithin } from '../../journal/erased-store.ts';
import { type EpochOfJournal, epochsOf, haltWhenBehind, moveHead } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import { checkNews, slicesOf } from './check-news.ts';
import { takeProofs } from './take-statements.ts';
import type { Keys, TakeInNeeds, TakenIn } from './taking.ts';

const storedOf = (
  epoch: EpochOfJournal,
  arrived: Arrived,
  isErased: (seq: number) => boolean,
  now: number,
): StoredEntry => {
  const { payload, hash, at } = arrived.opened;
  const erased = payload.size > 0 && isErased(payload.seq);
  const state = payload.size === 0 ? 'none' : erased ? 'erased' : arrived.bytes ? 'held' : 'missing';
  return {
    journal: epoch.journal_id,
    origin: epoch.origin,
    epoch: epoch.epoch,
    seq: payload.seq,
    hash,
    type: payload.type,
    at,
    ref: payload.ref,
    state,
    content: state === 'held' ? arrived.content : null,
    arrivedAt: now,
  };
};

/** Faults of the class *content*: kept and passed on, without effect. */
const tellVoids = (needs: TakeInNeeds, fold: Fold): void => {
  for (const entry of fold.voids) needs.log.warn(entry, 'kept an entry that has no effect');
};

/** The first number that does not count: a fork freezes its author from there on, a final statement ends the epoch. */
const cutOf = ({ forked_seq, end_seq }: EpochOfJournal): number =>
  Math.min(forked_seq ?? Number.POSITIVE_INFINITY, (end_seq ?? Number.POSITIVE_INFINITY) + 1);

const storeSlice = async (
  tx: Writer,
  needs: TakeInNeeds,
  coalition: string,
  epoch: EpochOfJournal,
  slice: readonly Arrived[],
): Promise<void> => {
  const [first, last] = [slice[0]?.opened, slice.at(-1)?.opened];
  if (!first || !last) return;
  const { seq } = last.payload;
  const from = first.payload.seq - 1;
  await moveHead(tx, { journal: epoch.journal_id, epoch: epoch.epoch, from, seq, hash: last.hash, at: last.at });
  const facts = await needs.facts(tx, coalition);
  const isErased = await erasedWithin(tx, epoch.journal_id, from + 1, seq);
  const entries: StoredEntry[] = [];
  await oneByOne(slice, (arrived) => {
    const entry = storedOf(epoch, arrived, isErased, facts.now);
    entries.push(entry);
    return insertEntry(tx, entry, arrived.opened.jws.compact, entry.state === 'held' ? arrived.bytes : null);
  });
  if (epoch.origin === facts.home) await haltWhenBehind(tx, epoch.journal_id, epoch.epoch);
  const fold = createFold(tx, facts, await anyWaiting(tx));
  await meet(fold, entries);
  await applyEntries(fold, entries);
  await finishFold(fold);
  tellVoids(needs, fold);
  await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [epoch.origin] } });
};

/** Whether the epoch still ends at `head`, and nothing that was checked against has changed: another pull may run beside this one. */
const standsAt = async (tx: Writer, epoch: EpochOfJournal, head: number): Promise<boolean> => {
  const now = (await epochsOf(tx, epoch.journal_id)).find((one) => one.epoch === epoch.epoch);
  return (
    now?.head_seq === head &&
    now.hash === epoch.hash &&
    now.forked_seq === epoch.forked_seq &&
    now.end_seq === epoch.end_seq
  );
};

/** Entries whose numbers we hold: they close holes, or show that their author said two things at once. */
const compareKnown = async (
  needs: TakeInNeeds,
  coalition: string,
  epoch: EpochOfJournal,
  known: readonly Arrived[],
  keys: Keys,
  taken: TakenIn,
): Promise<void> => {
  for (const arrived of known) {
    const { payload, hash, jws } = arrived.opened;
    const row = await findEntry(needs.db.read, epoch.journal_id, payload.seq);
    if (!row) continue;
    if (row.hash !== hash) {
      taken.conflicts.push({ origin: epoch.origin, epoch: epoch.epoch, seq: payload.seq });
      await takeProofs(needs, coalition, [[row.envelope, jws.compact]], keys);
      continue;
    }
    const bytes = arrived.bytes;
    if (row.content_state !== 'missing' || !bytes) continue;
    const filled = await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      if (!(await fillHole(tx, epoch.journal_id, payload.seq, bytes))) return false;
      if (cutOf(epoch) <= payload.seq) return true;
      const fold = createFold(tx, await needs.facts(tx, coalition), await anyWaiting(tx));
      const entry = storedOf(epoch, arrived, () => false, row.arrived_at);
      await stopWaiting(fold, entry);
      if (!(await refillPost(fold, entry))) await applyEntries(fold, [entry], true);
      await finishFold(fold);
      tellVoids(needs, fold);
      return true;
    });
    if (filled) taken.filled += 1;
  }
};

/** An entry that its epoch's key signed, and that another than ours at its number, or builds on another than our last. */
const isOfOtherBranch = async (needs: TakeInNeeds, epoch: EpochOfJournal, one: Arrived): Promise<boolean> => {
  const { payload, hash } = one.opened;
  const ours = await findEntry(needs.db.read, epoch.journal_id, payload.seq);
  const differs = ours ? ours.hash !== hash : payload.seq === epoch.head_seq + 1 && payload.prev !== epoch.head_hash;
  return differs && checkEnvelope(one.opened, verifyingKey(JSON.parse(epoch.key)));
};

/**
 * A final statement ended the epoch, and we do not hold its end yet: perhaps what we hold is a branch that does not lead
 * there. Met by an entry of another one, we take the epoch anew. @returns whether we do
 */
const restartWhenAstray = async (
  needs: TakeInNeeds,
  coalition: string,
  epoch: EpochOfJournal,
  arrived: readonly Arrived[],
): Promise<boolean> => {
  if (hasArrived(epoch) || epoch.head_seq < firstSeq(epoch.epoch)) return false;
  for (const one of arrived) {
    if (one.opened.payload.seq > epoch.head_seq + 1) break;
    if (!(await isOfOtherBranch(needs, epoch, one))) continue;
    return needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      if (!(await standsAt(tx, epoch, epoch.head_seq))) return false;
      await restartEpoch(tx, epoch);
      await refoldSoon(tx, await needs.facts(tx, coalition));
      return true;
    });
  }
  return false;
};

/**
 * Answers false where another pull changed the epoch meanwhile: what is left is to be looked at anew.
 * @param name `epoch@origin` of all that arrived
 */
export const takeEntries = async (
  needs: TakeInNeeds,
  coalition: string,
  name: string,
  arrived: readonly Arrived[],
  keys: Keys,
  taken: TakenIn,
): Promise<boolean> => {
  const number = Number(name.slice(0, name.indexOf('@')));
  const origin = name.slice(name.indexOf('@') + 1);
  const epoch = keys.epoch(origin, number);
  const seq = arrived[0]?.opened.payload.seq ?? 0;
  if (!epoch) {
    taken.refused.push({ origin, epoch: number, seq, why: 'epoch: no statement of it is known' });
    return true;
  }
  if (await restartWhenAstray(needs, coalition, epoch, arrived)) {
    taken.statements += 1;
    return true;
  }
  // Numbers of an ended epoch may come as others than they were: what they said before is taken away first.
  if (epoch.end_seq !== null && (await isRefolding(needs.db.read))) {
    taken.spent.push(origin);
    return true;
  }
  const known = arrived.filter((one) => one.opened.payload.seq <= epoch.head_seq);
  if (known.length > 0) await compareKnown(needs, coalition, epoch, known, keys, taken);
  const cut = cutOf(epoch);
  const news = arrived.filter((one) => one.opened.payload.seq > epoch.head_seq && one.opened.payload.seq < cut);
  if (news.length === 0) return true;
  const run = await checkNews(needs, epoch, news);
  const end = run.good.at(-1)?.opened;
  if (end && end.payload.seq === epoch.end_seq && end.hash !== epoch.end_hash) {
    const why = 'end: not the entry that the final statement names';
    taken.refused.push({ origin, epoch: number, seq: end.payload.seq, why });
    return true;
  }
  const slices = slicesOf(run.good, epoch);
  for (let slice = slices.shift(); slice; slice = slices.shift()) {
    const entries = slice;
    const from = (entries[0]?.opened.payload.seq ?? 0) - 1;
    const bytes = entries.reduce((sum, one) => sum + one.opened.payload.size + one.opened.jws.compact.length, 0);
    const outcome = await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      if (!(await standsAt(tx, epoch, from))) return 'changed';
      const day = Math.floor(needs.clock.now() / 86_400_000);
      if (!(await spendBudget(tx, epoch.journal_id, day, entries.length, bytes, needs.budget))) return 'spent';
      await storeSlice(tx, needs, coalition, epoch, entries);
      return 'stored';
    });
    if (outcome === 'changed') return false;
    if (outcome === 'spent') {
      // The rest of the budget is for a part of it.
      const parts = slicesOf(entries, epoch, Math.ceil(entries.length / 2));
      if (parts.length > 1) {
        slices.unshift(...parts);
        continue;
      }
      needs.log.warn({ origin, budget: needs.budget }, 'an origin has used up its budget of today');
      taken.spent.push(origin);
      break;
    }
    taken.stored += entries.length;
    await needs.pause();
  }
  if (run.stopped?.kind === 'unvouched')
    taken.unvouched.push({ origin, epoch: number, seq: run.stopped.seq, why: run.stopped.why });
  if (run.stopped?.kind === 'fault') {
    taken.refused.push({ origin, epoch: number, seq: run.stopped.seq, why: run.stopped.why });
    // Built on another chain than ours: the difference lies at or before our head.
    if (run.good.length === 0 && run.stopped.seq === epoch.head_seq + 1)
      taken.conflicts.push({ origin, epoch: number, seq: epoch.head_seq });
  }
  return true;
};
