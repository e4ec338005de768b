// Takes in what a peer sent: checks it, then keeps and applies it in slices, each one transaction. Killed anywhere, it goes on
// from what was committed. A pull and a push come here alike (protocol.md, Exchange).
import type { KeyObject } from 'node:crypto';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import { type VersionInForce, versionAt } from '../../forum/charter/charter-store.ts';
import type { FactsReader } from '../../forum/planks/facts.ts';
import { type Arrived, openEntryLine } from '../../journal/check-run.ts';
import { type EpochOfJournal, listEpochs } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import type { EntryLine, Line } from '../../journal/lines.ts';
import { takeEntries } from './take-entries.ts';
import { takeErasures } from './take-erasures.ts';
import { takeEpochs, takeEvidence } from './take-statements.ts';

export type TakeInNeeds = {
  db: Database;
  clock: Clock;
  wake: Wake;
  log: Logger;
  facts: FactsReader;
  /** Lets other work have its turn: between slices the event loop is free. */
  pause: () => Promise<void>;
  budget: { entries: number; bytes: number };
};

export type RefusedEntry = { origin: string; epoch: number; seq: number; why: string };
export type Conflict = { origin: string; epoch: number; seq: number };

export type TakenIn = {
  /** Entries stored. */
  stored: number;
  /** Contents that closed a hole. */
  filled: number;
  /** Refused from there on, in each origin and epoch: nothing of it was stored. */
  refused: RefusedEntry[];
  /** Origins whose last signature in this page does not hold: no offence, asked for again with what follows. */
  unvouched: string[];
  /** Origins that used up today's budget. */
  spent: string[];
  /** Where an entry with a number that we hold is another than ours. */
  conflicts: Conflict[];
  /** Statements, evidence and erasures that were news. */
  statements: number;
};

/** Keys as the coalition's charter and the epochs that we hold name them. */
export type Keys = {
  governance(origin: string): KeyObject | undefined;
  epoch(origin: string, epoch: number): EpochOfJournal | undefined;
  operations(origin: string, epoch: number): KeyObject | undefined;
};

export const keysOf = (versions: readonly VersionInForce[], epochs: readonly EpochOfJournal[]): Keys => {
  const byName = new Map(epochs.map((epoch) => [`${epoch.epoch}@${epoch.origin}`, epoch]));
  const constituents = new Map(
    versions.flatMap((version) => version.charter.constituents.map((one) => [one.id, one.gov] as const)),
  );
  return {
    governance: (origin) => {
      const jwk = constituents.get(origin);
      return jwk && verifyingKey(jwk);
    },
    epoch: (origin, epoch) => byName.get(`${epoch}@${origin}`),
    operations: (origin, epoch) => {
      const row = byName.get(`${epoch}@${origin}`);
      return row && verifyingKey(JSON.parse(row.key));
    },
  };
};

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
  for (const [name, arrived] of groups) {
    const keys = await read();
    await takeEntries(needs, coalition, name, arrived, keys, taken);
  }
  if (erasures.length > 0) await takeErasures(needs, coalition, erasures, await read(), taken);
  if (taken.stored + taken.filled + taken.statements > 0) needs.wake.ring();
  for (const { origin, epoch, seq, why } of taken.refused)
    needs.log.warn({ coalition, origin, epoch, seq, why }, 'refused an entry');
  return taken;
};
