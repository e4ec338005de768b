// Epoch statements: round trip, each field’s rule, no bit to flip.
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { openEnvelope, sealEnvelope } from '../../src/journal/envelope.ts';
import { checkEpoch, type EpochPayload, openEpoch, sealEpoch } from '../../src/journal/epoch-statement.ts';
import { exportPrivateJwk, verifyingKey } from '../../src/journal/keys.ts';
import { EPOCH_SIZE, MAX_EPOCH } from '../../src/journal/limits.ts';
import { base64url, governance, headerOf, operations, sampleEpoch, samplePayload, signParts } from './samples.ts';

const { statement, hash } = sealEpoch(sampleEpoch, governance);
const key = verifyingKey(governance.publicJwk);
const around = (payload: string) => signParts(headerOf(governance, 'koinon-epoch'), base64url(payload), governance);

describe('an epoch statement', () => {
  test('opens to what was sealed', () => {
    const opened = openEpoch(statement);
    expect(opened).toMatchObject({
      ok: true,
      payload: sampleEpoch,
      hash: sha256(statement),
      kid: governance.kid,
      operationsKid: operations.kid,
      at: Date.parse(sampleEpoch.at),
    });
    expect(hash).toBe(sha256(statement));
    expect(opened.ok && checkEpoch(opened, key)).toBe(true);
    expect(opened.ok && checkEpoch(opened, verifyingKey(operations.publicJwk))).toBe(false);
  });

  test('is written as the protocol says, and jose takes it', async () => {
    const verified = await compactVerify(statement, await importJWK({ ...governance.publicJwk }, 'EdDSA'));
    expect(Buffer.from(verified.payload).toString()).toBe(
      `{"v":1,"coalition":"${sampleEpoch.coalition}","origin":"greens.example","epoch":3,` +
        `"key":{"kty":"OKP","crv":"Ed25519","x":"${operations.publicJwk.x}"},` +
        `"after":[2,1000000042,"${sampleEpoch.after[2]}"],"final":true,"at":"2026-03-01T12:34:56.789Z"}`,
    );
  });

  test('is no envelope, nor the other way round', () => {
    expect(openEnvelope(statement)).toMatchObject({ ok: false, fault: expect.stringMatching(/typ/) });
    expect(openEpoch(sealEnvelope(samplePayload, operations).envelope)).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/typ/),
    });
  });

  test('can have no bit flipped', () => {
    for (let at = 0; at < statement.length; at++)
      for (let bit = 1; bit < 256; bit <<= 1) {
        const flipped = String.fromCharCode(statement.charCodeAt(at) ^ bit);
        const opened = openEpoch(statement.slice(0, at) + flipped + statement.slice(at + 1));
        expect(opened.ok && checkEpoch(opened, key), `bit ${bit} at ${at}`).toBe(false);
      }
  });

  const { kty, crv, x } = operations.publicJwk;
  const last = sampleEpoch.after[2];
  const wrong: [field: keyof EpochPayload, values: unknown[]][] = [
    ['v', [2, null]],
    ['coalition', ['', 'x', 1]],
    ['origin', ['', 'A.example', null]],
    ['epoch', [0, -1, 1, 1.5, MAX_EPOCH + 1, '3']],
    [
      'key',
      [
        null,
        x,
        { crv, kty, x },
        { kty, crv },
        { kty, crv, x, kid: operations.kid },
        { kty, crv: 'X25519', x },
        { kty, crv, x: `${x}=` },
        JSON.parse(exportPrivateJwk(operations)),
      ],
    ],
    [
      'after',
      [
        null,
        [],
        [0, 0],
        [0, 0, '', 0],
        [0, 1, ''],
        [0, 0, last],
        [2, 42, last],
        [2, EPOCH_SIZE + 42, ''],
        [3, 2 * EPOCH_SIZE + 1, last],
        [4, 3 * EPOCH_SIZE + 1, last],
        ['2', EPOCH_SIZE + 42, last],
        { 0: 0, 1: 0, 2: '', length: 3 },
      ],
    ],
    ['final', [null, 0, 'true']],
    ['at', ['', '2026-03-01T12:34:56Z', 1]],
  ];
  test.each(wrong)('with a wrong %s is refused, and not sealed', (field, values) => {
    for (const value of values) {
      const payload = { ...sampleEpoch, [field]: value };
      expect(openEpoch(around(JSON.stringify(payload))).ok, JSON.stringify(value)).toBe(false);
      expect(() => sealEpoch(payload, governance)).toThrow(RangeError);
    }
  });

  test('of the first epoch builds on nothing', () => {
    const first = { ...sampleEpoch, epoch: 1, final: false };
    expect(openEpoch(sealEpoch({ ...first, after: [0, 0, ''] }, governance).statement).ok).toBe(true);
    expect(() => sealEpoch({ ...first, after: [1, 1, last] }, governance)).toThrow(/after/);
  });

  test('has its fields in order, and no other', () => {
    const { v, ...rest } = sampleEpoch;
    for (const payload of [{ ...rest, v }, { ...sampleEpoch, more: 1 }, rest])
      expect(openEpoch(around(JSON.stringify(payload)))).toMatchObject({
        ok: false,
        fault: expect.stringMatching(/other fields/),
      });
    expect(openEpoch(around(` ${JSON.stringify(sampleEpoch)}`))).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/byte form/),
    });
  });
});
