// Who is calling: an access token in the header Authorization, or the cookie of a signed-in browser. Session and member are read
// anew for each call, so that a sign-out acts at once; a token's signature is checked once.
import { parse } from 'hono/utils/cookie';
import { Refusal } from '../base/errors.ts';
import type { Database, Eventually } from '../db/database.ts';
import type { AccessTokens } from '../forum/identity/access-token.ts';
import { hashSecret } from '../forum/identity/secret.ts';
import { actorOfSecret, actorOfSession } from '../forum/identity/session-actor.ts';
import { type Actor, visitor } from '../forum/policy/actor.ts';

export type WhoNeeds = {
  db: Pick<Database, 'read'>;
  publicUrl: string;
  accessTokens: Pick<AccessTokens, 'verify'>;
};

export type Caller = {
  header(name: string): string | undefined;
  /** GET and HEAD change nothing, so they need no proof of where they come from. */
  readonly changes: boolean;
  readonly now: number;
};

const BEARER = /^bearer +([\w.~+/=-]+) *$/i;

const notSignedIn = () => new Refusal('unauthenticated', 'The access token is not valid, or its session ended.');

/**
 * `__Host-` binds the cookie to this very host, over https alone (RFC 6265bis). Cookies know no ports: with one in its
 * name, several instances on one machine, as in the demo, do not sign each other's readers out.
 */
export const cookieName = (publicUrl: string): string => {
  const { protocol, port } = new URL(publicUrl);
  return `${protocol === 'https:' ? '__Host-koinon' : 'koinon'}${port === '' ? '' : `-${port}`}`;
};

/** The value of Set-Cookie; without a secret it ends the cookie. @param maxAge seconds */
export const sessionCookie = (publicUrl: string, secret: string | undefined, maxAge = 0): string =>
  [
    `${cookieName(publicUrl)}=${secret ?? ''}`,
    `Max-Age=${secret === undefined ? 0 : maxAge}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(publicUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');

/**
 * Whether a browser says that our own page sent this. Every browser since 2023 sends Sec-Fetch-Site; older ones send
 * Origin with what changes something. Says neither of them anything, it is not believed.
 */
export const sameOrigin = (publicUrl: string, header: Caller['header']): boolean => {
  const site = header('sec-fetch-site');
  const origin = header('origin');
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return origin === publicUrl;
  return site === 'same-origin';
};

export const createWho = ({ db, publicUrl, accessTokens }: WhoNeeds) => {
  const cookie = cookieName(publicUrl);

  const byToken = async (authorization: string, now: number): Promise<Actor> => {
    const [, token] = BEARER.exec(authorization) ?? [];
    const named = token === undefined ? undefined : await accessTokens.verify(token);
    const actor = named && (await actorOfSession(db.read, named.sessionId, now));
    if (!actor) throw notSignedIn();
    return actor;
  };

  const byCookie = async (secret: string, { header, changes, now }: Caller): Promise<Actor> => {
    // A cookie that is no good any more is no reason to show a reader nothing.
    const actor = (await actorOfSecret(db.read, hashSecret(secret), now)) ?? visitor;
    if (actor.kind === 'member' && changes && !sameOrigin(publicUrl, header))
      throw new Refusal('forbidden', 'This came from another site, so it was not done.');
    return actor;
  };

  /** @throws Refusal `unauthenticated`: credentials that are not good; `forbidden`: a cookie used from elsewhere */
  return (caller: Caller): Eventually<Actor> => {
    const authorization = caller.header('authorization');
    if (authorization !== undefined) return byToken(authorization, caller.now);
    const cookies = caller.header('cookie');
    if (cookies === undefined || !cookies.includes(cookie)) return visitor;
    const secret = parse(cookies, cookie)[cookie];
    return secret ? byCookie(secret, caller) : visitor;
  };
};
