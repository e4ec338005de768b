// What taking in has in common: its needs, what came of it, and the keys that it checks with.
import type { KeyObject } from 'node:crypto';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import type { VersionInForce } from '../../forum/charter/charter-store.ts';
import type { FactsReader } from '../../forum/planks/facts.ts';
import type { EpochOfJournal } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';

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
  /** Runs whose last signature in this page does not hold: no offence, asked for again with what follows. */
  unvouched: RefusedEntry[];
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
