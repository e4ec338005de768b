// Envelopes: round trips that jose confirms, each field’s rule, sizes. The byte form has a file of its own.
import fc from 'fast-check';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { checkEnvelope, type EnvelopePayload, openEnvelope, sealEnvelope } from '../../src/journal/envelope.ts';
import { sealEpoch } from '../../src/journal/epoch-statement.ts';
import { verifyingKey } from '../../src/journal/keys.ts';
import { CONTENT_BYTES, ENVELOPE_BYTES, EPOCH_SIZE, MAX_EPOCH } from '../../src/journal/limits.ts';
import { anyPayload, envelopeAround, governance, operations, sampleEpoch, samplePayload, stranger } from './samples.ts';

const key = verifyingKey(operations.publicJwk);

describe('an envelope', () => {
  test('opens to what was sealed, and jose takes it', async () => {
    const joseKey = await importJWK({ ...operations.publicJwk }, 'EdDSA');
    await fc.assert(
      fc.asyncProperty(anyPayload, async (payload) => {
        const { envelope, hash } = sealEnvelope(payload, operations);
        const opened = openEnvelope(envelope);
        if (!opened.ok) throw new Error(opened.fault);
        expect(opened.payload).toEqual(payload);
        expect(opened).toMatchObject({ hash, kid: operations.kid, at: Date.parse(payload.at) });
        expect(hash).toBe(sha256(envelope));
        expect(checkEnvelope(opened, key)).toBe(true);
        const verified = await compactVerify(envelope, joseKey, { algorithms: ['EdDSA'] });
        expect(Buffer.from(verified.payload).toString()).toBe(JSON.stringify(opened.payload));
        expect(verified.protectedHeader).toEqual({ alg: 'EdDSA', kid: operations.kid, typ: 'koinon-entry' });
      }),
      { numRuns: 200 },
    );
  });

  test('is written as the protocol says', () => {
    const { coalition, prev, digest } = samplePayload;
    const [header = '', payload = ''] = sealEnvelope(samplePayload, operations).envelope.split('.');
    expect(Buffer.from(header, 'base64url').toString()).toBe(
      `{"alg":"EdDSA","kid":"${operations.kid}","typ":"koinon-entry"}`,
    );
    expect(Buffer.from(payload, 'base64url').toString()).toBe(
      `{"v":1,"coalition":"${coalition}","origin":"greens.example:4100","epoch":2,"seq":1000000042,"prev":"${prev}",` +
        '"at":"2026-03-01T12:34:56.789Z","type":"reply.posted","ref":{"thread":"12@reds.example",' +
        `"parent":"40@greens.example:4100","author":"Zm9ydHktdHdv_-AA"},"digest":"${digest}","size":120}`,
    );
  });

  test('is not sealed when it nests too deep to be read', () => {
    const ref = (levels: number) => JSON.parse(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    expect(openEnvelope(sealEnvelope({ ...samplePayload, ref: ref(30) }, operations).envelope).ok).toBe(true);
    expect(() => sealEnvelope({ ...samplePayload, ref: ref(31) }, operations)).toThrow(/deeper than 32/);
  });

  test('seals its fields in order, whatever order they come in, and nothing else', () => {
    const shuffled = Object.fromEntries(Object.entries({ ...samplePayload, more: 1 }).reverse());
    expect(sealEnvelope(shuffled as EnvelopePayload, operations)).toEqual(sealEnvelope(samplePayload, operations));
  });

  test('is checked with the key that it names, no other', () => {
    const opened = openEnvelope(sealEnvelope(samplePayload, operations).envelope);
    if (!opened.ok) throw new Error(opened.fault);
    expect(checkEnvelope(opened, key)).toBe(true);
    expect(checkEnvelope(opened, verifyingKey(stranger.publicJwk))).toBe(false);
  });

  test('is no epoch statement', () => {
    expect(openEnvelope(sealEpoch(sampleEpoch, governance).statement)).toMatchObject({
      ok: false,
      fault: 'typ is not "koinon-entry"',
    });
  });

  const values: [field: keyof EnvelopePayload, wrong: unknown[], fault: RegExp][] = [
    ['v', [2, '1', null, true], /^v /],
    ['coalition', ['', 'x', null, `${samplePayload.coalition}=`, `${'A'.repeat(42)}B`], /^coalition /],
    ['origin', ['', 'Greens.example', 'greens.example.', 'a b', 'grüne.example', 'a/b', 7, '\0'], /^origin /],
    ['epoch', [0, -1, 1.5, '2', null, MAX_EPOCH + 1, 1e300], /^epoch /],
    ['seq', [0, 42, EPOCH_SIZE, 2 * EPOCH_SIZE + 1, EPOCH_SIZE + 1.5, '1000000042', null], /^seq /],
    ['prev', ['', null, 'abc', `${samplePayload.prev}A`], /^prev /],
    [
      'at',
      [
        '2026-03-01T12:34:56Z',
        '2026-03-01T12:34:56.7890Z',
        '2026-03-01T12:34:56.789+00:00',
        '2026-03-01 12:34:56.789Z',
        '2026-03-01t12:34:56.789z',
        '2026-02-29T12:34:56.789Z',
        '2026-04-31T12:34:56.789Z',
        '2026-13-01T12:34:56.789Z',
        '2026-00-01T12:34:56.789Z',
        '2026-03-00T12:34:56.789Z',
        '2026-03-01T24:00:00.000Z',
        '2026-03-01T12:60:00.000Z',
        '2026-06-30T23:59:60.000Z',
        '+012026-03-01T12:34:56.789Z',
        '2026-03-01T12:34:56.789Z\n',
        Date.parse(samplePayload.at),
        null,
      ],
      /^at /,
    ],
    [
      'type',
      ['', 'Reply.posted', 'reply..posted', '.reply', 'reply.', 'a b', 'a\0b', 'a'.repeat(65), 7, null],
      /^type /,
    ],
    ['ref', [null, [], 'x', 1], /^ref /],
    ['digest', ['x', null, 1, `${samplePayload.digest} `], /^digest /],
    ['size', [-1, 1.5, CONTENT_BYTES + 1, '120', null], /^size /],
  ];
  test.each(values)('with a wrong %s is refused, and not sealed', (field, wrong, fault) => {
    for (const value of wrong) {
      const payload = { ...samplePayload, [field]: value };
      expect(openEnvelope(envelopeAround(JSON.stringify(payload)))).toEqual({
        ok: false,
        fault: expect.stringMatching(fault),
      });
      expect(() => sealEnvelope(payload, operations)).toThrow(RangeError);
    }
  });

  test.each([
    [1, 1],
    [1, EPOCH_SIZE],
    [2, EPOCH_SIZE + 1],
    [MAX_EPOCH, MAX_EPOCH * EPOCH_SIZE],
  ])('of epoch %i may have the number %i', (epoch, seq) => {
    expect(openEnvelope(sealEnvelope({ ...samplePayload, epoch, seq }, operations).envelope).ok).toBe(true);
  });

  test.each(['2024-02-29T00:00:00.000Z', '2026-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z'])(
    'may be of %s',
    (at) => {
      expect(openEnvelope(sealEnvelope({ ...samplePayload, at }, operations).envelope)).toMatchObject({
        ok: true,
        at: new Date(at).getTime(),
      });
    },
  );

  test('has a digest exactly where it has a size', () => {
    expect(openEnvelope(sealEnvelope({ ...samplePayload, digest: '', size: 0 }, operations).envelope).ok).toBe(true);
    for (const fields of [{ digest: '' }, { size: 0 }])
      expect(() => sealEnvelope({ ...samplePayload, ...fields }, operations)).toThrow(/fit together/);
  });

  test('has at most 16 KiB', () => {
    const sealed = (length: number) =>
      sealEnvelope({ ...samplePayload, ref: { text: 'x'.repeat(length) } }, operations);
    let longest = 11_000;
    while (sealed(longest).envelope.length + 2 <= ENVELOPE_BYTES) longest += 1;
    expect(sealed(longest).envelope.length).toBeLessThanOrEqual(ENVELOPE_BYTES);
    expect(openEnvelope(sealed(longest).envelope).ok).toBe(true);
    expect(() => sealed(longest + 3)).toThrow(/16384/);
    expect(openEnvelope('A'.repeat(ENVELOPE_BYTES + 1))).toEqual({ ok: false, fault: 'too long' });
  });
});
