// Who calls, and that nobody else can: every way in which a call token can be wrong.
import { createHmac, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { bearerOf, type CallExpectations, checkCallToken, issueCallToken } from '../../src/federation/call-token.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { newYear } from '../support/time.ts';

const keyOf = (fill: number) => createSigningKey(Buffer.alloc(32, fill));
const greens = keyOf(1);
const mallory = keyOf(2);
const coalition = sha256('charter');
const body = '{"heads":{}}';
const iat = newYear / 1000;

const call = {
  key: greens,
  coalition,
  iss: 'greens.example',
  aud: 'reds.example',
  method: 'POST',
  url: 'https://reds.example/federation/v1/sync?x=1',
  body,
  now: newYear,
  jti: 'abcdefghijklmnopqrstuv',
};

/** What the called expects, and a record of what it was asked for. */
const expecting = (changes: Partial<CallExpectations> = {}) => {
  const asked: string[] = [];
  const spent = new Set<string>();
  const expected: CallExpectations = {
    coalition: (id) => id === coalition,
    aud: call.aud,
    method: call.method,
    url: call.url,
    body: async () => {
      asked.push('body');
      return Buffer.from(body);
    },
    now: newYear,
    keyOf: async (iss, kid) => {
      asked.push('key');
      return iss === 'greens.example' && kid === greens.kid ? greens.publicJwk : undefined;
    },
    spend: async (jti, expiresAt, iss) => {
      asked.push('spend');
      expect([expiresAt, iss]).toEqual([newYear + 60_000, 'greens.example']);
      return !spent.has(jti) && spent.add(jti).has(jti);
    },
    ...changes,
  };
  return { asked, expected };
};

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const goodHeader = { alg: 'EdDSA', kid: greens.kid, typ: 'koinon-call' };
const goodClaims = {
  coalition,
  iss: call.iss,
  aud: call.aud,
  iat,
  exp: iat + 60,
  jti: call.jti,
  htm: call.method,
  htu: call.url,
  bod: sha256(body),
};

/** Any token at all, with a signature that holds. */
const forge = (header: unknown, claims: unknown, key: SigningKey = greens) => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
};
const withHeader = (changes: object) => forge({ ...goodHeader, ...changes }, goodClaims);
const withClaims = (changes: object) => forge(goodHeader, { ...goodClaims, ...changes });
const good = await issueCallToken(call);
const [goodHead = '', goodPayload = '', goodSignature = ''] = good.split('.');

describe('an honest call', () => {
  test('is let in, once', async () => {
    const { asked, expected } = expecting();
    expect(await checkCallToken(good, expected)).toEqual({ ok: true, caller: 'greens.example', coalition });
    expect(asked).toEqual(['key', 'body', 'spend']);
    expect(await checkCallToken(good, expected)).toMatchObject({ ok: false, code: 'replayed' });
  });

  test('says exactly this', () => {
    expect(JSON.parse(Buffer.from(goodHead, 'base64url').toString())).toEqual(goodHeader);
    expect(JSON.parse(Buffer.from(goodPayload, 'base64url').toString())).toEqual(goodClaims);
  });

  test('without a body says nothing of one', async () => {
    const { body: _, ...bare } = call;
    const token = await issueCallToken({ ...bare, method: 'GET' });
    expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).not.toContain('bod');
    const { body: __, ...rest } = expecting({ method: 'GET' }).expected;
    expect(await checkCallToken(token, rest)).toMatchObject({ ok: true });
    const empty = expecting({ method: 'GET', body: new Uint8Array() });
    expect(await checkCallToken(token, empty.expected)).toMatchObject({ ok: true });
  });

  test('may have a clock a little off, and URLs in another spelling', async () => {
    for (const drift of [-4000, 0, 55_000]) {
      const { expected } = expecting({ now: newYear + drift });
      expect(await checkCallToken(good, expected)).toMatchObject({ ok: true });
    }
    const { expected } = expecting({ url: 'HTTPS://Reds.Example:443/federation/v1/sync?x=1' });
    expect(await checkCallToken(good, expected)).toMatchObject({ ok: true });
  });
});

