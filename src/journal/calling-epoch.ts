// The epoch whose key signs our calls to peers: the newest of which the key is here. A database that was restored may know of
// later ones, whose keys are lost.
import type { Reader } from '../db/database.ts';
import { type Epoch, epochsOf, newestOwnEpoch } from './journal-store.ts';
import type { OperationsKeys } from './key-store.ts';
import type { SigningKey } from './keys.ts';

/** Undefined when no key of any own epoch is here. */
export const callingEpoch = async (
  reader: Reader,
  keys: OperationsKeys,
  coalition: string,
): Promise<{ epoch: Epoch; key: SigningKey } | undefined> => {
  const newest = await newestOwnEpoch(reader, coalition);
  if (!newest) return undefined;
  const key = await keys.find(reader, newest.kid);
  if (key) return { epoch: newest, key };
  for (const epoch of (await epochsOf(reader, newest.journal_id)).reverse()) {
    const older = await keys.find(reader, epoch.kid);
    if (older) return { epoch, key: older };
  }
  return undefined;
};
