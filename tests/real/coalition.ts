// Instances of one coalition, each a process of its own, founded with the commands that their admins would call.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
  const running = await Promise.allSettled([createAdmin(instances[0]), ...instances.map((one) => one.start())]);
  const dispose = async (): Promise<void> => {
    await Promise.allSettled(instances.map((one) => one.stop('SIGKILL')));
    rmSync(scratch, { recursive: true, force: true });
    await ports[Symbol.asyncDispose]();
  };
  try {
    for (const result of running) if (result.status === 'rejected') throw result.reason;
    await found(instances);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { instances: [...instances], [Symbol.asyncDispose]: dispose };
};
