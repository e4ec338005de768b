// One instance of the town: a real database, the real verbs and the real loop, on a clock and a network that are not.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { Logger } from '../../src/base/log.ts';
import type { Chance, Clock } from '../../src/base/time.ts';
import { openSqlite, type SqliteDatabase } from '../../src/db/open-sqlite.ts';
import { createWake } from '../../src/events/wake.ts';
import { createGoOn } from '../../src/federation/go-on.ts';
import { createPeerClocks } from '../../src/federation/peer-clocks.ts';
import { type AnswerNeeds, answerPush, answerSync } from '../../src/federation/sync/answer.ts';
import { createSyncLoop, type SyncLoop } from '../../src/federation/sync/loop.ts';
import { takeIn } from '../../src/federation/sync/take-in.ts';
import type { Transport } from '../../src/federation/sync/transport.ts';
import { applyDue } from '../../src/forum/planks/apply-due.ts';
import { createFactsReader, currentCoalition } from '../../src/forum/planks/facts.ts';
import { renewEpoch } from '../../src/forum/planks/renew-epoch.ts';
import type { PlankNeeds } from '../../src/forum/planks/speak.ts';
import { type MemberActor, operator } from '../../src/forum/policy/actor.ts';
import { callingEpoch } from '../../src/journal/calling-epoch.ts';
import { listEpochs } from '../../src/journal/journal-store.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import { seededChance } from '../support/time.ts';
import { type Coalition, memberNames } from './coalition.ts';
import { createLife, type Life } from './life.ts';
import { findMembers } from './look.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export type Settings = {
  /** Entries asked for at once. */
  pageSize?: number;
  budget?: { entries: number; bytes: number };
  /** How far this instance's clock is off, milliseconds. */
  skew?: number;
  /** Whether the governance key is at hand: a new epoch then opens by itself. */
  keepsGovernance?: boolean;
};

export type World = { seed: string; scheduler: Scheduler; network: Network; trace: Trace; coalition: Coalition };

/** A house: what stays when its instance crashes. */
export type Place = {
  /** The name under which the network knows it: its origin, but for a copy. */
  id: string;
  origin: string;
  /** The database file of its life number so and so. */
  file: (life: number) => string;
  settings: Settings;
};

export type Instance = Place & {
  readonly life: Life;
  readonly lives: number;
  readonly db: SqliteDatabase;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly planks: PlankNeeds;
  readonly answering: AnswerNeeds;
  readonly loop: SyncLoop;
  readonly transport: Transport;
  readonly members: readonly MemberActor[];
  /** What it logged as an error: there should be nothing. */
  readonly errors: string[];
  /** Opens the next epoch. */
  renew(final: boolean): Promise<number>;
  /** Takes in a statement of erasure that somebody brought to its door. */
  eraseByStatement(erasure: string): Promise<string[]>;
};

const DAY = { entries: 20_000, bytes: 200 * 1024 * 1024 };
const INTERVAL = 30_000;
const DUE = 15_000;
/** After a new epoch was opened, peers that refused the old key are asked again. */
const AGAIN = 500;

