// A whole instance with people who moderate, for tests of the desk's pages.
import { createPasswordHasher } from '../../../src/forum/identity/password-hasher.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openReals, password } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Members ada (German) and bo, moderators mo and mira, an admin; a board with a thread by ada. */
export const openActing = async () => {
  const town = await openReals();
  const house = town.house();
  const { core } = house.app;
  const hasher = createPasswordHasher();
  const tokens: Record<string, string> = { root_admin: await house.admin() };
  for (const name of ['ada', 'bo', 'mo', 'mira']) {
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (name.startsWith('m')) await setRole(core)(operator, { name, role: 'moderator' });
    tokens[name] = await house.signIn(name);
  }
  const token = (name: string): string => tokens[name] ?? '';
  const garden = { slug: 'garden', title: 'Garden', text: '', visibility: 'public' };
  await house.create('/api/v1/boards', garden, token('root_admin'));
  await house.create('/api/v1/boards/garden/threads', { title: 'Compost', body: 'Rotten words.' }, token('ada'));
  const browser = (language?: string) => createBrowser(house.call, `http://${house.origin}`, language);
  const enter = async (name: string, language?: string) => {
    const person = browser(language);
    await person.post('/sign-in', { name, password });
    return person;
  };
  const api = (as: string, method: string, path: string, body?: unknown) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: token(as) });
  const act = async (as: string, body: Record<string, unknown>): Promise<number> => {
    const answer = await api(as, 'POST', '/moderation/actions', body);
    if (answer.status !== 201) throw new Error(answer.text);
    return Number((answer.json.actions as { number: number }[])[0]?.number);
  };
  return { house, browser, enter, api, act, [Symbol.asyncDispose]: () => town[Symbol.asyncDispose]() };
};
export type ActingForum = Awaited<ReturnType<typeof openActing>>;

export const fieldIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
