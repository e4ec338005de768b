// A coalition of instances in one process: real databases, charter version 1 in force, calls answered directly. Constituents
// can also be on paper alone (scribe.ts), for what no honest instance would say.
import type { Logger } from '../../src/base/log.ts';
import type { Clock } from '../../src/base/time.ts';
import type { Database } from '../../src/db/database.ts';
import { command } from '../../src/db/statement.ts';
import { createWake } from '../../src/events/wake.ts';
import { type AnswerNeeds, answerPush, answerSync } from '../../src/federation/sync/answer.ts';
import { findPeer, listPeers } from '../../src/federation/sync/peer-store.ts';
import { type Pulled, type PullNeeds, pull } from '../../src/federation/sync/pull.ts';
import { syncRequestSchema } from '../../src/federation/sync/request.ts';
import { takeIn } from '../../src/federation/sync/take-in.ts';
import type { TakenIn } from '../../src/federation/sync/taking.ts';
import type { Peer, Transport } from '../../src/federation/sync/transport.ts';
import { type Charter, charterBytes, charterHash, type Plank } from '../../src/forum/charter/charter.ts';
import { keepVersion, latestVersion } from '../../src/forum/charter/charter-store.ts';
import { deletePost } from '../../src/forum/planks/delete-post.ts';
import { editPost } from '../../src/forum/planks/edit-post.ts';
import { eraseMember } from '../../src/forum/planks/erase-member.ts';
import { createFactsReader } from '../../src/forum/planks/facts.ts';
import { postReply } from '../../src/forum/planks/post-reply.ts';
import { refold } from '../../src/forum/planks/refold.ts';
import type { PlankNeeds } from '../../src/forum/planks/speak.ts';
import { startThread } from '../../src/forum/planks/start-thread.ts';
import { viewHash, viewLines } from '../../src/forum/planks/view-hash.ts';
import { insertPlace } from '../../src/forum/threads/place-store.ts';
import { openEpoch } from '../../src/journal/epoch-statement.ts';
import { ensureJournal, keepEpoch, listEpochs } from '../../src/journal/journal-store.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import { type Line, parseLine } from '../../src/journal/lines.ts';
import { openOwnEpoch } from '../../src/journal/open-own-epoch.ts';
import { amend } from './amend.ts';
import { freshDatabase } from './database.ts';
import { memberMaker } from './members.ts';
import { createScribe, governanceOf, type Scribe } from './scribe.ts';
import { type FixedClock, fixedClock, newYear, seededChance } from './time.ts';

export type Logged = { level: 'debug' | 'info' | 'warn' | 'error'; message: string } & Record<string, unknown>;

/** A logger that keeps what it is told. */
export const listeningLog = (): Logger & { lines: Logged[] } => {
  const lines: Logged[] = [];
  const at =
    (level: Logged['level'], bound: object) =>
    (fields: object, message: string): void =>
      void lines.push({ ...bound, ...fields, level, message });
  const logger = (bound: object): Logger => ({
    debug: at('debug', bound),
    info: at('info', bound),
    warn: at('warn', bound),
    error: at('error', bound),
    child: (fields) => logger({ ...bound, ...fields }),
  });
  return { ...logger({}), lines };
};

const founded = '2025-12-01T00:00:00.000Z';

export const plank = (slug: string, more: Partial<Plank> = {}): Plank => ({
  slug,
  title: slug,
  text: `About ${slug}.`,
  audience: 'public',
  since: founded,
  termStart: founded,
  termDays: 90,
  ...more,
});

const urlOf = (origin: string): string => `http://${origin}`;

/** Version 1 of a coalition of these. */
export const charterOf = (
  origins: readonly string[],
  planks: readonly Plank[],
  url: (origin: string) => string = urlOf,
): Charter => ({
  type: 'charter',
  v: 1,
  coalition: '',
  prev: '',
  name: 'The league',
  constituents: [...origins].sort().map((id) => ({
    id,
    url: url(id),
    name: id,
    gov: governanceOf(id).publicJwk,
    since: founded,
    voting: true,
  })),
  planks: [...planks],
  rules: {
    admit: [2, 3],
    expel: [2, 3],
    plank: [2, 3],
    amend: [3, 4],
    noticeHours: 24,
    reviewBy: '2027-01-01T00:00:00.000Z',
  },
  cuts: {},
});

