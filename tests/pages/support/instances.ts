// Instances behind real ports for a browser to look at: built as `koinon serve` builds them, in this process, of one coalition
// that their admins founded by the verbs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { type App, createApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/base/config.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { charterVerbs } from '../../../src/cli/charter.ts';
import { type Listening, listen } from '../../../src/cli/listen.ts';
import { createClient } from '../../../src/federation/net/client.ts';
import { createAdmin } from '../../../src/forum/identity/create-admin.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { CHARTER } from '../../real/instance.ts';
import { call, join, type Member, signIn } from '../../real/member.ts';
import { until } from '../../real/patience.ts';
import { reservePorts } from '../../real/ports.ts';
import { quickHasher } from '../../support/hasher.ts';
import { scratchFolder } from '../../support/scratch.ts';

export const ADMIN = { name: 'ada', password: 'correct horse battery staple' };

/** The password of whoever `join` of {@link Instance} signs up. */
export const passwordOf = (name: string): string => `the password of ${name}`;

export type Instance = {
  readonly app: App;
  readonly url: string;
  readonly origin: string;
  /** Signs somebody up by the API, and in: to say something as another one. */
  join(name: string): Promise<Member>;
  /** The admin's program; there is none on an instance opened `empty`. */
  admin(): Promise<Member>;
};

type Opened = Instance & { stop(): Promise<void> };

const open = async (port: number, folder: string, env: Record<string, string>): Promise<Opened> => {
  mkdirSync(folder, { mode: 0o700 });
  const url = `http://localhost:${port}`;
  const config = readConfig({
    ...{ PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder, SYNC_INTERVAL: '1000' },
    ...{ READ_LIMIT: '0', WRITE_LIMIT: '0', SIGN_IN_LIMIT: '0', SEARCH_LIMIT: '0', ...env },
  });
  const app = await createApp({ config, log: silentLogger, hasher: quickHasher() });
  const listening: Listening = await listen(app, config.host, port);
  await app.start();
  return {
    ...{ app, url, origin: config.origin },
    join: (name) => join(url, name),
    admin: () => signIn(url, ADMIN),
    stop: () => listening.stop(),
  };
};

/** The first drafts, the others sign; done once each of them has the planks. */
const found = async (instances: readonly Instance[]): Promise<void> => {
  const proposal: unknown = JSON.parse(readFileSync(CHARTER, 'utf8'));
  let draft = '';
  for (const { app, url, origin } of instances) {
    const client = createClient({ ownUrl: url, allowPrivate: false });
    try {
      const verbs = charterVerbs({ ...app.core, client, url, name: origin });
      const others = instances.map((one) => one.url).filter((other) => other !== url);
      if (draft === '') draft = (await verbs.draft(proposal, others)).hash;
      await verbs.sign(draft);
    } finally {
      await client.close();
    }
  }
  for (const { url } of instances)
    await until(`the charter is in force on ${url}`, async () => {
      const { json } = await call(url, 'GET', '/planks');
      return (json.items as unknown[]).length > 0;
    });
};

export type Options = {
  /** How many, 1 to 9; they are in one coalition. */
  count?: number;
  /** Without admin, coalition or anything else, as it is right after its first start. */
  empty?: boolean;
  env?: Record<string, string>;
};

export type Instances = AsyncDisposable & { readonly first: Instance; readonly all: readonly Instance[] };

/** `await using` them, or dispose of them when the file is done. */
export const openInstances = async ({ count = 1, empty = false, env = {} }: Options = {}): Promise<Instances> => {
  const ports = await reservePorts(count);
  const scratch = mkdtempSync(joinPath(scratchFolder(), 'koinon-pages-'));
  const all: Opened[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.allSettled(all.map((one) => one.stop()));
    rmSync(scratch, { recursive: true, force: true });
    await ports[Symbol.asyncDispose]();
  };
  try {
    for (let i = 0; i < count; i++) all.push(await open(ports.first + i, joinPath(scratch, String(i)), env));
    if (!empty) {
      const hasher = quickHasher();
      for (const { app } of all) await createAdmin({ ...app.core, hasher })(operator, ADMIN);
      await found(all);
    }
    const [first] = all;
    if (!first) throw new Error('At least one instance.');
    return { first, all, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};
