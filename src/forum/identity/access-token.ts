// Access tokens: JWT (RFC 7519) under EdDSA (RFC 8037), good for 15 minutes. A token names a session and nothing else:
// who that is and what they may do is read on each request (session-actor.ts).
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { PUBLIC_ID } from './secret.ts';
import { loadTokenKeys, type TokenKey } from './token-keys.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; origin: string };

export type AccessTokens = {
  /** Seconds that a token lives. */
  readonly expiresIn: number;
  /** @param session with the id that people see, not its number */
  issue(session: { readonly id: string }): Promise<string>;
  /** The session that a valid token names. Undefined for everything else, whatever it is. */
  verify(token: string): Promise<{ sessionId: string } | undefined>;
};

const EXPIRES_IN = 900;
/** The type keeps them apart from everything else that this instance signs (RFC 8725, section 3.11). */
const TYPE = 'koinon-access';
/** Ours have some 380 characters. */
const LONGEST = 1024;
const REMEMBERED = 10_000;

export const createAccessTokens = (needs: Needs): AccessTokens => {
  const { clock, origin } = needs;
  const remembered = new LRUCache<string, { sessionId: string; exp: number }>({ max: REMEMBERED });

  let loading: Promise<readonly TokenKey[]> | undefined;
  const load = (): Promise<readonly TokenKey[]> => {
    const keys = loadTokenKeys(needs);
    keys.catch(() => {
      loading = undefined;
    });
    loading = keys;
    return keys;
  };
  const keyNamed = async (kid: string | undefined) => {
    const has = (key: TokenKey) => key.kid === kid;
    // Not among those that we know: another process may have made it meanwhile.
    const key = (await (loading ?? load())).find(has) ?? (await load()).find(has);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };

  const check = async (token: string): Promise<{ sessionId: string; exp: number } | undefined> => {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => keyNamed(kid), {
        algorithms: ['EdDSA'],
        typ: TYPE,
        issuer: origin,
        audience: origin,
        requiredClaims: ['sid', 'iat', 'exp'],
        currentDate: new Date(clock.now()),
      });
      const { sid, exp } = payload;
      return typeof sid === 'string' && PUBLIC_ID.test(sid) && exp ? { sessionId: sid, exp } : undefined;
    } catch (error) {
      // A fault of the database is none of the token's.
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };

  return {
    expiresIn: EXPIRES_IN,
    async issue({ id }) {
      const [key] = await (loading ?? load());
      if (!key) throw new Error('There is no key for access tokens.');
      const iat = Math.floor(clock.now() / 1000);
      return new SignJWT({ iss: origin, aud: origin, sid: id, iat, exp: iat + EXPIRES_IN })
        .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: key.kid })
        .sign(key.privateKey);
    },
    async verify(token) {
      if (token.length > LONGEST) return undefined;
      let known = remembered.get(token);
      if (!known) {
        known = await check(token);
        if (!known) return undefined;
        remembered.set(token, known);
      }
      // As jose does: in whole seconds, and at `exp` it is over.
      if (known.exp > Math.floor(clock.now() / 1000)) return { sessionId: known.sessionId };
      remembered.delete(token);
      return undefined;
    },
  };
};
