// What the charter's commands work on: the database of this instance, its governance key, and calls to the others.
import { openCore } from '../app/core.ts';
import { createLogger } from '../base/log.ts';
import { ensureGovernanceKey } from '../delivery/governance-key.ts';
import { createClient } from '../federation/net/client.ts';
import { readInstance } from '../forum/instance/settings.ts';
import { charterVerbs, type OpenCharter } from './charter.ts';
import { configFromEnvironment } from './environment.ts';

export const openCharter: OpenCharter = async () => {
  const config = configFromEnvironment();
  const core = await openCore({ config, log: createLogger('warn') });
  ensureGovernanceKey(core.governance, core.chance);
  const client = createClient({ ownUrl: core.publicUrl, allowPrivate: config.allowPrivatePeers });
  const { name } = await readInstance(core.db.read, core.origin);
  return {
    verbs: charterVerbs({ ...core, client, url: core.publicUrl, name }),
    async [Symbol.asyncDispose]() {
      await client.close();
      await core.db.close();
    },
  };
};