const insertPeer = command<Peer>()((db, p) =>
  db.insertInto('peer').values({
    coalition: p.coalition,
    origin: p.origin,
    url: p.url,
    seen_at: null,
    error: null,
    error_at: null,
    offset_ms: null,
    refused_why: null,
    refused_at: null,
  }),
);

/** Reads lines as a peer's answer is read. @throws Error for a fault of the class *line* */
export const readLines = (texts: readonly string[]): Line[] =>
  texts.map((text) => {
    const line = parseLine(text);
    if (!line.ok) throw new Error(line.fault);
    return line;
  });

/** Brings version 1 into force in a database, as the last founder's signature does. */
export const foundIn = async (db: Database, charter: Charter, self: string): Promise<string> => {
  const bytes = charterBytes(charter);
  const coalition = charterHash(bytes);
  await db.write(async (tx) => {
    await keepVersion(tx, { coalition, v: 1, hash: coalition, bytes, certificate: '[]', effective: 0 });
    for (const [position, { slug, title, text, audience, since }] of charter.planks.entries())
      await insertPlace(tx, {
        kind: 'plank',
        coalition,
        slug,
        title,
        text,
        visibility: audience,
        position,
        at: Date.parse(since),
      });
    for (const { id, url } of charter.constituents)
      if (id !== self) await tx.run(insertPeer, { coalition, origin: id, url });
  });
  return coalition;
};

/** Keeps the epochs of others, as the founders' signatures bring them. */
export const learnEpochs = async (
  db: Database,
  coalition: string,
  self: string,
  statements: readonly { origin: string; statement: string }[],
): Promise<void> =>
  db.write(async (tx) => {
    for (const { origin, statement } of statements) {
      const opened = openEpoch(statement);
      if (!opened.ok) throw new Error(opened.fault);
      const journal = await ensureJournal(tx, coalition, origin, origin === self);
      await keepEpoch(tx, journal.id, opened);
    }
  });

export type InstanceOptions = {
  budget?: { entries: number; bytes: number };
  pageSize?: number;
  clock?: FixedClock;
  /** Called for each coalition's transport: answers why the call does not arrive. */
  down?: Set<string>;
};

const openInstance = async (
  charter: Charter,
  origin: string,
  clock: FixedClock,
  transport: Transport,
  options: InstanceOptions,
) => {
  const fresh = await freshDatabase();
  const { db } = fresh;
  const coalition = await foundIn(db, charter, origin);
  const chance = seededChance(origin);
  const wake = createWake();
  const log = listeningLog();
  const facts = createFactsReader({ clock, chance, origin });
  const keys = createOperationsKeys();
  const governance = governanceOf(origin);
  const head = async () => {
    const latest = await latestVersion(db.read);
    return { v: latest?.v ?? 0, hash: latest?.hash ?? '' };
  };
  const planks: PlankNeeds = { db, clock, chance, wake, origin, keys, facts, checkClock: () => {} };
  const needs: PullNeeds & AnswerNeeds = {
    db,
    clock,
    wake,
    log,
    facts,
    head,
    origin,
    transport,
    pause: () => Promise.resolve(),
    budget: options.budget ?? { entries: 20_000, bytes: 200 * 1024 * 1024 },
    ...(options.pageSize ? { pageSize: options.pageSize } : {}),
  };
  const open = (final = false, atLeast = 1) =>
    db.write((tx) => openOwnEpoch(tx, { clock, chance }, { coalition, origin, governance, final, atLeast }));
  await open();

  const member = memberMaker({ db, clock, chance });

  return {
    origin,
    coalition,
    governance,
    fresh,
    db,
    clock,
    chance,
    wake,
    log,
    facts,
    keys,
    head,
    /** What the verbs on planks need. */
    planks,
    /** What the exchange needs. */
    needs,
    member,
    /** Opens the next epoch of its journal. */
    open,
    // Whoever writes in tests knows what a plank is; what happens otherwise is in tests/forum/planks/verbs.test.ts.
    startThread: ((actor, slug, input, alongside) =>
      startThread(planks)(actor, slug, { acknowledged: true, ...input }, alongside)) as ReturnType<typeof startThread>,
    postReply: ((actor, thread, input, alongside) =>
      postReply(planks)(actor, thread, { acknowledged: true, ...input }, alongside)) as ReturnType<typeof postReply>,
    editPost: editPost(planks),
    deletePost: deletePost(planks),
    eraseMember: eraseMember(planks),
    answerSync: answerSync(needs),
    answerPush: answerPush(needs),
    /** Takes in lines as if a peer had sent them. */
    take: (...texts: string[]): Promise<TakenIn> => takeIn(needs, coalition, readLines(texts)),
    /** @throws Error when there is no such peer */
    async pull(from: string): Promise<Pulled> {
      const peer = await findPeer(db.read, coalition, from);
      if (!peer) throw new Error(`${origin} has no peer ${from}`);
      return pull(needs)(peer);
    },
    peers: () => listPeers(db.read, coalition),
    epochs: () => listEpochs(db.read, coalition),
    view: () => viewHash(db.read),
    async viewText(): Promise<string[]> {
      const lines: string[] = [];
      for await (const line of viewLines(db.read)) lines.push(line);
      return lines;
    },
    refold: () => db.write(async (tx) => refold(tx, await facts(tx, coalition))),
    /** Puts the next version in force: the last one with these fields in the place of its own. */
    async amend(change: Partial<Charter>, effective: number): Promise<void> {
      await db.write(async (tx) => {
        await amend(tx, coalition, change, effective);
        await refold(tx, await facts(tx, coalition));
      });
    },
  };
};