const hmac = (secret: string | Buffer) => {
  const signed = `${encode({ ...goodHeader, alg: 'HS256' })}.${encode(goodClaims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const publicX = Buffer.from(greens.publicJwk.x, 'base64url');
const flipped = (goodSignature.startsWith('A') ? 'B' : 'A') + goodSignature.slice(1);

/** What is wrong, the token, the code, and what it may cost until then. */
const hostile: [string, string | undefined, string, string[]][] = [
  ['no token', undefined, 'missing', []],
  ['an empty one', '', 'missing', []],
  ['something else', 'hello', 'malformed', []],
  ['four parts', `${good}.x`, 'malformed', []],
  ['padding', `${good}=`, 'malformed', []],
  ['a line feed at its end', `${good}\n`, 'malformed', []],
  [
    'bytes that are no UTF-8',
    `${goodHead}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${goodSignature}`,
    'malformed',
    [],
  ],
  ['claims that are no JSON', forge(goodHeader, 'hello'), 'malformed', []],
  ['claims that are no object', forge(goodHeader, '[]'), 'malformed', []],
  ['a claim twice', forge(goodHeader, JSON.stringify(goodClaims).replace('{', '{"iss":"x",')), 'malformed', []],
  ['claims nested 1,000 deep', forge(goodHeader, `${'['.repeat(1000)}${']'.repeat(1000)}`), 'malformed', []],
  ['more than 4 KiB', withClaims({ more: 'x'.repeat(4096) }), 'malformed', []],
  ['megabytes', `${goodHead}.${'x'.repeat(5_000_000)}.${goodSignature}`, 'malformed', []],

  ['alg none, no signature', `${encode({ ...goodHeader, alg: 'none' })}.${goodPayload}.`, 'algorithm', []],
  ['alg None', `${encode({ ...goodHeader, alg: 'None' })}.${goodPayload}.`, 'algorithm', []],
  ['no alg', forge({ kid: greens.kid, typ: 'koinon-call' }, goodClaims), 'algorithm', []],
  ['HMAC with the public key', hmac(publicX), 'algorithm', []],
  ['HMAC with the public JWK', hmac(JSON.stringify(greens.publicJwk)), 'algorithm', []],
  ['alg Ed25519, another name for it', withHeader({ alg: 'Ed25519' }), 'algorithm', []],
  ['EdDSA without a signature', `${goodHead}.${goodPayload}.`, 'signature', ['key']],
  ['no typ', forge({ alg: 'EdDSA', kid: greens.kid }, goodClaims), 'malformed', []],
  ['the typ of an entry', withHeader({ typ: 'koinon-entry' }), 'malformed', []],
  ['typ JWT', withHeader({ typ: 'JWT' }), 'malformed', []],
  ['no kid', forge({ alg: 'EdDSA', typ: 'koinon-call' }, goodClaims), 'malformed', []],
  ['a kid that is a path', withHeader({ kid: '../../etc/passwd' }), 'malformed', []],
  ['a key brought along', withHeader({ jwk: mallory.publicJwk }), 'malformed', []],
  ['a key to be fetched', withHeader({ jku: 'https://mallory.example/keys' }), 'malformed', []],
  ['a critical extension', withHeader({ crit: ['b64'], b64: false }), 'malformed', []],

  ['another audience', withClaims({ aud: 'blues.example' }), 'audience', []],
  ['several audiences', withClaims({ aud: ['reds.example', 'blues.example'] }), 'malformed', []],
  ['another method', withClaims({ htm: 'GET' }), 'method', []],
  ['the method in lower case', withClaims({ htm: 'post' }), 'method', []],
  ['another path', withClaims({ htu: 'https://reds.example/federation/v1/nudge' }), 'url', []],
  ['another query', withClaims({ htu: 'https://reds.example/federation/v1/sync' }), 'url', []],
  ['another host', withClaims({ htu: 'https://blues.example/federation/v1/sync?x=1' }), 'url', []],

  ['expired', withClaims({ iat: iat - 60, exp: iat }), 'clock', []],
  ['expired long ago', withClaims({ iat: 1, exp: 61 }), 'clock', []],
  ['from the future', withClaims({ iat: iat + 6, exp: iat + 66 }), 'clock', []],
  ['from the future by milliseconds', withClaims({ iat: newYear, exp: newYear + 60 }), 'malformed', []],
  ['good for longer than a minute', withClaims({ exp: iat + 61 }), 'malformed', []],
  ['good for a year', withClaims({ exp: iat + 31_536_000 }), 'malformed', []],
  ['ending before it begins', withClaims({ iat: iat + 3, exp: iat + 2 }), 'malformed', []],
  ['without an end', withClaims({ exp: undefined }), 'malformed', []],
  ['with times as text', withClaims({ iat: `${iat}` }), 'malformed', []],
  ['without a jti', withClaims({ jti: undefined }), 'malformed', []],
  ['with a short jti', withClaims({ jti: 'a'.repeat(15) }), 'malformed', []],
  ['with a long jti', withClaims({ jti: 'a'.repeat(65) }), 'malformed', []],
  ['with a jti of other characters', withClaims({ jti: `${'a'.repeat(20)}' --` }), 'malformed', []],

  ['another coalition', withClaims({ coalition: sha256('other') }), 'coalition', []],
  ['an issuer that is no origin', withClaims({ iss: 'https://greens.example' }), 'malformed', []],
  ['an unknown issuer', withClaims({ iss: 'nobody.example' }), 'key', ['key']],
  ['another issuer, who has another key', withClaims({ iss: 'blues.example' }), 'key', ['key']],
  ['an unknown kid', forge({ ...goodHeader, kid: mallory.kid }, goodClaims, mallory), 'key', ['key']],
  ["another key under the caller's kid", forge(goodHeader, goodClaims, mallory), 'signature', ['key']],
  ['a changed signature', `${goodHead}.${goodPayload}.${flipped}`, 'signature', ['key']],
  ['a cut signature', good.slice(0, -4), 'signature', ['key']],
  [
    'changed claims',
    `${goodHead}.${encode({ ...goodClaims, jti: 'b'.repeat(22) })}.${goodSignature}`,
    'signature',
    ['key'],
  ],

  ['another body', withClaims({ bod: sha256('{}') }), 'body', ['key', 'body']],
  ['nothing about the body', withClaims({ bod: undefined }), 'body', ['key', 'body']],
];

