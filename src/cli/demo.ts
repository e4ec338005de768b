// `koinon demo`: three instances of one coalition on this machine, as three processes that talk over HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type DemoInstance, demoAccounts, demoConstituent, demoKeys, playDemo } from '../../seeds/demo.ts';
import type { Core } from '../app/core.ts';
import { buildForum } from '../app/forum.ts';
import { Refusal } from '../base/errors.ts';
import { realChance, realWait } from '../base/time.ts';
import { packageRoot } from '../base/version.ts';
import { ensureGovernanceKey } from '../delivery/governance-key.ts';
import { foundCoalition, signAndSend } from '../federation/found-coalition.ts';
import { createClient } from '../federation/net/client.ts';
import { operator } from '../forum/policy/actor.ts';
import { withCore } from './with-core.ts';

const HOST = '127.0.0.1';

type Options = { port: number; data: string; json?: boolean };

/** Signs of life of what is being started go to standard error: with --json, standard output is one line. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const plan = (port: number): DemoInstance[] =>
  demoKeys.map((key, index) => ({
    key,
    url: `http://localhost:${port + index}`,
    origin: `localhost:${port + index}`,
    ...demoAccounts(key, () => Buffer.from(realChance.bytes(12)).toString('base64url')),
  }));

/** The plan of this data folder: made once, kept with its passwords for its owner alone. */
const readPlan = (data: string, port: number): DemoInstance[] => {
  const file = join(data, 'demo.json');
  if (existsSync(file)) {
    const instances: DemoInstance[] = JSON.parse(readFileSync(file, 'utf8'));
    const was = Number(new URL(instances[0]?.url ?? '').port);
    if (was !== port)
      throw new Refusal('invalid', `--port: this data was made for port ${was}. Use it again, or another --data.`);
    return instances;
  }
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const made = plan(port);
  writeFileSync(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
};

const environmentOf = (instance: DemoInstance, data: string): Record<string, string> => ({
  HOST,
  PORT: new URL(instance.url).port,
  PUBLIC_URL: instance.url,
  DATA_DIR: join(data, instance.key),
  DATABASE_URL: '',
  GOVERNANCE_KEY_FILE: '',
  REGISTRATION: 'open',
  // Everybody in the demo calls from one address.
  SIGN_IN_LIMIT: '1000',
  WRITE_LIMIT: '6000',
  READ_LIMIT: '60000',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
});

/** By the same command that was called. */
const startOne = (instance: DemoInstance, data: string): ChildProcess =>
  spawn(process.execPath, [process.argv[1] ?? '', 'serve'], {
    env: { ...process.env, ...environmentOf(instance, data) },
    // Over the last one they notice when this process is gone, however it went.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A Ctrl-C reaches the whole group: the parent alone decides when they stop.
    detached: true,
  });

/** Whoever has the port would answer in the place of the instance. @throws Refusal `unavailable` */
const refuseTakenPort = async ({ url }: DemoInstance): Promise<void> => {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(Number(new URL(url).port), HOST);
  try {
    await listening;
  } catch {
    throw new Refusal('unavailable', `${url}: the port is taken. Stop what listens there, or take another --port.`);
  }
  await new Promise((resolve) => server.close(resolve));
};

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
};

const untilReady = async (instance: DemoInstance, child: ChildProcess): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (isGone(child)) throw new Refusal('unavailable', `${instance.url} did not start.`);
    if (await isReady(instance.url)) return;
    await realWait(50);
  }
  throw new Refusal('unavailable', `${instance.url} did not become ready.`);
};

type Founding = Parameters<ReturnType<typeof foundCoalition>>[1];

const asFounder = <T>(instance: DemoInstance, data: string, work: (core: Core) => Promise<T>): Promise<T> =>
  withCore(work, environmentOf(instance, data));

