// The well-known document of this instance.
import { Refusal } from '../base/errors.ts';
import { version } from '../base/version.ts';
import type { Reader } from '../db/database.ts';
import { readInstanceName } from '../forum/instance/settings.ts';
import { currentCoalition, type FactsReader } from '../forum/planks/facts.ts';
import { listEpochs } from '../journal/journal-store.ts';
import type { PublicJwk, SigningKey } from '../journal/keys.ts';
import type { WellKnown } from './well-known.ts';

type Needs = {
  read: Reader;
  origin: string;
  publicUrl: string;
  facts: FactsReader;
  governance: { key(): SigningKey | undefined };
};

/** @throws Refusal `unavailable` outside a coalition, while there is no governance key */
export const describeSelf = (needs: Needs) => async (): Promise<WellKnown> => {
  const { read, origin } = needs;
  const name = await readInstanceName(read, origin);
  const coalition = await currentCoalition(read);
  let operations: PublicJwk | null = null;
  let governance: PublicJwk | undefined;
  if (coalition) {
    const epochs = await listEpochs(read, coalition.coalition);
    const own = epochs.findLast((epoch) => epoch.origin === origin);
    operations = own ? JSON.parse(own.key) : null;
    const { versions } = await needs.facts(read, coalition.coalition);
    governance = versions.at(-1)?.charter.constituents.find((one) => one.id === origin)?.gov;
  }
  governance ??= needs.governance.key()?.publicJwk;
  if (!governance) throw new Refusal('unavailable', 'This instance has no governance key yet.');
  return {
    software: { name: 'koinon', version },
    protocols: [1],
    origin,
    name,
    keys: { operations, governance },
    coalition: coalition?.coalition ?? null,
    charter: coalition ? { v: coalition.v, hash: coalition.hash } : null,
    base: `${needs.publicUrl}/federation/v1`,
  };
};
