// A server over a real database with the identity nouns, and as many other routes as a test brings.

import { buildAccounts } from '../../src/app/accounts.ts';
import { buildComingIn } from '../../src/app/coming-in.ts';
import { buildPasskeys } from '../../src/app/passkeys.ts';
import type { RegistrationMode } from '../../src/base/config.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { createWake, type Wake } from '../../src/events/wake.ts';
import { createAccessTokens } from '../../src/forum/identity/access-token.ts';
import { changePassword } from '../../src/forum/identity/change-password.ts';
import { changeProfile } from '../../src/forum/identity/change-profile.ts';
import { createFirstAdmin } from '../../src/forum/identity/create-admin.ts';
import { endSession } from '../../src/forum/identity/end-session.ts';
import { endSessions } from '../../src/forum/identity/end-sessions.ts';
import { listMembers } from '../../src/forum/identity/list-members.ts';
import { listSessions } from '../../src/forum/identity/list-sessions.ts';
import { readMember } from '../../src/forum/identity/read-member.ts';
import { refreshSession } from '../../src/forum/identity/refresh-session.ts';
import { createSecondSteps } from '../../src/forum/identity/second-step.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { signIn } from '../../src/forum/identity/sign-in.ts';
import { createSignInBrake } from '../../src/forum/identity/sign-in-brake.ts';
import { describeInstance } from '../../src/forum/instance/describe-instance.ts';
import { readInstanceFacts } from '../../src/forum/instance/instance-facts.ts';
import { createFactsReader } from '../../src/forum/planks/facts.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { acceptanceRoutes } from '../../src/http/api/acceptances.ts';
import { applicationRoutes } from '../../src/http/api/applications.ts';
import { emailRoutes } from '../../src/http/api/email.ts';
import { instanceRoutes } from '../../src/http/api/instance.ts';
import { invitationRoutes } from '../../src/http/api/invitations.ts';
import { meRoutes } from '../../src/http/api/me.ts';
import { memberRoutes } from '../../src/http/api/members.ts';
import { passwordResetRoutes } from '../../src/http/api/password-resets.ts';
import { registrationRoutes } from '../../src/http/api/registrations.ts';
import { secondFactorRoutes } from '../../src/http/api/second-factor.ts';
import { sessionRoutes } from '../../src/http/api/sessions.ts';
import { textRoutes } from '../../src/http/api/texts.ts';
import type { Route } from '../../src/http/route.ts';
import { createServer, type ServerNeeds } from '../../src/http/server.ts';
import { freshDatabase } from '../support/database.ts';
import { quickHasher } from '../support/hasher.ts';
import { fixedClock, seededChance } from '../support/time.ts';

export const password = 'correct horse battery';

type Options = Partial<
  Pick<
    ServerNeeds,
    | 'trustedProxies'
    | 'missing'
    | 'readLimit'
    | 'writeLimit'
    | 'searchLimit'
    | 'readCache'
    | 'notReady'
    | 'publicUrl'
    | 'checkAnswers'
    | 'measures'
  >
> & { registration?: RegistrationMode; mail?: boolean; routes?: (house: HouseNeeds) => Route[]; log?: Logger };

type HouseNeeds = {
  db: ServerNeeds['db'];
  clock: ReturnType<typeof fixedClock>;
  chance: ReturnType<typeof seededChance>;
  wake: Wake;
  origin: string;
  publicUrl: string;
  people: Pick<
    House,
    | 'secondStep'
    | 'signInWithPasskey'
    | 'readMember'
    | 'readText'
    | 'listVersions'
    | 'instanceSettings'
    | 'changeText'
    | 'signIn'
    | 'endSession'
    | 'createFirstAdmin'
    | 'describeInstance'
    | 'confirmEmail'
    | 'requestReset'
    | 'redeemReset'
  >;
};

