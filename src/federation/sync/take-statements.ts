// Takes in epoch statements and evidence of forks. Both change what counts, so the view may be folded anew.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import { refoldSoon } from '../../forum/planks/again/refold-step.ts';
import { dropEpoch, endEpochs, hasArrived } from '../../journal/end-epochs.ts';
import { checkEpoch, type OpenedEpoch, openEpoch } from '../../journal/epoch-statement.ts';
import { checkEvidence, keepEvidence, type Proof } from '../../journal/evidence.ts';
import { ensureJournal, epochsOf, haltWhenBehind, keepEpoch } from '../../journal/journal-store.ts';
import type { EvidenceLine } from '../../journal/lines.ts';
import type { Keys, TakeInNeeds, TakenIn } from './taking.ts';

/** Two statements for one epoch: what either of them ends is ended, whichever came first here. */
const endByRivals = async (tx: Writer, journal: number, { epoch, first, second }: Proof): Promise<boolean> => {
  let ended = false;
  for (const statement of [first, second]) {
    const opened = openEpoch(statement);
    if (!opened.ok || !opened.payload.final) continue;
    if (await endEpochs(tx, journal, epoch, opened.payload.after)) ended = true;
  }
  return ended;
};

/** Keeps proofs and folds anew where they cut something off that was applied. */
const keepProofs = async (needs: TakeInNeeds, coalition: string, proofs: readonly Proof[]): Promise<number> => {
  if (proofs.length === 0) return 0;
  return needs.db.write(async (tx) => {
    await inTurn(tx, 'journal');
    const facts = await needs.facts(tx, coalition);
    let changed = 0;
    for (const proof of proofs) {
      const journal = await ensureJournal(tx, coalition, proof.origin, proof.origin === facts.home);
      const froze = await keepEvidence(tx, journal.id, proof, facts.now);
      const ended = await endByRivals(tx, journal.id, proof);
      if (froze || ended) changed += 1;
    }
    if (changed > 0) await refoldSoon(tx, facts);
    return changed;
  });
};

/** Evidence that was found or came: checked here, whoever brings it. */
export const takeProofs = async (
  needs: TakeInNeeds,
  coalition: string,
  pairs: readonly (readonly [string, string])[],
  keys: Keys,
): Promise<number> => {
  const proofs = pairs
    .map(([first, second]) => checkEvidence(first, second, keys))
    .filter((proof): proof is Proof => proof?.coalition === coalition);
  for (const proof of proofs) needs.log.warn({ origin: proof.origin, seq: proof.seq }, 'evidence of a fork');
  return keepProofs(needs, coalition, proofs);
};

export const takeEvidence = async (
  needs: TakeInNeeds,
  coalition: string,
  lines: readonly EvidenceLine[],
  keys: Keys,
  taken: TakenIn,
): Promise<void> => {
  const pairs = lines.map((line) => [line.first, line.second] as const);
  taken.statements += await takeProofs(needs, coalition, pairs, keys);
};

/** A statement that its constituent's governance key signed, for this coalition; or why not. */
const checkStatement = (statement: string, coalition: string, keys: Keys): OpenedEpoch | string => {
  const opened = openEpoch(statement);
  if (!opened.ok) return opened.fault;
  if (opened.payload.coalition !== coalition) return 'coalition: another one';
  const governance = keys.governance(opened.payload.origin);
  if (!governance) return 'origin: no constituent of this coalition';
  return checkEpoch(opened, governance) ? opened : 'signature: not by the governance key';
};

export const takeEpochs = async (
  needs: TakeInNeeds,
  coalition: string,
  statements: readonly string[],
  keys: Keys,
  taken: TakenIn,
): Promise<void> => {
  const rivals: [string, string][] = [];
  for (const statement of statements) {
    const opened = checkStatement(statement, coalition, keys);
    if (typeof opened === 'string') {
      taken.refused.push({ origin: '', epoch: 0, seq: 0, why: `epoch statement: ${opened}` });
      continue;
    }
    const { origin, epoch, after, final } = opened.payload;
    const known = keys.epoch(origin, epoch);
    if (known?.hash === opened.hash) continue;
    if (known) rivals.push([known.statement, statement]);
    // Ended by a final statement at an entry that we do not hold: perhaps it builds on this one.
    if (known && hasArrived(known)) continue;
    await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      const facts = await needs.facts(tx, coalition);
      const journal = await ensureJournal(tx, coalition, origin, origin === facts.home);
      const rival = (await epochsOf(tx, journal.id)).find((one) => one.epoch === epoch);
      if (rival && !hasArrived(rival)) await dropEpoch(tx, rival);
      if (!(await keepEpoch(tx, journal.id, opened))) return;
      if (origin === facts.home) await haltWhenBehind(tx, journal.id, epoch);
      if (final) await endEpochs(tx, journal.id, epoch, after);
      // It may have been ended by a final statement that came before it.
      for (const later of await epochsOf(tx, journal.id))
        if (later.final === 1 && later.epoch > epoch)
          await endEpochs(tx, journal.id, later.epoch, [later.after_epoch, later.after_seq, later.after_hash]);
      if (final || known) await refoldSoon(tx, facts);
      await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [origin] } });
    });
    taken.statements += 1;
  }
  if (rivals.length > 0) taken.statements += await takeProofs(needs, coalition, rivals, keys);
};
