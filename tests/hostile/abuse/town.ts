// Towns for the stories of abuse: real instances over real HTTP, people who sign in and call the API, and a clock for all
// that can be put on.
import { expect } from 'vitest';
import { type Clock, realChance, realClock, realTimers, type Timers } from '../../../src/base/time.ts';
import type { Role } from '../../../src/db/tables.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { newMessageId } from '../../../src/forum/messages/message-store.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { PATIENCE } from '../../real/patience.ts';
import { quickHasher } from '../../support/hasher.ts';
import type { Scribe } from '../../support/scribe.ts';
import { type Answered, callAs, openReals, password, type Real, type RealOptions } from '../real.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const PLANK = '/planks/open-elections';

const hasher = quickHasher();

export type Person = {
  readonly name: string;
  readonly house: Real;
  call(method: string, path: string, body?: unknown): Promise<Answered>;
  /** What a call answers that must succeed. @throws Error with the answer */
  did(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
  /** The first page of a list. */
  list(path: string): Promise<Record<string, unknown>[]>;
  /** The name of a new thread, or of a new post in it. */
  start(place: string, title: string, body: string): Promise<string>;
  reply(thread: string, body: string): Promise<string>;
  /** The access token of now. */
  token(): Promise<string>;
};

export const signedIn = (house: Real, name: string): Person => {
  let known: { token: string; at: number } | undefined;
  const token = async (): Promise<string> => {
    const now = house.clock.now();
    if (!known || now - known.at > 10 * MINUTE) known = { token: await house.signIn(name), at: now };
    return known.token;
  };
  const call: Person['call'] = async (method, path, body) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: await token() });
  const did: Person['did'] = async (method, path, body) => {
    const { status, text, json } = await call(method, path, body);
    if (status >= 300) throw new Error(`${name}: ${method} ${path}: ${status} ${text}`);
    return json;
  };
  const get: Person['get'] = (path) => did('GET', path);
  const posted = async (path: string, body: object): Promise<string> =>
    String((await did('POST', path, { acknowledged: true, ...body })).name);
  return {
    ...{ name, house, call, did, get, token },
    list: async (path) => (await get(path)).items as Record<string, unknown>[],
    start: (place, title, body) => posted(`${place}/threads`, { title, body }),
    reply: (thread, body) => posted(`/threads/${thread}/posts`, { body }),
  };
};

/** A new account there, signed in. */
export const person = async (house: Real, name: string, role: Role = 'member'): Promise<Person> => {
  const { core } = house.app;
  await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
  if (role !== 'member') await setRole(core)(operator, { name, role });
  return signedIn(house, name);
};

/** What somebody without an account reads there. */
export const visit = (house: Real, path: string): Promise<Answered> => house.call('GET', path);

export type TownClock = Clock & { pass(ms: number): void };
/** Goes on like the real one, and can be put on. */
export const townClock = (): TownClock => {
  let put = 0;
  return {
    now: () => realClock.now() + put,
    pass(ms) {
      put += ms;
    },
  };
};

/** What runs every half minute, or every ten minutes, runs twice a second. */
const often: Timers = { after: (ms, work) => realTimers.after(ms === 30_000 || ms >= 5 * MINUTE ? 500 : ms, work) };

/** `await using town = await openTown({ instances: 3 });` They pull, nudge and follow; nobody is on paper. */
export const openTown = async (options: RealOptions = {}) => {
  const clock = townClock();
  const town = await openReals({ scribes: [], start: true, clock, timers: often, ...options });
  return { ...town, clock };
};

export const iso = (time: number): string => new Date(time).toISOString();

/** What measures say of themselves in most stories. */
export const because = (house: Real, ms = HOUR) => ({
  reason: 'harassment',
  rule: 'rules, 2',
  words: 'Because of what was done.',
  until: iso(house.clock.now() + ms),
});

/** Claims a case and decides it. */
export const decide = async (by: Person, id: unknown, decision: object): Promise<Record<string, unknown>> => {
  const { version } = await by.get(`/moderation/cases/${id}`);
  const claimed = await by.did('POST', `/moderation/cases/${id}/claim`, { version });
  return by.did('POST', `/moderation/cases/${id}/decision`, { version: claimed.version, ...decision });
};

/** Waits until it holds; says what, where it never does. */
export const comes = async (what: string, holds: () => Promise<unknown>, patience = PATIENCE): Promise<void> => {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) expect.fail(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A constituent on paper tells an instance something. `at`: when it says that it was said. */
export const messageAs = (
  house: Real,
  scribe: Scribe,
  kind: string,
  content: object,
  { id = newMessageId(realChance), at = house.clock.now() }: { id?: string; at?: number } = {},
): Promise<Answered> =>
  callAs(
    house,
    scribe,
    '/federation/v1/messages',
    JSON.stringify({ coalition: house.coalition, id, kind, at: iso(at), content }),
  );