export type Instance = Awaited<ReturnType<typeof openInstance>>;

export type CoalitionOptions = InstanceOptions & {
  /** Constituents that are instances (default: two). */
  instances?: readonly string[];
  /** Constituents on paper: an instance knows their first epoch. */
  scribes?: readonly string[];
  planks?: readonly Plank[];
};

/** `await using coalition = await openCoalition();` */
export const openCoalition = async (options: CoalitionOptions = {}) => {
  const origins = options.instances ?? ['a.example', 'b.example'];
  const planks = options.planks ?? [plank('self-determination'), plank('open-elections')];
  const charter = charterOf([...origins, ...(options.scribes ?? [])], planks);
  const id = charterHash(charterBytes(charter));
  const clock = options.clock ?? fixedClock(newYear + 24 * 3600_000);
  const instances = new Map<string, Instance>();
  const down = options.down ?? new Set<string>();

  const reach = (peer: Peer): Instance | undefined => (down.has(peer.origin) ? undefined : instances.get(peer.origin));
  const unreachable = { ok: false, why: 'it cannot be reached' } as const;
  const transportOf = (caller: string): Transport => ({
    async sync(peer, request) {
      const called = reach(peer);
      if (!called) return unreachable;
      const parsed = syncRequestSchema.safeParse(JSON.parse(JSON.stringify(request)));
      if (!parsed.success) return { ok: false, why: `it answered 400: ${parsed.error.message}` };
      return { ok: true, value: await called.answerSync(caller, parsed.data) };
    },
    nudge: async (peer) => (reach(peer) ? { ok: true, value: null } : unreachable),
    async push(peer, lines) {
      const called = reach(peer);
      if (!called) return unreachable;
      return { ok: true, value: await called.answerPush(caller, peer.coalition, `${lines.join('\n')}\n`) };
    },
  });

  const scribes = new Map<string, Scribe>();
  for (const origin of options.scribes ?? []) scribes.set(origin, createScribe(id, origin));
  for (const origin of origins)
    instances.set(origin, await openInstance(charter, origin, clock, transportOf(origin), options));

  // The founders' first epochs are known to all.
  const statements = [...scribes.values()].map(({ origin, statement }) => ({ origin, statement }));
  for (const one of instances.values())
    statements.push(...(await one.epochs()).map(({ origin, statement }) => ({ origin, statement })));
  for (const one of instances.values()) await learnEpochs(one.db, id, one.origin, statements);

  return {
    id,
    charter,
    clock: clock as FixedClock & Clock,
    /** Origins that cannot be reached. */
    down,
    instances: [...instances.values()],
    /** @throws Error when there is none of that name */
    at(origin: string): Instance {
      const one = instances.get(origin);
      if (!one) throw new Error(`there is no instance ${origin}`);
      return one;
    },
    scribe(origin: string): Scribe {
      const one = scribes.get(origin);
      if (!one) throw new Error(`there is no scribe ${origin}`);
      return one;
    },
    transportOf,
    /** Everybody pulls from everybody, so many times. */
    async mingle(rounds = 2): Promise<void> {
      for (let round = 0; round < rounds; round++)
        for (const one of instances.values())
          for (const other of instances.keys()) if (other !== one.origin) await one.pull(other);
    },
    async [Symbol.asyncDispose]() {
      for (const one of instances.values()) await one.fresh.dispose();
    },
  };
};

export type Coalition = Awaited<ReturnType<typeof openCoalition>>;
