// Takes in a run of entries of one epoch: the chain is checked as a whole, then stored and applied slice by slice.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import { applyEntries, finishFold, stopWaiting } from '../../forum/planks/apply/apply-entries.ts';
import { createFold, type Fold } from '../../forum/planks/apply/fold.ts';
import { refillPost } from '../../forum/planks/apply/refill-post.ts';
import { anyWaiting } from '../../forum/planks/apply/waiting-store.ts';
import type { StoredEntry } from '../../journal/append.ts';
import { spendBudget } from '../../journal/budget.ts';
import { type Arrived, checkRun } from '../../journal/check-run.ts';
import { fillHole, findEntry, insertEntry } from '../../journal/entry-store.ts';
import { firstSeq } from '../../journal/envelope.ts';
import { erasedWithin } from '../../journal/erased-store.ts';
import { type EpochOfJournal, epochsOf, haltWhenBehind, moveHead } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import { takeProofs } from './take-statements.ts';
import type { Keys, TakeInNeeds, TakenIn } from './taking.ts';

/** Entries of one transaction: about 5 ms of the event loop. */
const SLICE = 50;

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

/** The first number that does not count: a fork freezes its author from there on, a final statement ends the epoch. */
const cutOf = ({ forked_seq, end_seq }: Pick<EpochOfJournal, 'forked_seq' | 'end_seq'>): number =>
  Math.min(forked_seq ?? Number.POSITIVE_INFINITY, (end_seq ?? Number.POSITIVE_INFINITY) + 1);

/** Faults of the class *content*: kept and passed on, without effect. */
const tellVoids = (needs: TakeInNeeds, fold: Fold): void => {
  for (const entry of fold.voids) needs.log.warn(entry, 'kept an entry that has no effect');
};

/** `overtaken`: somebody else brought these entries, or what ends the epoch before them. `spent`: today's budget is. */
type Stored = 'stored' | 'overtaken' | 'spent';

const storeSlice = async (
  tx: Writer,
  needs: TakeInNeeds,
  coalition: string,
  epoch: EpochOfJournal,
  slice: readonly Arrived[],
): Promise<Stored> => {
  await inTurn(tx, 'journal');
  const [first, last] = [slice[0]?.opened, slice.at(-1)?.opened];
  const now = (await epochsOf(tx, epoch.journal_id)).find((one) => one.epoch === epoch.epoch);
  if (!first || !last || !now) return 'overtaken';
  const { seq } = last.payload;
  const from = first.payload.seq - 1;
  if (now.head_seq !== from || now.head_hash !== first.payload.prev || cutOf(now) <= seq) return 'overtaken';
  const bytes = slice.reduce((sum, one) => sum + one.opened.payload.size + one.opened.jws.compact.length, 0);
  const day = Math.floor(needs.clock.now() / 86_400_000);
  if (!(await spendBudget(tx, epoch.journal_id, day, slice.length, bytes, needs.budget))) return 'spent';
  const to = { journal: epoch.journal_id, epoch: epoch.epoch, from, seq, hash: last.hash, at: last.at };
  if (!(await moveHead(tx, to))) throw new Error('The head of a journal moved out of turn.');
  const facts = await needs.facts(tx, coalition);
  const isErased = await erasedWithin(tx, epoch.journal_id, from + 1, seq);
  const entries: StoredEntry[] = [];
  for (const arrived of slice) {
    const entry = storedOf(epoch, arrived, isErased, facts.now);
    const content = entry.state === 'held' ? arrived.bytes : null;
    await insertEntry(tx, { ...entry, envelope: arrived.opened.jws.compact, content });
    entries.push(entry);
  }
  if (epoch.origin === facts.home) await haltWhenBehind(tx, epoch.journal_id, epoch.epoch);
  const fold = createFold(tx, facts, await anyWaiting(tx));
  await applyEntries(fold, entries);
  await finishFold(fold);
  tellVoids(needs, fold);
  await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [epoch.origin] } });
  return 'stored';
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

/** @param name `epoch@origin` of all that arrived */
export const takeEntries = async (
  needs: TakeInNeeds,
  coalition: string,
  name: string,
  arrived: readonly Arrived[],
  keys: Keys,
  taken: TakenIn,
): Promise<void> => {
  const number = Number(name.slice(0, name.indexOf('@')));
  const origin = name.slice(name.indexOf('@') + 1);
  const epoch = keys.epoch(origin, number);
  const seq = arrived[0]?.opened.payload.seq ?? 0;
  if (!epoch) {
    taken.refused.push({ origin, epoch: number, seq, why: 'epoch: no statement of it is known' });
    return;
  }
  const known = arrived.filter((one) => one.opened.payload.seq <= epoch.head_seq);
  if (known.length > 0) await compareKnown(needs, coalition, epoch, known, keys, taken);
  const news = arrived.filter(
    (one) => one.opened.payload.seq > epoch.head_seq && one.opened.payload.seq < cutOf(epoch),
  );
  const wrongEnd = news.findIndex(
    (one) => one.opened.payload.seq === epoch.end_seq && one.opened.hash !== epoch.end_hash,
  );
  if (wrongEnd !== -1) {
    news.splice(wrongEnd);
    const why = 'hash: a final statement ends the epoch with another entry';
    taken.refused.push({ origin, epoch: number, seq: epoch.end_seq ?? 0, why });
  }
  if (news.length === 0) return;
  const head = {
    seq: epoch.head_seq,
    hash: epoch.head_hash,
    at: epoch.head_at,
    first: epoch.head_seq < firstSeq(number),
  };
  const run = checkRun(head, epoch.kid, verifyingKey(JSON.parse(epoch.key)), news, epoch.end_hash);
  if (run.stopped?.kind === 'unvouched')
    taken.unvouched.push({ origin, epoch: number, seq: run.stopped.seq, why: run.stopped.why });
  if (run.stopped?.kind === 'fault') {
    taken.refused.push({ origin, epoch: number, seq: run.stopped.seq, why: run.stopped.why });
    // Built on another chain than ours: the difference lies at or before our head.
    if (run.good.length === 0 && run.stopped.seq === epoch.head_seq + 1)
      taken.conflicts.push({ origin, epoch: number, seq: epoch.head_seq });
  }
  for (let from = 0; from < run.good.length; from += SLICE) {
    const slice = run.good.slice(from, from + SLICE);
    const stored = await needs.db.write((tx) => storeSlice(tx, needs, coalition, epoch, slice));
    if (stored === 'overtaken') {
      taken.overtaken = true;
      return;
    }
    if (stored === 'spent') {
      needs.log.warn({ origin, budget: needs.budget }, 'an origin has used up its budget of today');
      taken.spent.push(origin);
      return;
    }
    taken.stored += slice.length;
    await needs.pause();
  }
};
