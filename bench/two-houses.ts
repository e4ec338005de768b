// Two instances of one coalition, as databases: one that said much, and others that lack all of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Core, openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { packageRoot } from '../src/base/version.ts';
import { ensureGovernanceKey } from '../src/delivery/governance-key.ts';
import { type Draft, draftCharter, readProposal } from '../src/forum/charter/founding-draft.ts';
import { sealFounding } from '../src/forum/charter/founding-message.ts';
import { keepFounding, keepMessage } from '../src/forum/charter/founding-store.ts';
import { putInForce } from '../src/forum/charter/put-in-force.ts';
import { keepOperationsKey } from '../src/journal/key-store.ts';
import type { SigningKey } from '../src/journal/keys.ts';
import { settings } from './house.ts';

const urlOf = (name: string): string => `http://${name}.localhost:4400`;

export const openHouse = (folder: string, name: string): Promise<Core> =>
  openCore({
    config: readConfig(
      settings(join(folder, name), {
        PUBLIC_URL: urlOf(name),
        DAILY_ENTRIES: '900000000',
        DAILY_BYTES: '900000000000000',
      }),
    ),
    log: silentLogger,
  });

/** A founding that both sign, with their keys: put in force in as many databases as wanted. */
export const foundTogether = (first: Core, second: Core) => {
  const proposal = readProposal(JSON.parse(readFileSync(join(packageRoot, 'seeds/charter.json'), 'utf8')));
  const keys = new Map<string, SigningKey>(
    [first, second].map((core) => [core.origin, ensureGovernanceKey(core.governance, core.chance)]),
  );
  const founders = [first, second].map((core) => ({
    id: core.origin,
    url: core.publicUrl,
    name: core.origin,
    gov: (keys.get(core.origin) as SigningKey).publicJwk,
  }));
  const draft = draftCharter({ ...proposal, founders, now: first.clock.now() });
  return { draft, keys };
};

export const putInForceIn = async (
  core: Core,
  { draft, keys }: { draft: Draft; keys: ReadonlyMap<string, SigningKey> },
): Promise<void> => {
  const { hash, bytes, charter } = draft;
  const at = core.clock.now();
  await core.db.write(async (tx) => {
    await keepFounding(tx, { hash, bytes, at });
    for (const [origin, key] of keys) {
      const { message, operations } = sealFounding(charter, hash, origin, key);
      await keepMessage(tx, { hash, origin, message, at });
      if (origin === core.origin) await keepOperationsKey(tx, operations, core.clock);
    }
    await putInForce(tx, core.origin, hash);
  });
};

export const forumOf = (core: Core) => buildForum(core, () => {});
