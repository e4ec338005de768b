// Takes in what a peer sent: checks it, then keeps and applies it in slices, each one transaction. Killed anywhere, it goes on
// from what was committed. A pull and a push come here alike (protocol.md, Exchange).
import { versionAt } from '../../forum/charter/charter-store.ts';
import { type Arrived, openEntryLine } from '../../journal/check-run.ts';
import { listEpochs } from '../../journal/journal-store.ts';
import type { EntryLine, Line } from '../../journal/lines.ts';
import { takeEntries } from './take-entries.ts';
import { takeErasures } from './take-erasures.ts';
import { takeEpochs, takeEvidence } from './take-statements.ts';
import { type Keys, keysOf, type RefusedEntry, type TakeInNeeds, type TakenIn } from './taking.ts';

/** How many lines are opened before other work has its turn. */
const OPEN = 100;

type Opened = { groups: Map<string, Arrived[]>; refused: RefusedEntry[] };

/** Opens entries and groups them by origin and epoch, in their order. A faulty one ends its group. */
const openEntries = async (needs: TakeInNeeds, lines: EntryLine[], coalition: string): Promise<Opened> => {
  const groups = new Map<string, Arrived[]>();
  const refused: RefusedEntry[] = [];
  const ended = new Set<string>();
  let blind = false;
  for (const [index, line] of lines.entries()) {
    if (index % OPEN === OPEN - 1) await needs.pause();
    const opened = openEntryLine(line);
    if (!opened.ok) {
      const named = opened.named ?? { origin: '', epoch: 0, seq: 0 };
      refused.push({ ...named, why: opened.fault });
      // What cannot be read names no origin: whatever follows in this page may build on it.
      if (opened.named) ended.add(`${named.epoch}@${named.origin}`);
      else blind = true;
      continue;
    }
    const { origin, epoch, seq, coalition: theirs } = opened.arrived.opened.payload;
    const name = `${epoch}@${origin}`;
    if (ended.has(name)) continue;
    if (theirs !== coalition) {
      refused.push({ origin, epoch, seq, why: 'coalition: another one' });
      ended.add(name);
      continue;
    }
    const group = groups.get(name);
    if (group) group.push(opened.arrived);
    else groups.set(name, [opened.arrived]);
  }
  if (blind) needs.log.warn({ refused: refused.length }, 'a page held entries that could not be read');
  return { groups, refused };
};

/** @param lines in the order in which they came; those of the class *line* were refused before */
export const takeIn = async (needs: TakeInNeeds, coalition: string, lines: readonly Line[]): Promise<TakenIn> => {
  const taken: TakenIn = {
    stored: 0,
    filled: 0,
    refused: [],
    unvouched: [],
    spent: [],
    conflicts: [],
    statements: 0,
  };
  const facts = await needs.facts(needs.db.read, coalition);
  if (!versionAt(facts.versions, facts.now)) return taken;
  const read = async (): Promise<Keys> => keysOf(facts.versions, await listEpochs(needs.db.read, coalition));

  const statements = lines.filter((line) => line.kind === 'epoch').map((line) => line.epoch);
  const evidence = lines.filter((line) => line.kind === 'evidence');
  const erasures = lines.filter((line) => line.kind === 'erasure').map((line) => line.erasure);
  if (statements.length > 0) await takeEpochs(needs, coalition, statements, await read(), taken);
  if (evidence.length > 0) await takeEvidence(needs, coalition, evidence, await read(), taken);

  const entries = lines.filter((line) => line.kind === 'entry');
  const { groups, refused } = await openEntries(needs, entries, coalition);
  taken.refused.push(...refused);
  for (const [name, arrived] of groups)
    while (!(await takeEntries(needs, coalition, name, arrived, await read(), taken)));
  if (erasures.length > 0) await takeErasures(needs, coalition, erasures, await read(), taken);
  if (taken.stored + taken.filled + taken.statements > 0) needs.wake.ring();
  for (const { origin, epoch, seq, why } of taken.refused)
    needs.log.warn({ coalition, origin, epoch, seq, why }, 'refused an entry');
  for (const { origin, epoch, seq, why } of taken.unvouched)
    needs.log.info({ coalition, origin, epoch, seq, why }, 'an entry is not vouched for yet');
  return taken;
};
