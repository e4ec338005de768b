// Instances of one coalition, each a process of its own, founded with the commands that their admins would call, or with the
// verbs behind them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Core, openCore } from '../../src/app/core.ts';
import { readConfig } from '../../src/base/config.ts';
import { silentLogger } from '../../src/base/log.ts';
import { type CharterVerbs, charterVerbs } from '../../src/cli/charter.ts';
import { createClient } from '../../src/federation/net/client.ts';
import { createAdmin as makeAdmin } from '../../src/forum/identity/create-admin.ts';
import { createPasswordHasher } from '../../src/forum/identity/password-hasher.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { scratchFolder } from '../support/scratch.ts';
import { CHARTER, createInstance, type Instance } from './instance.ts';
import { call } from './member.ts';
import { until } from './patience.ts';
import { reservePorts } from './ports.ts';

export const ADMIN = { name: 'ada', password: 'correct horse battery staple' };

export const createAdmin = (instance: Instance): Promise<string> =>
  instance.run(['admin', 'create', ADMIN.name, '--password-stdin'], `${ADMIN.password}\n`);

export const hasPlanks = async ({ url }: Instance): Promise<boolean> => {
  const answer = await call(url, 'GET', '/planks');
  return answer.status === 200 && (answer.json.items as unknown[]).length > 0;
};

/** The first drafts, the others sign. All must be running. */
export const found = async (instances: readonly Instance[], charter: string = CHARTER): Promise<void> => {
  const [first, ...others] = instances;
  if (!first) throw new Error('Nobody founds.');
  await first.run(['charter', 'found', charter, ...others.flatMap(({ url }) => ['--with', url]), '--yes']);
  for (const other of others) await other.run(['charter', 'sign', '--yes']);
  for (const instance of instances)
    await until(`the charter is in force on ${instance.url}`, () => hasPlanks(instance));
};

/** What commands do, without a process for each: they may run beside the server. */
const asOperator = async <T>(instance: Instance, work: (core: Core) => Promise<T>): Promise<T> => {
  const core = await openCore({ config: readConfig(instance.env), log: silentLogger });
  try {
    return await work(core);
  } finally {
    await core.db.close();
  }
};

/** Founds by the verbs: the commands have tests of their own (tests/cli). */
const foundByVerbs = async (instances: readonly Instance[]): Promise<void> => {
  const [first, ...others] = instances;
  if (!first) throw new Error('Nobody founds.');
  const proposal: unknown = JSON.parse(readFileSync(CHARTER, 'utf8'));
  const asFounder = <T>(instance: Instance, work: (verbs: CharterVerbs) => Promise<T>) =>
    asOperator(instance, async (core) => {
      const client = createClient({ ownUrl: core.publicUrl, allowPrivate: false });
      try {
        return await work(charterVerbs({ ...core, client, url: core.publicUrl, name: core.origin }));
      } finally {
        await client.close();
      }
    });
  const hash = await asFounder(first, async (verbs) => {
    const draft = await verbs.draft(
      proposal,
      others.map(({ url }) => url),
    );
    await verbs.sign(draft.hash);
    return draft.hash;
  });
  for (const other of others) await asFounder(other, (verbs) => verbs.sign(hash));
  for (const instance of instances)
    await until(`the charter is in force on ${instance.url}`, () => hasPlanks(instance));
};

export type Coalition = AsyncDisposable & { readonly instances: readonly [Instance, Instance, Instance] };

/** Three that run, with an admin on the first; their folders and processes go with the coalition. */
export const openCoalition = async (env: Readonly<Record<string, string>> = {}): Promise<Coalition> => {
  const ports = await reservePorts(3);
  const scratch = mkdtempSync(join(scratchFolder(), 'koinon-real-'));
  const make = (index: number): Instance => {
    const folder = join(scratch, 'abc'[index] ?? '');
    mkdirSync(folder, { mode: 0o700 });
    return createInstance({ port: ports.first + index, folder, env: { SYNC_INTERVAL: '1000', ...env } });
  };
  const instances = [make(0), make(1), make(2)] as const;
  const running = await Promise.allSettled(instances.map((one) => one.start()));
  const dispose = async (): Promise<void> => {
    await Promise.allSettled(instances.map((one) => one.stop('SIGKILL')));
    rmSync(scratch, { recursive: true, force: true });
    await ports[Symbol.asyncDispose]();
  };
  try {
    for (const result of running) if (result.status === 'rejected') throw result.reason;
    await asOperator(instances[0], (core) => makeAdmin({ ...core, hasher: createPasswordHasher() })(operator, ADMIN));
    await foundByVerbs(instances);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { instances: [...instances], [Symbol.asyncDispose]: dispose };
};
