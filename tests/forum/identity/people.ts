// An instance's members for the tests of identity: real database, real hashes, a clock that stands still.

import type { RegistrationMode } from '../../../src/base/config.ts';
import { Refusal } from '../../../src/base/errors.ts';
import { query } from '../../../src/db/statement.ts';
import type { Role } from '../../../src/db/tables.ts';
import { createWake } from '../../../src/events/wake.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { actorOfSession } from '../../../src/forum/identity/session-actor.ts';
import type { SessionKind } from '../../../src/forum/identity/session-store.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { signIn } from '../../../src/forum/identity/sign-in.ts';
import { createSignInBrake } from '../../../src/forum/identity/sign-in-brake.ts';
import { type MemberActor, operator } from '../../../src/forum/policy/actor.ts';
import { freshDatabase } from '../../support/database.ts';
import { quickHasher } from '../../support/hasher.ts';
import { fixedClock, seededChance } from '../../support/time.ts';

export const day = 24 * 3600_000;

const allEvents = query()((db) => db.selectFrom('event').select(['kind', 'data']).orderBy('id'));

/** `await using house = await openHouse();` */
export const openHouse = async ({ limit = 1_000, seed = 1 }: { limit?: number; seed?: number } = {}) => {
  const fresh = await freshDatabase();
  const origin = 'greens.example';
  const clock = fixedClock();
  const chance = seededChance(seed);
  const wake = createWake();
  const hasher = quickHasher();
  const attempts = createSignInBrake(limit);
  const registration: RegistrationMode = 'open';
  const mailing = { on: true, origin, publicUrl: 'https://greens.example' };
  const needs = () => ({
    db: fresh.db,
    clock,
    chance,
    wake,
    hasher,
    attempts,
    mailing,
    origin,
    registration,
  });
  const passwordOf = (name: string) => `correct horse ${name}`;

  return {
    clock,
    chance,
    hasher,
    wake,
    needs,
    passwordOf,
    get db() {
      return fresh.db;
    },
    reopen: () => fresh.reopen(),
    [Symbol.asyncDispose]: fresh.dispose,

    join: async (name: string, role: Role = 'member') => {
      const view = await register(needs())(operator, { name, password: passwordOf(name) });
      if (role !== 'member') await setRole(needs())(operator, { name, role });
      return { ...view, role };
    },
    enter: (name: string, kind: SessionKind = 'token', password = passwordOf(name)) =>
      signIn(needs())({ name, password, kind, agent: 'a browser' }),
    actor: async (session: string): Promise<MemberActor> => {
      const actor = await actorOfSession(fresh.db.read, session, clock.now());
      if (!actor) throw new Error('This session has no actor.');
      return actor;
    },
    events: async () => fresh.db.read.all(allEvents, {}),
  };
};

/** What a promise was refused with; `fine` when it was not. Other errors pass. */
export const refusal = async (promise: Promise<unknown>): Promise<{ code: string; field?: string | undefined }> => {
  try {
    await promise;
    return { code: 'fine' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, field: error.field };
  }
};

export const codeOf = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;
