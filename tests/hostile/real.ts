// Real instances behind real sockets on loopback, in a coalition with whoever a test brings: what reaches them is what
// reaches anybody's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, fetch, type Headers } from 'undici';
import { type App, createApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/base/config.ts';
import { type Clock, realChance, realClock, type Timers } from '../../src/base/time.ts';
import { type Listening, listen } from '../../src/cli/listen.ts';
import { issueCallToken } from '../../src/federation/call-token.ts';
import { type Charter, charterBytes, charterHash, type Plank } from '../../src/forum/charter/charter.ts';
import { createAdmin } from '../../src/forum/identity/create-admin.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { listEpochs } from '../../src/journal/journal-store.ts';
import { exportPrivateJwk, type SigningKey } from '../../src/journal/keys.ts';
import { openOwnEpoch } from '../../src/journal/open-own-epoch.ts';
import { reservePorts } from '../real/ports.ts';
import { charterOf, foundIn, learnEpochs, listeningLog, plank } from '../support/coalition.ts';
import { freshDatabase } from '../support/database.ts';
import { quickHasher } from '../support/hasher.ts';
import { scratchFolder } from '../support/scratch.ts';
import { createScribe, governanceOf, type Scribe } from '../support/scribe.ts';

export const password = 'correct horse battery';

/** Mail is written, and waits: nothing listens there (discard, RFC 863). */
export const closedPost = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'forum@greens.example' };

export type Answered = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

type Made = { clock?: Clock; timers?: Timers /** Not those that the charter names. */; governance?: SigningKey };

