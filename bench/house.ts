// An instance to measure: an admin, members, boards, and, where it is asked for, a coalition of its own with two planks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Core, openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { packageRoot } from '../src/base/version.ts';
import { ensureGovernanceKey } from '../src/delivery/governance-key.ts';
import { foundCoalition } from '../src/federation/found-coalition.ts';
import { createClient } from '../src/federation/net/client.ts';
import { operator } from '../src/forum/policy/actor.ts';

export const MEMBERS = 16;
export const BOARDS = 10;
export const boardNamed = (number: number): string => `board-${number}`;
export const PLANK = 'open-elections';
const memberNamed = (number: number): string => `member_${number}`;
const PASSWORD = 'correct horse battery staple';

/** The settings of an instance as the environment gives them. Limits count, but stop nobody. */
export const settings = (folder: string, more: Record<string, string> = {}): Record<string, string> => ({
  DATA_DIR: folder,
  PUBLIC_URL: 'http://bench.localhost:4400',
  READ_LIMIT: '999999999',
  WRITE_LIMIT: '999999999',
  SIGN_IN_LIMIT: '999999999',
  SEARCH_LIMIT: '999999999',
  LOG_LEVEL: 'warn',
  ...more,
});

const foundAlone = async (core: Core): Promise<void> => {
  ensureGovernanceKey(core.governance, core.chance);
  const client = createClient({ ownUrl: core.publicUrl, allowPrivate: false });
  const proposal: unknown = JSON.parse(readFileSync(join(packageRoot, 'seeds/charter.json'), 'utf8'));
  await foundCoalition({ ...core, client, url: core.publicUrl, name: 'Bench' })(operator, proposal, []);
  await client.close();
};

export type HouseOptions = { coalition: boolean; more?: Record<string, string> };

/** Builds it in `folder` by the same verbs as everybody uses; `more` settings name another database. */
export const prepareHouse = async (folder: string, { coalition, more }: HouseOptions): Promise<void> => {
  const core = await openCore({ config: readConfig(settings(folder, more)), log: silentLogger });
  const forum = buildForum(core, () => {});
  for (let number = 0; number < MEMBERS; number++)
    await forum.register(operator, { name: memberNamed(number), password: PASSWORD });
  for (let number = 0; number < BOARDS; number++)
    await forum.createBoard(operator, { slug: boardNamed(number), title: `Board ${number}` });
  if (coalition) await foundAlone(core);
  await core.db.close();
};

/** Signs all members in. Answers the header of each. */
export const signInAll = async (url: string): Promise<Record<string, string>[]> =>
  Promise.all(
    Array.from({ length: MEMBERS }, async (_, number) => {
      const response = await fetch(`${url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: memberNamed(number), password: PASSWORD }),
      });
      const { accessToken } = (await response.json()) as { accessToken: string };
      return { authorization: `Bearer ${accessToken}` };
    }),
  );
