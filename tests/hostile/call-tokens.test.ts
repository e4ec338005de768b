// Every call between instances carries a token; whatever is wrong with it, the answer is 401 and says what, and so does the log.
import { createHmac, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { realClock } from '../../src/base/time.ts';
import { createScribe, governanceOf, operationsOf } from '../support/scribe.ts';
import { openReals, type Real, syncBody, type TokenChanges, tokenFor } from './real.ts';

const DOORS = [
  '/federation/v1/sync',
  '/federation/v1/entries',
  '/federation/v1/nudge',
  '/federation/v1/messages',
] as const;
const TYPES = {
  '/federation/v1/sync': 'application/json',
  '/federation/v1/entries': 'application/x-ndjson',
  '/federation/v1/nudge': 'application/json',
  '/federation/v1/messages': 'application/json',
};
type Door = (typeof DOORS)[number];
const BEGAN = new Date(realClock.now()).toISOString();

const bodyOf = (house: Real, door: Door): string =>
  door === '/federation/v1/entries'
    ? '{"epoch":"nonsense"}\n'
    : door === '/federation/v1/sync'
      ? syncBody(house)
      : door === '/federation/v1/nudge'
        ? JSON.stringify({ coalition: house.coalition, heads: {} })
        : JSON.stringify({
            coalition: house.coalition,
            id: 'id-of-some-message',
            kind: 'registration.switched',
            at: BEGAN,
            content: { mode: 'open', why: 'asked' },
          });

const knock = (house: Real, door: Door, token: string | undefined, headers: Record<string, string> = {}) =>
  house.call('POST', door, {
    body: bodyOf(house, door),
    headers: { 'content-type': TYPES[door], ...headers },
    ...(token === undefined ? {} : { token }),
  });

/** The answer is a clear refusal of that kind, and the log says the same. */
const expectRefused = (house: Real, door: Door, code: string, answer: Awaited<ReturnType<typeof knock>>): void => {
  expect([answer.status, answer.json.code, answer.json.status]).toEqual([401, code, 401]);
  expect(answer.json.detail).toEqual(expect.stringMatching(/\w{3}/));
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - realClock.now())).toBeLessThan(5_000);
  const logged = house.log.lines.filter(({ message }) => message === 'refused a call').at(-1);
  expect(logged).toMatchObject({ level: 'warn', path: door, code, why: answer.json.detail });
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each(DOORS)(
  '%s refuses every token that is not quite right',
  async (door) => {
    await using town = await openReals();
    const house = town.house();
    const [x, y] = town.scribes;
    if (!x || !y) throw new Error('no scribes');
    const body = bodyOf(house, door);
    const token = (changes: TokenChanges = {}) => tokenFor(house, x, door, body, changes);
    const now = realClock.now();
    const seconds = Math.floor(now / 1_000);
    const claims = {
      coalition: house.coalition,
      iss: x.origin,
      aud: house.origin,
      iat: seconds,
      exp: seconds + 60,
      jti: 'jti-of-a-forged-token',
      htm: 'POST',
      htu: `http://${house.origin}${door}`,
      bod: sha256(body),
    };
    const header = { alg: 'EdDSA', kid: x.key.kid, typ: 'koinon-call' };
    const signed = (head: object, payload: object, key = x.key) => {
      const text = `${encode(head)}.${encode(payload)}`;
      return `${text}.${sign(null, Buffer.from(text), key.privateKey).toString('base64url')}`;
    };
    const hmac = (secret: string | Buffer) => {
      const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    };
    const stranger = operationsOf('stranger.example', 1);
    const pem = x.key.privateKey;
    const spki = Buffer.from(x.key.publicJwk.x, 'base64url');
    expect(pem.asymmetricKeyType).toBe('ed25519');

    const cases: [string, string, string | undefined][] = [
      ['missing', 'missing', undefined],
      ['no compact JWS', 'malformed', 'nonsense'],
      ['too long', 'malformed', `${await token()}${'A'.repeat(5_000)}`],
      ['no JSON', 'malformed', `${Buffer.from('{').toString('base64url')}.${encode(claims)}.AAAA`],
      [
        'a claim twice',
        'malformed',
        (() => {
          const text = `${encode(header)}.${Buffer.from(`{"iss":"y.example",${JSON.stringify(claims).slice(1)}`).toString('base64url')}`;
          return `${text}.${sign(null, Buffer.from(text), x.key.privateKey).toString('base64url')}`;
        })(),
      ],
      ['another typ', 'malformed', signed({ ...header, typ: 'koinon-entry' }, claims)],
      ['a crit header', 'malformed', signed({ ...header, crit: ['exp'] }, claims)],
      ['a key of its own', 'malformed', signed({ ...header, jwk: stranger.publicJwk }, claims, stranger)],
      ['for too long', 'malformed', signed(header, { ...claims, exp: seconds + 61 })],
      ['for no time', 'malformed', signed(header, { ...claims, exp: seconds })],
      ['without jti', 'malformed', signed(header, { ...claims, jti: undefined })],
      ['alg none', 'algorithm', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
      ['alg NONE', 'algorithm', `${encode({ ...header, alg: 'NONE' })}.${encode(claims)}.AAAA`],
      ['HMAC with the public key as JWK', 'algorithm', hmac(JSON.stringify(x.key.publicJwk))],
      ['HMAC with the public key as x', 'algorithm', hmac(x.key.publicJwk.x)],
      ['HMAC with the bytes of the public key', 'algorithm', hmac(spki)],
      ['signature of another key', 'signature', signed(header, claims, stranger)],
      ['no signature', 'signature', `${encode(header)}.${encode(claims)}.`],
      [
        'changed after signing',
        'signature',
        `${encode(header)}.${encode({ ...claims, iss: 'x.example' })}.${(await token()).split('.')[2]}`,
      ],
      ['unknown kid', 'key', signed({ ...header, kid: stranger.kid }, claims, stranger)],
      ['key of another constituent', 'key', await token({ key: y.key })],
      ['governance key', 'key', await token({ key: governanceOf('x.example') })],
      ['unknown caller', 'key', await token({ iss: 'stranger.example', key: stranger })],
      ['the called itself', 'key', await token({ iss: house.origin })],
      ['another audience', 'audience', await token({ aud: 'y.example' })],
      ['another method', 'method', await token({ method: 'GET' })],
      ['another URL', 'url', await token({ url: `http://${house.origin}/federation/v1/elsewhere` })],
      ['another host', 'url', await token({ url: `http://y.example${door}` })],
      ['a query', 'url', await token({ url: `http://${house.origin}${door}?a=1` })],
      ['expired', 'clock', await token({ now: now - 61_000 })],
      ['from the future', 'clock', await token({ now: now + 60_000 })],
      ['another coalition', 'coalition', await token({ coalition: 'A'.repeat(43) })],
      ['another body', 'body', await token({ body: `${body} ` })],
      ['no body', 'body', await token({ body: '' })],
    ];
    for (const [name, code, credential] of cases) {
      const answer = await knock(house, door, credential);
      expect([name, answer.json.code]).toEqual([name, code]);
      expectRefused(house, door, code, answer);
    }
    // Anywhere else than in its header it does not count.
    const good = await token();
    const inUrl = await house.call('POST', `${door}?access_token=${good}`, {
      body,
      headers: { 'content-type': TYPES[door] },
    });
    expect(inUrl.json.code).toBe('missing');
    const basic = await knock(house, door, undefined, { authorization: `Basic ${good}` });
    expectRefused(house, door, 'missing', basic);

    // None of that has used it up. The second time it is too late, after a restart as well.
    expect((await knock(house, door, good)).status).toBeLessThan(300);
    expectRefused(house, door, 'replayed', await knock(house, door, good));
    await house.restart();
    expectRefused(house, door, 'replayed', await knock(house, door, good));
    expect(house.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
  60_000,
);

test('two uses at once are one', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribes');
  const token = await tokenFor(house, x, DOORS[0], syncBody(house));
  const answers = await Promise.all(Array.from({ length: 8 }, () => knock(house, DOORS[0], token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
});

test('the key is that of the highest epoch; a newer one is believed by its statement alone', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribes');
  const [door] = DOORS;
  const next = createScribe(house.coalition, 'x.example', { epoch: 2 });
  const token = (key = next.key) => tokenFor(house, x, door, syncBody(house), { key });
  const bring = (statement: string) => ({ 'koinon-epoch': statement });

  expectRefused(house, door, 'key', await knock(house, door, await token()));
  const forged = createScribe(house.coalition, 'x.example', { epoch: 2, governance: x.key });
  const elsewhere = createScribe('A'.repeat(43), 'x.example', { epoch: 2 });
  const another = createScribe(house.coalition, 'y.example', { epoch: 2 });
  for (const { statement } of [forged, elsewhere, another])
    expectRefused(house, door, 'key', await knock(house, door, await token(), bring(statement)));
  expectRefused(house, door, 'key', await knock(house, door, await token(), bring('nonsense')));
  expect((await knock(house, door, await token(), bring(next.statement))).status).toBe(200);
  // Once it is known, the key of the epoch before is worth nothing any more, whatever is brought along.
  const body = `${next.epochLine}\n`;
  await house.call('POST', DOORS[1], {
    body,
    token: await tokenFor(house, x, DOORS[1], body, { key: next.key }),
    headers: { 'content-type': 'application/x-ndjson', ...bring(next.statement) },
  });
  expect((await knock(house, door, await token())).status).toBe(200);
  expectRefused(house, door, 'key', await knock(house, door, await token(x.key)));
  expectRefused(house, door, 'key', await knock(house, door, await token(x.key), bring(x.statement)));
});

test('a body is not read before the signature holds, and no further than its limit after that', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribes');
  const huge = 'A'.repeat(5 * 1024 * 1024);
  const unsigned = await house.call('POST', DOORS[1], { body: huge, headers: { 'content-type': TYPES[DOORS[1]] } });
  expect([unsigned.status, unsigned.json.code]).toEqual([401, 'missing']);
  const signed = await house.call('POST', DOORS[1], {
    body: huge,
    token: await tokenFor(house, x, DOORS[1], huge),
    headers: { 'content-type': TYPES[DOORS[1]] },
  });
  expect([signed.status, signed.json.code]).toEqual([413, 'too-large']);
  const typed = await house.call('POST', DOORS[0], {
    body: syncBody(house),
    token: await tokenFor(house, x, DOORS[0], syncBody(house)),
    headers: { 'content-type': 'text/plain' },
  });
  expect(typed.status).toBe(415);
});