/** One instance under that origin, with that charter in force. */
export const openReal = async (
  charter: Charter,
  origin: string,
  port: number,
  settings: Record<string, string> = {},
  made: Made = {},
) => {
  const { governance = governanceOf(origin), ...time } = made;
  const { clock = realClock } = time;
  const fresh = await freshDatabase();
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-real-'));
  writeFileSync(join(folder, 'governance.jwk'), exportPrivateJwk(governance), { mode: 0o600 });
  const config: Config = {
    ...readConfig({
      PORT: String(port),
      PUBLIC_URL: `http://${origin}`,
      DATA_DIR: folder,
      READ_LIMIT: '0',
      WRITE_LIMIT: '0',
      SIGN_IN_LIMIT: '0',
      SEARCH_LIMIT: '0',
      LOG_LEVEL: 'debug',
      SYNC_INTERVAL: '500',
      ...settings,
    }),
    database: fresh.location,
  };
  const log = listeningLog();
  const hasher = quickHasher();
  // A connection for each call: a server that was started again knows nothing of old ones.
  let stopped = false;
  let down = false;
  const client = new Agent({ pipelining: 0 });
  let app: App = await createApp({ config, log, hasher, ...time });
  // Where the time is the test's, so is that which peers compare theirs with.
  const dated = (): App => {
    if (!time.clock) return app;
    const { fetch } = app;
    const at = async (...call: Parameters<App['fetch']>) => {
      const response = await fetch(...call);
      response.headers.set('date', new Date(clock.now()).toUTCString());
      return response;
    };
    return { ...app, fetch: at };
  };
  let listening: Listening = await listen(dated(), '127.0.0.1', port);
  const coalition = await foundIn(app.core.db, charter, origin);
  await app.core.db.write((tx) =>
    openOwnEpoch(tx, { clock, chance: realChance }, { coalition, origin, governance, final: false }),
  );

  const call = async (
    method: string,
    path: string,
    more: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
  ): Promise<Answered> => {
    const { body, token } = more;
    const isBytes = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      dispatcher: client,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: isBytes ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && !text.includes('\n');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
  };

  /** Creates, and answers what was created. @throws Error when it was refused */
  const create = async (path: string, body: unknown, token?: string): Promise<Record<string, unknown>> => {
    const known = /\/(?:threads|posts)$/.test(path) ? { acknowledged: true } : {};
    const answer = await call('POST', path, { body: { ...known, ...(body as object) }, ...(token ? { token } : {}) });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const signIn = async (name: string) => String((await create('/api/v1/sessions', { name, password })).accessToken);

  return {
    origin,
    port,
    coalition,
    folder,
    fresh,
    log,
    clock,
    call,
    create,
    signIn,
    get app() {
      return app;
    },
    get db() {
      return app.core.db;
    },
    /** The access token of a new member. */
    async join(name: string): Promise<string> {
      await create('/api/v1/registrations', { name, password });
      return signIn(name);
    },
    /** The access token of an admin. */
    async admin(): Promise<string> {
      await createAdmin({ ...app.core, hasher })(operator, { name: 'root_admin', password });
      return signIn('root_admin');
    },
    /** Nobody listens there any more, until it is restarted. */
    async goDown(): Promise<void> {
      await listening.stop();
      down = true;
    },
    /** Ends it and starts it again on the same data. */
    async restart(): Promise<void> {
      if (!down) await listening.stop();
      down = false;
      app = await createApp({ config, log, hasher, ...time });
      listening = await listen(dated(), '127.0.0.1', port);
    },
    /** Ends it, as a signal does; its files stay until it is disposed of. */
    async stop(): Promise<void> {
      stopped = true;
      await client.close();
      if (!down) await listening.stop();
    },
    async dispose(): Promise<void> {
      if (!stopped) await this.stop();
      await fresh.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type Real = Awaited<ReturnType<typeof openReal>>;

export type RealOptions = {
  /** How many (default: one). */
  instances?: number;
  /** Constituents on paper. */
  scribes?: readonly string[];
  planks?: readonly Plank[];
  /** Whether they pull, nudge and follow (default: they answer alone). */
  start?: boolean;
  /** Further variables of the configuration. */
  settings?: Record<string, string>;
  /** The time of all of them (default: the real one). */
  clock?: Clock;
  timers?: Timers;
};

/** `await using town = await openReals();` */
export const openReals = async (options: RealOptions = {}) => {
  const count = options.instances ?? 1;
  const ports = await reservePorts(count);
  const portOf = (index: number) => ports.first + index;
  const origins = Array.from({ length: count }, (_, index) => `127.0.0.1:${portOf(index)}`);
  const paper = options.scribes ?? ['x.example', 'y.example'];
  const charter = charterOf([...origins, ...paper], options.planks ?? [plank('open-elections')]);
  const coalition = charterHash(charterBytes(charter));
  const houses: Real[] = [];
  const { clock, timers } = options;
  const time = { ...(clock ? { clock } : {}), ...(timers ? { timers } : {}) };
  for (const [index, origin] of origins.entries())
    houses.push(await openReal(charter, origin, portOf(index), options.settings ?? {}, time));
  const scribes = paper.map((origin) => createScribe(coalition, origin));
  const statements = scribes.map(({ origin, statement }) => ({ origin, statement }));
  for (const house of houses) {
    const own = (await listEpochs(house.db.read, coalition)).find(({ origin }) => origin === house.origin);
    if (own) statements.push({ origin: house.origin, statement: own.statement });
  }
  for (const house of houses) await learnEpochs(house.db, coalition, house.origin, statements);
  if (options.start) for (const house of houses) await house.app.start();
  return {
    coalition,
    charter,
    houses,
    scribes,
    /** @throws Error when there are not so many */
    house(index = 0): Real {
      const house = houses[index];
      if (!house) throw new Error(`there is no house ${index}`);
      return house;
    },
    async [Symbol.asyncDispose]() {
      for (const house of houses) await house.dispose();
      await ports[Symbol.asyncDispose]();
    },
  };
};

let jtis = 0;

export type TokenChanges = Partial<{
  key: SigningKey;
  coalition: string;
  iss: string;
  aud: string;
  method: string;
  url: string;
  body: string | Uint8Array;
  now: number;
  jti: string;
}>;

/** A call token of this constituent for that instance, as an honest caller makes it but for the changes. */
export const tokenFor = (house: Real, scribe: Scribe, path: string, body: string, changes: TokenChanges = {}) =>
  issueCallToken({
    key: scribe.key,
    coalition: house.coalition,
    iss: scribe.origin,
    aud: house.origin,
    method: 'POST',
    url: `http://${house.origin}${path}`,
    body,
    now: house.clock.now(),
    jti: `jti-${String(++jtis).padStart(16, '0')}`,
    ...changes,
  });

const TYPES: Record<string, string> = {
  '/federation/v1/entries': 'application/x-ndjson',
  '/federation/v1/erasures': 'application/jose',
};

/** Calls as that constituent. */
export const callAs = async (house: Real, scribe: Scribe, path: string, body: string): Promise<Answered> =>
  house.call('POST', path, {
    body,
    token: await tokenFor(house, scribe, path, body),
    headers: { 'content-type': TYPES[path] ?? 'application/json' },
  });

export const pushAs = (house: Real, scribe: Scribe, ...lines: string[]): Promise<Answered> =>
  callAs(house, scribe, '/federation/v1/entries', `${lines.join('\n')}\n`);

/** The body of a sync by somebody who has nothing. */
export const syncBody = (house: Real, more: object = {}): string =>
  JSON.stringify({ coalition: house.coalition, have: {}, head: { v: 1, hash: house.coalition }, ...more });
