// Signing in, staying signed in, signing out.
import { z } from 'zod';
import type { AccessTokens } from '../../forum/identity/access-token.ts';
import type { SessionView } from '../../forum/identity/session-store.ts';
import type { SignedIn, SignIn } from '../../forum/identity/sign-in.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, created, json, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { factorFields } from './second-factor.ts';
import { isoTime, Member, memberOf, pageOf, Time } from './shapes.ts';

export type SessionRouteNeeds = {
  origin: string;
  accessTokens: Pick<AccessTokens, 'issue' | 'expiresIn'>;
  signIn(input: SignIn): Promise<SignedIn>;
  refreshSession(input: { secret: string }): Promise<SignedIn>;
  listSessions(actor: Actor): Promise<(SessionView & { current: boolean })[]>;
  endSession(actor: Actor, input: { id?: string | undefined }): Promise<void>;
  endSessions(actor: Actor, input: { others: boolean }): Promise<number>;
};

const Credentials = z.object({ name: z.string().max(100), password: z.string().max(1000), ...factorFields }).meta({
  id: 'Credentials',
  description: 'Where the account has a second factor, the problem `second-factor` asks for `code` or `recoveryCode`.',
});
const Refresh = z.object({ refreshToken: z.string().max(200) }).meta({ id: 'Refresh' });

export const Tokens = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string().meta({ description: 'Good for one use; using it twice ends the session.' }),
    expiresIn: z.int().meta({ description: 'Seconds that the access token is good for.' }),
    member: Member,
  })
  .meta({ id: 'Tokens' });

const Session = z
  .object({
    id: z.string(),
    kind: z.enum(['token', 'cookie']),
    agent: z.string().meta({ description: 'What the caller called itself.' }),
    at: Time,
    usedAt: Time,
    expiresAt: Time,
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
  })
  .meta({ id: 'Session' });

const tag = 'sessions';

/** What whoever signed in gets, however they did. */
export const tokensFor =
  ({ accessTokens, origin }: Pick<SessionRouteNeeds, 'accessTokens' | 'origin'>) =>
  async ({ member, session, secret }: SignedIn): Promise<z.infer<typeof Tokens>> => ({
    accessToken: await accessTokens.issue(session),
    refreshToken: secret,
    expiresIn: accessTokens.expiresIn,
    member: memberOf(member, origin),
  });

export const sessionRoutes = (needs: SessionRouteNeeds): Route[] => {
  const tokens = tokensFor(needs);

  return [
    defineRoute({
      method: 'post',
      path: '/sessions',
      summary: 'Sign in',
      tag,
      // No look at credentials: whoever signs in may well bring a token that ended.
      auth: 'own',
      body: Credentials,
      answers: { 201: Tokens },
      async handler({ body, address, header }): Promise<Answer> {
        const signedIn = await needs.signIn({ ...body, kind: 'token', agent: header('user-agent') ?? '', address });
        return created(await tokens(signedIn));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/sessions/refresh',
      summary: 'Get new tokens for a refresh token',
      tag,
      auth: 'own',
      body: Refresh,
      answers: { 200: Tokens },
      async handler({ body }): Promise<Answer> {
        return json(200, await tokens(await needs.refreshSession({ secret: body.refreshToken })));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/sessions',
      summary: 'Where you are signed in',
      tag,
      auth: 'member',
      answers: { 200: pageOf(Session) },
      async handler({ actor }): Promise<Answer> {
        const sessions = await needs.listSessions(actor);
        const items = sessions.map(({ id, kind, agent, at, usedAt, expiresAt, current }) => ({
          id,
          kind,
          agent,
          at: isoTime(at),
          usedAt: isoTime(usedAt),
          expiresAt: isoTime(expiresAt),
          current,
        }));
        return ok({ items, next: null });
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/sessions',
      summary: 'Sign out everywhere, or everywhere else',
      tag,
      auth: 'member',
      query: z.object({
        others: z.enum(['true', 'false']).default('false').meta({ description: 'true: the session that asks stays.' }),
      }),
      answers: { 200: z.object({ ended: z.int() }) },
      handler: async ({ actor, query }) =>
        ok({ ended: await needs.endSessions(actor, { others: query.others === 'true' }) }),
    }),
    defineRoute({
      method: 'delete',
      path: '/sessions/{id}',
      summary: 'Sign out: the session with this id, or "current"',
      tag,
      auth: 'member',
      params: z.object({ id: z.string() }),
      answers: { 204: null },
      async handler({ actor, params }): Promise<Answer> {
        await needs.endSession(actor, { id: params.id === 'current' ? undefined : params.id });
        return nothing;
      },
    }),
  ];
};