const textOf = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value instanceof Error ? (value.stack ?? value.message) : String(value)}`)
    .join(' ');

const createTownLogger = (id: string, trace: Trace, errors: string[]): Logger => {
  const log: Logger = {
    debug() {},
    info: (fields, message) => trace.note(id, message, textOf(fields)),
    warn: (fields, message) => trace.note(id, 'warns:', message, textOf(fields)),
    error(fields, message) {
      trace.note(id, 'ERROR:', message);
      errors.push(`${id}: ${message} ${textOf(fields)}`);
    },
    child: () => log,
  };
  return log;
};

/** Starts a life of the instance on its file. Its loop runs at once. */
export const startInstance = async (world: World, place: Place, lives: number): Promise<Instance> => {
  const { scheduler, network, trace, coalition } = world;
  const { id, origin, settings } = place;
  const chance = seededChance(`${world.seed} ${id} ${lives}`);
  const life = createLife(scheduler, seededChance(`${world.seed} ${id} ${lives} turns`));
  const clock: Clock = { now: () => Math.floor(scheduler.now()) + (settings.skew ?? 0) };
  const db = await openSqlite({ file: place.file(lives), soon: life.soon });
  const wake = createWake();
  const facts = createFactsReader({ clock, origin });
  const clocks = createPeerClocks();
  const keys = createOperationsKeys();
  const errors: string[] = [];
  const log = createTownLogger(id, trace, errors);
  const head = async () => {
    const newest = await currentCoalition(db.read);
    return { v: newest?.v ?? 0, hash: newest?.hash ?? '' };
  };
  const common = { db, clock, chance, wake, origin, facts, log, head };
  const pause = () => new Promise<void>((resolve) => life.soon(resolve));
  const answering: AnswerNeeds = { ...common, pause, budget: settings.budget ?? DAY };
  const transport = network.transport({
    ...{ id, origin, clock },
    get alive() {
      return life.alive;
    },
    noteOffset: (peer, ms) => void clocks.note(peer, ms),
    epoch: async () => (await callingEpoch(db.read, keys, coalition.id))?.epoch,
  });
  const due = applyDue(common);
  const governance = coalition.constituents.find((one) => one.origin === origin)?.governance;
  const renewal = renewEpoch(common);
  const renew = async (final: boolean): Promise<number> => {
    if (!governance) throw new Error(`${origin} is no constituent`);
    const epoch = await renewal(operator, { coalition: coalition.id, governance, final });
    trace.note(id, 'opens epoch', epoch);
    return epoch;
  };
  const restored = createGoOn({
    ...{ db, log, clock, chance, facts, renew: renewal },
    governance: { key: () => (settings.keepsGovernance === false ? undefined : governance) },
  });
  const loop = createSyncLoop({
    ...answering,
    ...{ transport, origin, chance, timers: life.timers, interval: INTERVAL },
    ...(settings.pageSize === undefined ? {} : { pageSize: settings.pageSize }),
    coalition: async () => (await currentCoalition(db.read))?.coalition,
    async afterPull(of, pulled, peer) {
      await due(of);
      restored.note(peer, pulled.ok || pulled.told === true);
      if ((await restored.attempt(of)) !== undefined)
        life.timers.after(AGAIN, () => loop.pullAll().catch((error) => errors.push(`${id}: ${error}`)));
    },
  });
  wake.listen(() => loop.spread());
  const [sync, push] = [answerSync(answering), answerPush(answering)];
  network.join(id, {
    get alive() {
      return life.alive;
    },
    clock,
    newestOf: async (caller) => (await listEpochs(db.read, coalition.id)).findLast((one) => one.origin === caller),
    sync,
    nudge: loop.nudged,
    async push(caller, of, body) {
      const answer = await push(caller, of, body);
      loop.spread();
      return answer;
    },
  });
  const turn = (): void => {
    due(coalition.id).catch((error) => errors.push(`${id}: what was due failed: ${error}`));
    life.timers.after(DUE, turn);
  };
  life.timers.after(DUE, turn);
  loop.start();
  return {
    ...place,
    ...{ life, lives, db, clock, chance, loop, answering, errors, renew, transport },
    planks: { ...common, keys, checkClock: clocks.check },
    members: await findMembers(db.read, memberNames),
    async eraseByStatement(erasure) {
      const taken = await takeIn(answering, coalition.id, [{ ok: true, kind: 'erasure', erasure }]);
      loop.spread();
      return taken.refused.map(({ why }) => why);
    },
  };
};

/** Copies the database's files as they are at this moment: what kill -9 leaves. */
export const copyFiles = (from: string, to: string): void => {
  copyFileSync(from, to);
  rmSync(`${to}-wal`, { force: true });
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
};

/** Ends a life between two steps, and closes its files. */
export const endLife = async (instance: Instance): Promise<void> => {
  instance.life.end();
  await instance.life.runOut();
  await instance.db.close();
};