describe('a hostile call', () => {
  test.each(hostile)('%s', async (_, token, code, cost) => {
    const { asked, expected } = expecting();
    expect(await checkCallToken(token, expected)).toMatchObject({ ok: false, code });
    expect(asked).toEqual(cost);
    // It used nothing up: the honest call still passes.
    expect(await checkCallToken(good, expected)).toMatchObject({ ok: true });
  });

  test.each(hostile)('is told why without its own words (%s)', async (_, token) => {
    const checked = await checkCallToken(token, expecting().expected);
    if (checked.ok) throw new Error('let in');
    expect(checked.why).toMatch(/^[A-Za-z0-9{},:." …-]{10,90}$/);
    expect(checked.why).not.toMatch(/nobody|blues|passwd|mallory/);
  });

  test('a body where the token has none', async () => {
    const token = withClaims({ bod: undefined });
    const { expected } = expecting({ body: Buffer.from('x') });
    expect(await checkCallToken(token, expected)).toMatchObject({ ok: false, code: 'body' });
  });

  test('no body where the token has one', async () => {
    const { expected } = expecting({ body: new Uint8Array() });
    expect(await checkCallToken(good, expected)).toMatchObject({ ok: false, code: 'body' });
  });

  test('a kid that the look-up lets through, but not of this key', async () => {
    const { expected } = expecting({ keyOf: () => mallory.publicJwk });
    expect(await checkCallToken(good, expected)).toMatchObject({ ok: false, code: 'key' });
  });
});

test.each([
  ['Bearer abc.def.ghi', 'abc.def.ghi'],
  ['bearer abc', 'abc'],
  ['Bearer  abc', 'abc'],
  ['Basic abc', undefined],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  [undefined, undefined],
])('the header %s', (header, token) => expect(bearerOf(header)).toBe(token));
