// One instance of the town: a real database, built as the app builds it, on a clock and a network that are not real.
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Core, coreOn } from '../../src/app/core.ts';
import { buildExchange } from '../../src/app/exchange.ts';
import { buildForum, type Forum } from '../../src/app/forum.ts';
import { createJobs } from '../../src/app/jobs.ts';
import { buildLeaving } from '../../src/app/leaving.ts';
import { forgetMember } from '../../src/app/member-data.ts';
import { buildMessages } from '../../src/app/messages.ts';
import { runModerating } from '../../src/app/moderating.ts';
import { readConfig } from '../../src/base/config.ts';
import type { Logger } from '../../src/base/log.ts';
import type { Clock } from '../../src/base/time.ts';
import { openSqlite, type SqliteDatabase } from '../../src/db/open-sqlite.ts';
import { eventEnds } from '../../src/events/event-store.ts';
import { followPlainly } from '../../src/events/follow.ts';
import { receiveMessage } from '../../src/federation/messages/receive-message.ts';
import { createPeerClocks } from '../../src/federation/peer-clocks.ts';
import { type AnswerNeeds, answerPush, answerSync } from '../../src/federation/sync/answer.ts';
import type { SyncLoop } from '../../src/federation/sync/loop.ts';
import { takeIn } from '../../src/federation/sync/take-in.ts';
import type { Transport } from '../../src/federation/sync/transport.ts';
import { closeAccount } from '../../src/forum/identity/close-account.ts';
import type { PasswordHasher } from '../../src/forum/identity/password-hasher.ts';
import { createSignInBrake } from '../../src/forum/identity/sign-in-brake.ts';
import type { PlankNeeds } from '../../src/forum/planks/speak.ts';
import { type Actor, operator } from '../../src/forum/policy/actor.ts';
import { callingEpoch } from '../../src/journal/calling-epoch.ts';
import { listEpochs } from '../../src/journal/journal-store.ts';
import { exportPrivateJwk } from '../../src/journal/keys.ts';
import { seededChance } from '../support/time.ts';
import { type Coalition, type Constituent, memberNames } from './coalition.ts';
import { createLife, type Life } from './life.ts';
import { publicIdOf } from './look.ts';
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
  readonly core: Core;
  readonly forum: Forum;
  readonly planks: PlankNeeds;
  readonly answering: AnswerNeeds;
  readonly loop: SyncLoop;
  readonly transport: Transport;
  /** In the order of memberNames, whether they have left or not. */
  readonly members: readonly { publicId: string }[];
  /** What it logged as an error: there should be nothing. */
  readonly errors: string[];
  /** Opens the next epoch. */
  renew(final: boolean): Promise<number>;
  /** A member leaves; what they said goes in the background, or stays without their name. */
  leave(actor: Actor, posts: 'keep' | 'erase'): Promise<number>;
  /** Takes in a statement of erasure that somebody brought to its door. */
  eraseByStatement(erasure: string): Promise<string[]>;
};

const DUE = 15_000;
/** Real ones take a time of their own, in a thread. */
const anyPassword: PasswordHasher = { dummy: '', count: () => 0, hash: async (text) => text, check: async () => true };
/** Less often than in real life: each look costs the town a step. */
const OFTEN = { measures: 10_000, cases: 60_000, messages: 10_000 };

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

/** What it is told at its start, and its governance key in a file, if it is to have one at hand. */
const configOf = ({ origin, settings, file }: Place, governance: Constituent['governance'] | undefined) => {
  const { budget } = settings;
  const keyFile = `${file(0)}.governance`;
  if (governance && settings.keepsGovernance !== false && !existsSync(keyFile))
    writeFileSync(keyFile, exportPrivateJwk(governance));
  return {
    ...readConfig({ PUBLIC_URL: `https://${origin}`, DATA_DIR: dirname(file(0)), GOVERNANCE_KEY_FILE: keyFile }),
    ...(budget && { dailyEntries: budget.entries, dailyBytes: budget.bytes }),
  };
};

/** Starts a life of the instance on its file. Its loop runs at once. */
export const startInstance = async (world: World, place: Place, lives: number): Promise<Instance> => {
  const { scheduler, network, trace, coalition } = world;
  const { id, origin, settings } = place;
  const life = createLife(scheduler, seededChance(`${world.seed} ${id} ${lives} turns`));
  const db = await openSqlite({ file: place.file(lives), soon: life.soon });
  const governance = coalition.constituents.find((one) => one.origin === origin)?.governance;
  const errors: string[] = [];
  const log = createTownLogger(id, trace, errors);
  const core = coreOn(db, {
    config: configOf(place, governance),
    log,
    clock: { now: () => Math.floor(scheduler.now()) + (settings.skew ?? 0) },
    chance: seededChance(`${world.seed} ${id} ${lives}`),
    timers: life.timers,
  });
  const { clock, wake } = core;
  const clocks = createPeerClocks();
  const forum = buildForum(core, clocks.check);
  const calling = {
    ...{ id, origin, clock },
    get alive() {
      return life.alive;
    },
    noteOffset: (peer: string, ms: number) => void clocks.note(peer, ms),
    epoch: async () => (await callingEpoch(db.read, core.keys, coalition.id))?.epoch,
  };
  const transport = network.transport(calling);
  const { pageSize } = settings;
  const exchange = buildExchange(core, { transport, held: forum.held, pageSize });
  const { loop, takeIn: answering } = exchange;
  const messages = buildMessages(core, { post: network.post(calling) });
  const receive = receiveMessage({ ...core, ...messages.receiving });
  const [sync, push] = [answerSync(answering), answerPush(answering)];
  network.join(id, {
    get alive() {
      return life.alive;
    },
    clock,
    newestOf: async (caller) => (await listEpochs(db.read, coalition.id)).findLast((one) => one.origin === caller),
    ...{ sync, push, receive },
    nudge: loop.nudged,
  });
  const planks = { ...core, checkClock: clocks.check };
  const leaving = buildLeaving(
    core,
    planks,
    async () => {},
    () => forum.moderation.cover(),
  );
  const close = closeAccount({ ...core, hasher: anyPassword, attempts: createSignInBrake(0), forget: forgetMember });
  const jobs = createJobs({ timers: life.timers, log });
  const { hurry } = runModerating(core, jobs, forum, messages, OFTEN);
  const { newest } = await eventEnds(db.read);
  const members: { publicId: string }[] = [];
  for (const index of memberNames.keys()) members.push({ publicId: await publicIdOf(db.read, index) });
  jobs.run('follow', (signal) =>
    followPlainly({
      ...{ db, wake, from: newest, signal },
      onBatch(events) {
        exchange.tell(events);
        if (events.some(({ kind }) => kind === 'message.queued')) hurry();
      },
    }),
  );
  life.timers.after(DUE, () => {
    jobs.every(DUE, 'due entries', async () => {
      await exchange.catchUp();
      await forum.rerankThreads(operator);
    });
    jobs.every(DUE, 'leaving', leaving.run);
  });
  loop.start();
  return {
    ...place,
    ...{ life, lives, db, clock, core, forum, loop, answering, errors, transport, members },
    planks,
    leave: (actor, posts) => close(actor, { password: 'any', posts }),
    async renew(final) {
      if (!governance) throw new Error(`${origin} is no constituent`);
      const epoch = await exchange.renew(operator, { coalition: coalition.id, governance, final });
      trace.note(id, 'opens epoch', epoch);
      return epoch;
    },
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
