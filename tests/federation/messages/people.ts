// People on running instances, for tests of messages: those whose names begin with m moderate.

import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { password, type Real } from '../../hostile/real.ts';
import { quickHasher } from '../../support/hasher.ts';

/** Their tokens, by name. */
export const people = async (house: Real, names: readonly string[]): Promise<Record<string, string>> => {
  const tokens: Record<string, string> = {};
  const { core } = house.app;
  const hasher = quickHasher();
  for (const name of names) {
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (name.startsWith('m')) await setRole(core)(operator, { name, role: 'moderator' });
    tokens[name] = await house.signIn(name);
  }
  return tokens;
};

export const caller =
  (house: Real, tokens: Record<string, string>) => (as: string, method: string, path: string, body?: unknown) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: tokens[as] ?? '' });

export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
