// A whole instance with somebody at its desk, for tests of the desk's pages.

import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openReals, password, pushAs, type RealOptions } from '../../hostile/real.ts';
import { quickHasher } from '../../support/hasher.ts';
import { createBrowser } from '../browser.ts';

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
/** Its jobs run. */
export const running = { start: true, scribes: [] };

/** Members ada and bo, moderators, an admin; the board garden; x.example and y.example beside, on paper. */
export const openDesk = async ({ moderators = ['mo'], ...options }: RealOptions & { moderators?: string[] } = {}) => {
  const town = await openReals(options);
  const house = town.house();
  const { core } = house.app;
  const hasher = quickHasher();
  const join = (name: string) => register({ ...core, hasher, registration: 'open' })(operator, { name, password });
  const tokens: Record<string, string> = { root_admin: await house.admin() };
  for (const name of ['ada', 'bo', ...moderators]) {
    await join(name);
    if (moderators.includes(name)) await setRole(core)(operator, { name, role: 'moderator' });
    tokens[name] = await house.signIn(name);
  }
  const token = (name: string): string => tokens[name] ?? '';
  const garden = { slug: 'garden', title: 'Garden', text: '', visibility: 'public' };
  await house.create('/api/v1/boards', garden, token('root_admin'));
  const browser = (language?: string) => createBrowser(house.call, `http://${house.origin}`, language);
  const enter = async (name: string, language?: string) => {
    const person = browser(language);
    await person.post('/sign-in', { name, password });
    return person;
  };
  const api = (as: string, method: string, path: string, body?: unknown) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: token(as) });
  /** @throws Error when there are not so many */
  const scribe = (index: number) => {
    const found = town.scribes[index];
    if (!found) throw new Error(`there is no scribe ${index}`);
    return found;
  };
  /** The journals of both, as they push them. */
  const arrive = async () => {
    for (const each of town.scribes) {
      const { status, text } = await pushAs(house, each, ...each.lines());
      if (status !== 200) throw new Error(text);
    }
  };
  return {
    house,
    core,
    join,
    browser,
    enter,
    api,
    token,
    scribe,
    /** A moment ago: entries are of their time. */
    at: core.clock.now() - 60_000,
    arrive,
    [Symbol.asyncDispose]: () => town[Symbol.asyncDispose](),
  };
};
export type Desk = Awaited<ReturnType<typeof openDesk>>;
export type Person = Awaited<ReturnType<Desk['enter']>>;
