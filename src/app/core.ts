// What nearly everything needs: configuration, database, time, chance, the bell, and what is known of the coalition.
import type { Config } from '../base/config.ts';
import type { Logger } from '../base/log.ts';
import { type Chance, type Clock, realChance, realClock, realTimers, type Timers } from '../base/time.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open.ts';
import { createGovernance, type Governance } from '../delivery/governance-key.ts';
import { createWake, type Wake } from '../events/wake.ts';
import { createPasswordHasher, type PasswordHasher } from '../forum/identity/password-hasher.ts';
import { logEarlierRoles } from '../forum/moderation/log-earlier-roles.ts';
import { createFactsReader, currentCoalition, type FactsReader } from '../forum/planks/facts.ts';
import { operator } from '../forum/policy/actor.ts';
import { createOperationsKeys, type OperationsKeys } from '../journal/key-store.ts';

export type Core = {
  config: Config;
  log: Logger;
  db: Database;
  clock: Clock;
  chance: Chance;
  timers: Timers;
  wake: Wake;
  hasher: PasswordHasher;
  /** The name of this instance, and where it is. */
  origin: string;
  publicUrl: string;
  facts: FactsReader;
  keys: OperationsKeys;
  governance: Governance;
  /** The coalition that this instance is in now. */
  coalition(): Promise<string | undefined>;
  /** Its newest charter here. */
  head(): Promise<{ v: number; hash: string }>;
};

export type CoreNeeds = {
  config: Config;
  log: Logger;
  clock?: Clock;
  chance?: Chance;
  timers?: Timers;
  hasher?: PasswordHasher;
};

export const coreOn = (db: Database, needs: CoreNeeds): Core => {
  const { config, log, clock = realClock, chance = realChance, timers = realTimers } = needs;
  const { origin, publicUrl } = config;
  return {
    config,
    log,
    db,
    clock,
    chance,
    timers,
    wake: createWake(),
    hasher: needs.hasher ?? createPasswordHasher(),
    origin,
    publicUrl,
    facts: createFactsReader({ clock, chance, origin }),
    keys: createOperationsKeys(),
    governance: createGovernance(config.governanceKeyFile),
    coalition: async () => (await currentCoalition(db.read))?.coalition,
    async head() {
      const newest = await currentCoalition(db.read);
      return { v: newest?.v ?? 0, hash: newest?.hash ?? '' };
    },
  };
};

/** Opens the database. Whoever asked closes it. */
export const openCore = async (needs: CoreNeeds): Promise<Core> => {
  const core = coreOn(await openDatabase(needs.config.database), needs);
  await logEarlierRoles(core)(operator);
  return core;
};
