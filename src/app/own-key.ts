// The governance key of this instance, made where there is none yet.
import { ensureGovernanceKey } from '../delivery/governance-key.ts';
import type { Core } from './core.ts';

/** Once a charter names the key, a missing one is kept elsewhere: another one would be worth nothing. */
export const ensureOwnKey = async (core: Pick<Core, 'coalition' | 'governance' | 'chance'>): Promise<void> => {
  if ((await core.coalition()) === undefined) ensureGovernanceKey(core.governance, core.chance);
};
