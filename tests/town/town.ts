// A town: several instances of one coalition in one process, on virtual time. The same seed gives the same run.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { newYear, seededChance } from '../support/time.ts';
import { type Coalition, foundedCoalition, originOf } from './coalition.ts';
import { copyFiles, endLife, type Instance, type Place, type Settings, startInstance, type World } from './instance.ts';
import { isLockedOut, standing } from './look.ts';
import { createNetwork, type Network } from './network.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTrace, type Trace } from './trace.ts';

export type TownOptions = {
  seed?: number | string;
  size: number;
  /** See createScheduler. */
  breathe?: boolean;
  /** Of all instances, or of one by its place in the row. */
  settings?: Settings | ((index: number) => Settings);
};

export type Town = AsyncDisposable & {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly trace: Trace;
  readonly coalition: Coalition;
  /** In the order of their origins; one that crashed is replaced by its next life. */
  readonly instances: readonly Instance[];
  at(index: number): Instance;
  /** Those who live, but for a house that another one of its name has locked out. */
  inReach(): Promise<Instance[]>;
  /** Ends an instance between two steps, as kill -9 would. It can start again. */
  crash(index: number): Promise<void>;
  start(index: number): Promise<Instance>;
  /** Keeps the database's files as they are, for {@link restore}. */
  backup(index: number): string;
  /** Files as they were before the town began, for {@link restore}: those of a newcomer. */
  foundation(index: number): string;
  /** Starts an instance, which must be down, on the files of a backup. */
  restore(index: number, backup: string): Promise<Instance>;
  /** A second house under the same name, from a backup. Answers its place in the row. */
  copy(backup: string, of: number): Promise<number>;
  /** Virtual time passes. */
  pass(ms: number): Promise<void>;
  perform<T>(work: Promise<T>): Promise<T>;
  /** No more faults; then time passes until all who live hold the same. Fails when they never do. */
  settle(): Promise<void>;
};

const ROUND = 20_000;
const ROUNDS = 45;

const createState = async (options: TownOptions) => {
  const seed = String(options.seed ?? 0);
  const coalition = await foundedCoalition(options.size);
  const scheduler = createScheduler(newYear + 3_600_000, options.breathe);
  const trace = createTrace(scheduler.now);
  const network = createNetwork({ scheduler, trace, chance: seededChance(`${seed} network`) });
  const world: World = { seed, scheduler, network, trace, coalition };
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-town-'));
  return { world, folder };
};

export const createTown = async (options: TownOptions): Promise<Town> => {
  const { world, folder } = await createState(options);
  const { scheduler, network, trace, coalition } = world;
  const instances: Instance[] = [];
  let backups = 0;

  const at = (index: number): Instance => {
    const instance = instances[index];
    if (!instance) throw new Error(`There is no instance ${index}.`);
    return instance;
  };
  const settingsOf = (index: number): Settings =>
    typeof options.settings === 'function' ? options.settings(index) : (options.settings ?? {});
  const placeOf = (id: string, origin: string, settings: Settings): Place => ({
    ...{ id, origin, settings, file: (life: number) => join(folder, `${id}.${life}.db`) },
  });
  const begin = async (index: number, file: string): Promise<Instance> => {
    const { id, origin, settings, lives } = at(index);
    const place = placeOf(id, origin, settings);
    copyFiles(file, place.file(lives + 1));
    trace.note(id, 'starts');
    const started = await startInstance(world, place, lives + 1);
    instances[index] = started;
    return started;
  };

  const foundation = (index: number): string => {
    const file = join(folder, `${originOf(index)}.founded.db`);
    writeFileSync(file, coalition.files[index] ?? '');
    return file;
  };
  for (const [index, { origin }] of coalition.constituents.entries()) {
    const place = placeOf(origin, origin, settingsOf(index));
    copyFileSync(foundation(index), place.file(0));
    instances.push(await startInstance(world, place, 0));
  }

  const inReach = async (): Promise<Instance[]> => {
    const found: Instance[] = [];
    for (const one of instances)
      if (one.life.alive && !(await isLockedOut(one.db.read, one.planks.keys, coalition.id))) found.push(one);
    return found;
  };

  const town: Town = {
    ...{ scheduler, network, trace, coalition, instances, at, inReach },
    async crash(index) {
      const instance = at(index);
      if (!instance.life.alive) return;
      trace.note(instance.id, 'crashes');
      copyFiles(instance.file(instance.lives), join(folder, `${instance.id}.crashed.db`));
      await endLife(instance);
    },
    start: (index) => begin(index, join(folder, `${at(index).id}.crashed.db`)),
    backup(index) {
      const { id, file, lives } = at(index);
      const kept = join(folder, `${id}.backup.${backups++}.db`);
      copyFiles(file(lives), kept);
      return kept;
    },
    foundation,
    restore: begin,
    async copy(backup, of) {
      const { origin, settings } = at(of);
      const place = placeOf(`${origin}#${instances.length}`, origin, settings);
      copyFiles(backup, place.file(0));
      return instances.push(await startInstance(world, place, 0)) - 1;
    },
    pass: (ms) => scheduler.runUntil(scheduler.now() + ms),
    perform: scheduler.perform,
    async settle() {
      network.heal();
      const standings = async () => Promise.all((await inReach()).map((one) => standing(one.db.read, coalition.id)));
      const differing = async () => new Set(await standings()).size > 1;
      let rounds = 0;
      // Twice in a row: what was found out last is told, and what is due by then has its turn.
      for (let same = 0; same < 2 && rounds < ROUNDS; rounds++) {
        await town.pass(ROUND);
        same = (await differing()) ? 0 : same + 1;
      }
      const [first, ...others] = await standings();
      for (const other of others) expect(other, `not all hold the same after ${rounds} rounds`).toEqual(first);
    },
    async [Symbol.asyncDispose]() {
      for (const instance of instances) if (instance.life.alive) await endLife(instance);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return town;
};
