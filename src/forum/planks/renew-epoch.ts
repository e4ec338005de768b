// Opens the next epoch of this instance's journal: after a backup was restored, with a new key, or (final) out of a fork.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { SigningKey } from '../../journal/keys.ts';
import { openOwnEpoch } from '../../journal/open-own-epoch.ts';
import { versionAt } from '../charter/charter-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { FactsReader } from './facts.ts';
import { refold } from './refold.ts';

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
};

/** Answers the number of the new epoch. @throws Refusal `forbidden`, `invalid` (another governance key than the charter's) */
export const renewEpoch =
  (needs: RenewNeeds) =>
  async (actor: Actor, { coalition, governance, final }: Renewal): Promise<number> => {
    const number = await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      const facts = await needs.facts(tx, coalition);
      const self = versionAt(facts.versions, facts.now)?.charter.constituents.find((one) => one.id === needs.origin);
      if (self?.gov.x !== governance.publicJwk.x)
        throw new Refusal('invalid', 'governance key: it is not the one that the charter names for this instance.');
      const opened = await openOwnEpoch(tx, needs, { coalition, origin: needs.origin, governance, final });
      if (final) await refold(tx, facts);
      await appendEvent(tx, { kind: 'journal.grew', at: facts.now, data: { coalition, origins: [needs.origin] } });
      return opened;
    });
    needs.wake.ring();
    return number;
  };