/** An admin each, a name each, and one charter that all three sign. What is there already stays. */
const prepare = async (instances: readonly DemoInstance[], data: string): Promise<void> => {
  for (const instance of instances)
    await asFounder(instance, data, async (core) => {
      const forum = buildForum(core, () => {});
      const { name, description, admin } = demoConstituent(instance.key);
      await forum.describeInstance(operator, { name, description });
      try {
        await forum.createAdmin(operator, { ...instance.admin, displayName: admin.displayName });
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'conflict') throw error;
      }
    });
  const [first, ...others] = instances;
  if (!first) return;
  const proposal: Founding = JSON.parse(readFileSync(join(packageRoot, 'seeds/charter.json'), 'utf8'));
  const hash = await asFounder(first, data, async (core) => {
    const known = await core.coalition();
    if (known) return known;
    ensureGovernanceKey(core.governance, core.chance);
    const client = createClient({ ownUrl: core.publicUrl, allowPrivate: false });
    const urls = others.map((other) => other.url);
    const { draft } = await foundCoalition({
      ...core,
      client,
      url: core.publicUrl,
      name: demoConstituent(first.key).name,
    })(operator, proposal, urls);
    await client.close();
    return draft.hash;
  });
  for (const other of others)
    await asFounder(other, data, async (core) => {
      if (await core.coalition()) return;
      const client = createClient({ ownUrl: core.publicUrl, allowPrivate: false });
      await signAndSend({ ...core, client })(operator, hash);
      await client.close();
    });
};

const untilInForce = async (instances: readonly DemoInstance[]): Promise<void> => {
  for (const { url } of instances)
    for (let tries = 0; ; tries++) {
      const answer = (await (await fetch(`${url}/api/v1/planks`)).json()) as { items: unknown[] };
      if (answer.items.length > 0) break;
      if (tries === 600) throw new Refusal('unavailable', `The charter did not come into force on ${url}.`);
      await realWait(50);
    }
};

const print = (instances: readonly DemoInstance[], json: boolean): void => {
  if (json) {
    const listed = instances.map(({ url, origin, admin, members }) => ({ url, origin, admin, members }));
    console.log(JSON.stringify({ instances: listed }));
    return;
  }
  console.log('\nThree instances of one coalition, each with its own members and boards. They share two planks.\n');
  for (const instance of instances) {
    console.log(`${demoConstituent(instance.key).name}: ${instance.url}`);
    console.log(`  admin   ${instance.admin.name} / ${instance.admin.password}`);
    for (const member of instance.members) console.log(`  member  ${member.name} / ${member.password}`);
  }
  console.log('\nCtrl-C stops all three; the same command goes on where they were.');
};

const run = async ({ port, data: folder, json = false }: Options): Promise<void> => {
  const data = resolve(folder);
  const instances = readPlan(data, port);
  for (const instance of instances) await refuseTakenPort(instance);
  const children = instances.map((instance) => startOne(instance, data));
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const ended = children.filter((child) => !isGone(child)).map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(ended);
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  process.on('exit', () => {
    for (const child of children) child.kill('SIGTERM');
  });
  for (const [index, child] of children.entries())
    child.once('exit', () => {
      if (stopping) return;
      say(`${instances[index]?.url} stopped; so the demo stops.`);
      void stop(1);
    });
  try {
    await Promise.all(instances.map((instance, index) => untilReady(instance, children[index] as ChildProcess)));
    const played = join(data, 'played');
    if (!existsSync(played)) {
      say('Founding the coalition and letting its members talk …');
      await prepare(instances, data);
      await untilInForce(instances);
      await playDemo(instances);
      writeFileSync(played, '');
    }
    print(instances, json);
  } catch (error) {
    // What was under way breaks when they stop.
    if (stopping) return;
    say(error instanceof Refusal ? error.message : String(error instanceof Error ? error.stack : error));
    await stop(1);
  }
};

const portOption = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_533) throw new InvalidArgumentError('a port from 1 to 65533');
  return port;
};

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .description('three instances of one coalition on this machine, with members who talk to each other')
    .option('--port <port>', 'the first of three ports', portOption, 4100)
    .option('--data <folder>', 'where their databases and keys are kept', 'data/demo')
    .option('--json', 'print one line of JSON once all answer')
    .action(run);
};
