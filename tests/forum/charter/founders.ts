// Instances that found a coalition: real databases and keys, a clock that stands still, and a network that is a function call.
// A request reaches the handlers that the HTTP door calls; refusals come back as problem details do.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { query } from '../../../src/db/statement.ts';
import { createGovernance, ensureGovernanceKey } from '../../../src/delivery/governance-key.ts';
import { createWake } from '../../../src/events/wake.ts';
import { CHARTER_PATH, serveCharter } from '../../../src/federation/charter-exchange.ts';
import type { FoundNeeds } from '../../../src/federation/found-coalition.ts';
import { FOUNDING_PATH, receiveFounding } from '../../../src/federation/founding.ts';
import type { Answer, Call, Client } from '../../../src/federation/net/client.ts';
import { WELL_KNOWN_PATH } from '../../../src/federation/well-known.ts';
import { latestVersion } from '../../../src/forum/charter/charter-store.ts';
import { readFoundings } from '../../../src/forum/charter/read-founding.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { freshDatabase } from '../../support/database.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { fixedClock, seededChance } from '../../support/time.ts';

const places = query()((db) =>
  db
    .selectFrom('place')
    .select(['kind', 'coalition', 'slug', 'title', 'text', 'visibility', 'position', 'state'])
    .orderBy('position'),
);
const epochs = query()((db) =>
  db
    .selectFrom('epoch')
    .innerJoin('journal', 'journal.id', 'epoch.journal_id')
    .select([
      'journal.origin',
      'journal.own',
      'journal.halted',
      'epoch.epoch',
      'epoch.statement',
      'epoch.kid',
      'epoch.head_seq',
    ])
    .orderBy('journal.origin'),
);
const peers = query()((db) => db.selectFrom('peer').select(['origin', 'url', 'charter_v']).orderBy('origin'));
const versions = query()((db) => db.selectFrom('charter_version').selectAll().orderBy('v'));
const events = query()((db) => db.selectFrom('event').select(['kind', 'data']).orderBy('id'));
const keys = query()((db) => db.selectFrom('secret_key').select('kid').where('purpose', '=', 'operations'));

const statusOf = { 'too-many': 429, 'too-large': 413, unavailable: 503, conflict: 409, forbidden: 403, invalid: 400 };

/** What one instance answers to a call. */
const answerCall = async (needs: FoundNeeds, call: Call): Promise<{ status: number; body: unknown }> => {
  const url = new URL(call.url);
  try {
    switch (`${call.method} ${url.pathname}`) {
      case `GET ${WELL_KNOWN_PATH}`:
        return { status: 200, body: await wellKnownOf(needs) };
      case `POST ${FOUNDING_PATH}`:
        return { status: 200, body: await receiveFounding(needs)(JSON.parse(String(call.body)), '192.0.2.1') };
      case `GET ${CHARTER_PATH}`:
        return { status: 200, body: await serveCharter(needs)(Number(url.searchParams.get('since'))) };
      default:
        return { status: 404, body: {} };
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const status = statusOf[error.code as keyof typeof statusOf] ?? 400;
    return { status, body: { status, code: error.code, detail: error.message } };
  }
};

/** The well-known document as the door makes it. */
export const wellKnownOf = async ({ db, origin, url, name, governance }: FoundNeeds) => {
  const latest = await latestVersion(db.read);
  const key = governance.key()?.publicJwk;
  return {
    software: { name: 'koinon', version: '0.1.0' },
    protocols: [1],
    origin,
    name,
    keys: { operations: key, governance: key },
    coalition: latest?.coalition ?? null,
    charter: latest ? { v: latest.v, hash: latest.hash } : null,
    base: `${url}/federation/v1`,
  };
};

export type Instance = Awaited<ReturnType<typeof openInstance>>;

/** @param client how it reaches the others */
export const openInstance = async (id: string, client: Pick<Client, 'request'>, url = `https://${id}`) => {
  const fresh = await freshDatabase();
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-keys-'));
  const governance = createGovernance(join(folder, 'governance.jwk'));
  ensureGovernanceKey(governance, seededChance(id));
  const clock = fixedClock();
  const wake = createWake();
  const needs = (): FoundNeeds => ({
    db: fresh.db,
    clock,
    wake,
    origin: id,
    url,
    name: `The people of ${id}`,
    governance,
    client,
    log: silentLogger,
  });
  const read = <R>(statement: Parameters<typeof fresh.db.read.all<object, R>>[0]) =>
    Promise.resolve(fresh.db.read.all(statement, {}));
  return {
    id,
    clock,
    governance,
    needs,
    location: fresh.location,
    get db() {
      return fresh.db;
    },
    reopen: () => fresh.reopen(),
    foundings: () => readFoundings(needs())(operator),
    places: () => read(places),
    epochs: () => read(epochs),
    peers: () => read(peers),
    versions: () => read(versions),
    events: () => read(events),
    operationsKeys: () => read(keys),
    async [Symbol.asyncDispose]() {
      await fresh.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Hears of each call before it arrives; may answer in its place. */
type Meddler = (call: Call, to: string) => { status: number; body: unknown } | 'lost' | undefined;

/** `await using town = await openTown(['greens.example', 'reds.example']);` */
export const openTown = async (ids: readonly string[]) => {
  const instances = new Map<string, Instance>();
  const down = new Set<string>();
  const calls: string[] = [];
  let meddler: Meddler = () => undefined;

  const clientOf = (from: string): Pick<Client, 'request'> => ({
    async request(call): Promise<Answer> {
      const { host, pathname } = new URL(call.url);
      calls.push(`${from} ${call.method} ${host}${pathname}`);
      const there = instances.get(host);
      const meddled = meddler(call, host);
      if (!there || down.has(host) || down.has(from) || meddled === 'lost')
        return { ok: false, why: 'nobody listens there' };
      const { status, body } = meddled ?? (await answerCall(there.needs(), call));
      const bytes = Buffer.from(JSON.stringify(body));
      if (bytes.length > call.maxBytes) return { ok: false, why: 'its answer is too large' };
      return { ok: true, status, headers: { 'content-type': 'application/json' }, body: bytes };
    },
  });
  const open = async (id: string) => {
    const instance = await openInstance(id, clientOf(id));
    instances.set(id, instance);
    return instance;
  };
  for (const id of ids) await open(id);

  return {
    calls,
    down,
    get(id: string): Instance {
      const instance = instances.get(id);
      if (!instance) throw new Error(`There is no ${id}.`);
      return instance;
    },
    meddle: (next: Meddler) => {
      meddler = next;
    },
    /** The same instance with an empty database; its governance key is kept. */
    async loseDatabase(id: string) {
      await instances.get(id)?.[Symbol.asyncDispose]();
      return open(id);
    },
    async [Symbol.asyncDispose]() {
      for (const instance of instances.values()) await instance[Symbol.asyncDispose]();
    },
  };
};

/** The code and text of a refusal; `fine` when there is none. */
export const refusalOf = async (work: Promise<unknown>): Promise<{ code: string; text: string }> => {
  try {
    await work;
    return { code: 'fine', text: '' };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, text: error.message };
    throw error;
  }
};
