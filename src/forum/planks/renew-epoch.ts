// Opens the next epoch of this instance's journal: after a backup was restored, with a new key, or (final) out of a fork.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newestOwnEpoch } from '../../journal/journal-store.ts';
import type { SigningKey } from '../../journal/keys.ts';
import { openOwnEpoch } from '../../journal/open-own-epoch.ts';
import { versionAt } from '../charter/charter-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { refoldSoon } from './again/refold-step.ts';
import type { FoldFacts } from './apply/fold.ts';
import type { FactsReader } from './facts.ts';

export type RenewNeeds = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  facts: FactsReader;
};

const halted = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('journal').select('halted').where('coalition', '=', p.coalition).where('own', '=', 1),
);

/** Why the own journal does not go on; null when it does. */
export const whyHalted = async (reader: Reader, coalition: string): Promise<string | null> =>
  (await reader.get(halted, { coalition }))?.halted ?? null;

export type Renewal = {
  coalition: string;
  governance: SigningKey;
  /** Ends what earlier epochs said beyond the last entry that is held here. */
  final: boolean;
  /** Numbers left out: a peer that could not be asked may know one of us that we have forgotten. */
  skip?: number;
  /** Does nothing where the journal goes on already: another process was faster. */
  ifHalted?: boolean;
};

/** Whether it is the key that the charter names for this instance now. */
export const governs = (facts: FoldFacts, governance: SigningKey): boolean =>
  versionAt(facts.versions, facts.now)?.charter.constituents.find((one) => one.id === facts.home)?.gov.x ===
  governance.publicJwk.x;

/**
 * Answers the number of the epoch that the journal goes on in.
 * @throws Refusal `forbidden`, `invalid` (another governance key than the charter's)
 */
export const renewEpoch =
  (needs: RenewNeeds) =>
  async (actor: Actor, renewal: Renewal): Promise<number> => {
    const { coalition, governance, final, skip = 0, ifHalted = false } = renewal;
    const number = await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      await inTurn(tx, 'journal');
      const facts = await needs.facts(tx, coalition);
      const newest = await newestOwnEpoch(tx, coalition);
      if (ifHalted && newest && (await whyHalted(tx, coalition)) === null) return newest.epoch;
      if (!governs(facts, governance))
        throw new Refusal('invalid', 'governance key: it is not the one that the charter names for this instance.');
      const atLeast = (newest?.epoch ?? 0) + 1 + skip;
      const opened = await openOwnEpoch(tx, needs, { coalition, origin: needs.origin, governance, final, atLeast });
      if (final) await refoldSoon(tx, facts);
      await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [needs.origin] } });
      return opened;
    });
    needs.wake.ring();
    return number;
  };