export const openHouse = async (options: Options = {}) => {
  const fresh = await freshDatabase();
  const { db } = fresh;
  const clock = fixedClock();
  const chance = seededChance('http');
  const publicUrl = options.publicUrl ?? 'http://greens.example';
  const origin = new URL(publicUrl).host;
  const hasher = quickHasher();
  const wake = createWake();
  const needs = {
    db,
    clock,
    chance,
    wake,
    hasher,
    attempts: createSignInBrake(50),
    origin,
    mailing: { on: options.mail ?? true, origin, publicUrl },
  };
  const accessTokens = createAccessTokens(needs);
  const registration = options.registration ?? 'open';
  const comingIn = buildComingIn({ ...needs, registration });
  const registering = comingIn.register;
  const steps = createSecondSteps(needs);
  const signingIn = signIn({ ...needs, steps });
  const people = {
    origin,
    accessTokens,
    ...comingIn,
    setRole: setRole(needs),
    signIn: signingIn,
    refreshSession: refreshSession(needs),
    createFirstAdmin: createFirstAdmin(needs),
    describeInstance: describeInstance(needs),
    listSessions: listSessions(needs),
    endSession: endSession(needs),
    endSessions: endSessions(needs),
    changeProfile: changeProfile(needs),
    changePassword: changePassword(needs),
    listMembers: listMembers(needs),
    readMember: (name: string) => readMember(db.read, name),
    ...buildAccounts(needs),
    ...buildPasskeys({ ...needs, publicUrl }),
    secondStep: steps.make,
  };
  const server = createServer({
    db,
    clock,
    chance,
    log: silentLogger,
    logCalls: true,
    version: '0.0.0',
    trustedProxies: [],
    readLimit: 0,
    writeLimit: 0,
    searchLimit: 0,
    readCache: 100,
    notReady: () => undefined,
    checkAnswers: true,
    ...options,
    publicUrl,
    accessTokens,
    routes: [
      ...instanceRoutes({
        origin,
        publicUrl,
        version: '0.0.0',
        announcements: async () => [],
        instanceFacts: readInstanceFacts({
          db,
          origin,
          registration,
          facts: createFactsReader({ clock, chance, origin }),
        }),
        describeInstance: people.describeInstance,
      }),
      ...textRoutes(people),
      ...registrationRoutes(people),
      ...applicationRoutes(people),
      ...invitationRoutes(people),
      ...sessionRoutes(people),
      ...meRoutes(people),
      ...emailRoutes(people),
      ...passwordResetRoutes(people),
      ...secondFactorRoutes(people),
      ...acceptanceRoutes(people),
      ...memberRoutes(people),
      ...(options.routes?.({ db, clock, chance, wake, origin, publicUrl, people }) ?? []),
    ],
  });

  /** Calls the server; a body that is no text is sent as JSON. */
  const call = async (
    method: string,
    path: string,
    {
      body,
      headers = {},
      token,
      env,
    }: { body?: unknown; headers?: Record<string, string>; token?: string; env?: object } = {},
  ) => {
    const all = new Headers(headers);
    if (token) all.set('authorization', `Bearer ${token}`);
    if (body !== undefined && !all.has('content-type')) all.set('content-type', 'application/json');
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const request = new Request(`${publicUrl}${path}`, {
      method,
      headers: all,
      ...(text === undefined ? {} : { body: text }),
    });
    const response = await server.fetch(request, env as never);
    const answered = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text: answered,
      json: isJson && answered !== '' ? JSON.parse(answered) : undefined,
    };
  };

  return {
    ...people,
    server,
    call,
    db,
    clock,
    chance,
    wake,
    hasher,
    publicUrl,
    /** A member, made by the verb. */
    async join(name: string) {
      await registering(operator, { name, password });
      const { session } = await signingIn({ name, password, kind: 'token', agent: 'test' });
      return accessTokens.issue(session);
    },
    async cookieOf(name: string) {
      return (await signingIn({ name, password, kind: 'cookie', agent: 'test' })).secret;
    },
    [Symbol.asyncDispose]: () => fresh.dispose(),
  };
};

export type House = Awaited<ReturnType<typeof openHouse>>;
export type { MemberActor };
