import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { createAccessTokens } from '../../../src/forum/identity/access-token.ts';
import { codePoint } from '../../support/code-point.ts';
import { freshDatabase } from '../../support/database.ts';
import { fixedClock, seededChance } from '../../support/time.ts';

const session = { id: 'AAAAAAAAAAAAAAAAAAAAAA' };
const keys = query()((db) => db.selectFrom('secret_key').select(['kid', 'purpose', 'jwk']));

const addKey = command<{ kid: string; jwk: string; at: number }>()((db, p) =>
  db.insertInto('secret_key').values({ kid: p.kid, purpose: 'token', jwk: p.jwk, created_at: p.at }),
);

const setUp = async () => {
  const fresh = await freshDatabase();
  const clock = fixedClock();
  const make = (origin = 'greens.example', seed = 1) =>
    createAccessTokens({ db: fresh.db, clock, chance: seededChance(seed), origin });
  return { fresh, clock, make, [Symbol.asyncDispose]: fresh.dispose };
};

test('a token names its session for 15 minutes, remembered or not', async () => {
  await using it = await setUp();
  const tokens = it.make();
  const token = await tokens.issue(session);
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'koinon-access' });
  expect(Object.keys(decodeJwt(token)).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid']);
  expect(token.length).toBeLessThan(500);
  expect(await tokens.verify(token)).toEqual({ sessionId: session.id });
  it.clock.advance(900_000 - 1);
  expect(await tokens.verify(token)).toEqual({ sessionId: session.id });
  expect(await it.make().verify(token)).toEqual({ sessionId: session.id });
  it.clock.advance(1);
  expect(await tokens.verify(token)).toBeUndefined();
  expect(await it.make().verify(token)).toBeUndefined();
});

test('the key stays over a restart, and there is one of it', async () => {
  await using it = await setUp();
  const token = await it.make().issue(session);
  await it.fresh.reopen();
  expect(await it.make('greens.example', 2).verify(token)).toEqual({ sessionId: session.id });
  const stored = await it.fresh.db.read.all(keys, {});
  expect(stored).toHaveLength(1);
  expect(stored[0]?.purpose).toBe('token');
});

test('processes that start together accept each other’s tokens', async () => {
  await using it = await setUp();
  const made = Array.from({ length: 4 }, (_, seed) => it.make('greens.example', seed));
  const issued = await Promise.all(made.map((tokens) => tokens.issue(session)));
  for (const tokens of made) {
    for (const token of issued) expect(await tokens.verify(token)).toEqual({ sessionId: session.id });
  }
});

test('a key that another process made is found when its first token comes', async () => {
  await using here = await setUp();
  await using there = await setUp();
  const first = here.make();
  await first.issue(session);
  await there.make('greens.example', 2).issue(session);
  const [other] = await there.fresh.db.read.all(keys, {});
  if (!other) throw new Error('There is no key.');
  await here.fresh.db.write((tx) => Promise.resolve(tx.run(addKey, { ...other, at: here.clock.now() - 1 })));
  const token = await here.make().issue(session);
  expect(decodeProtectedHeader(token).kid).toBe(other.kid);
  expect(await first.verify(token)).toEqual({ sessionId: session.id });
});

test('tokens of another instance are none of ours, whatever they say', async () => {
  await using here = await setUp();
  await using there = await setUp();
  const tokens = here.make();
  await tokens.issue(session);
  expect(await tokens.verify(await there.make('greens.example', 9).issue(session))).toBeUndefined();
  expect(await tokens.verify(await here.make('reds.example').issue(session))).toBeUndefined();
});

test('forged tokens are refused', async () => {
  await using it = await setUp();
  const tokens = it.make();
  await tokens.issue(session);
  const [stored] = await it.fresh.db.read.all(keys, {});
  if (!stored) throw new Error('There is no key.');
  const { kid } = stored;
  const own = createPrivateKey({ key: JSON.parse(stored.jwk), format: 'jwk' });
  const publicKey = createPublicKey(own);
  const iat = Math.floor(it.clock.now() / 1000);
  const claims = { iss: 'greens.example', aud: 'greens.example', sid: session.id, iat, exp: iat + 900 };
  const header = { alg: 'EdDSA', typ: 'koinon-access', kid };
  const sign = (payload: object, head: { alg: string }, key: Parameters<SignJWT['sign']>[0] = own) =>
    new SignJWT({ ...payload }).setProtectedHeader(head).sign(key);
  const without = (claim: keyof typeof claims) => ({ ...claims, [claim]: undefined });
  expect(await tokens.verify(await sign(claims, header))).toEqual({ sessionId: session.id });

  const stranger = (await generateKeyPair('EdDSA')).privateKey;
  const hmac = createSecretKey(publicKey.export({ format: 'der', type: 'spki' }));
  const forged = {
    'another key': await sign(claims, header, stranger),
    'an unknown kid': await sign(claims, { ...header, kid: 'unknown' } as typeof header),
    'no kid': await sign(claims, { alg: 'EdDSA', typ: header.typ } as typeof header),
    'HMAC with the public key': await sign(claims, { ...header, alg: 'HS256' }, hmac),
    'alg none': new UnsecuredJWT(claims).encode(),
    'another type': await sign(claims, { ...header, typ: 'JWT' } as typeof header),
    'no type': await sign(claims, { alg: 'EdDSA', kid } as { alg: string }),
    expired: await sign({ ...claims, exp: iat }, header),
    'no exp': await sign(without('exp'), header),
    'no iat': await sign(without('iat'), header),
    'no sid': await sign(without('sid'), header),
    'no audience': await sign(without('aud'), header),
    'another audience': await sign({ ...claims, aud: 'reds.example' }, header),
    'another issuer': await sign({ ...claims, iss: 'reds.example' }, header),
    'a number for sid': await sign({ ...claims, sid: 7 }, header),
    'a strange sid': await sign({ ...claims, sid: "' or 1=1 --" }, header),
    huge: await sign({ ...claims, more: 'x'.repeat(2000) }, header),
  };
  for (const [what, token] of Object.entries(forged)) {
    expect([what, await tokens.verify(token)]).toEqual([what, undefined]);
  }
});

test('garbage and changed tokens are refused and never throw', async () => {
  await using it = await setUp();
  const tokens = it.make();
  const token = await tokens.issue(session);
  const part = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom('e30', 'bnVsbA', 'W10', '', '\u0000'));
  const garbage = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.tuple(part, part, part).map((parts) => parts.join('.')),
  );
  await fc.assert(
    fc.asyncProperty(garbage, async (text) => {
      expect(await tokens.verify(text)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
  const change = fc.tuple(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'AZaz09-_.= '));
  await fc.assert(
    fc.asyncProperty(change, async ([at, character]) => {
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      // The last characters of a part carry bits that decoding drops: such a token says the same under the same seal.
      const bytes = (text: string) =>
        text
          .split('.')
          .map((one) => Buffer.from(one, 'base64url').toString('hex'))
          .join();
      fc.pre(bytes(changed) !== bytes(token));
      expect(await tokens.verify(changed)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
