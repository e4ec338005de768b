// Keys: thumbprints, what is written down and read back, the one form of a public key.
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  createSigningKey,
  exportPrivateJwk,
  importSigningKey,
  isPublicJwk,
  kidOf,
  verifyingKey,
} from '../../src/journal/keys.ts';
import { operations, stranger } from './samples.ts';

describe('keys', () => {
  test('are the example of RFC 8037, appendix A', async () => {
    const key = createSigningKey(Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url'));
    expect(key.publicJwk.x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
    expect(key.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(JSON.stringify(key.publicJwk)).toBe(
      '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
    );
  });

  test('are named by their thumbprint', async () => {
    expect(operations.kid).toBe(await calculateJwkThumbprint(operations.publicJwk));
    expect(kidOf(verifyingKey(operations.publicJwk))).toBe(operations.kid);
    expect(kidOf(verifyingKey(stranger.publicJwk))).toBe(stranger.kid);
  });

  test('survive being written down', () => {
    const again = importSigningKey(exportPrivateJwk(operations));
    expect(again.kid).toBe(operations.kid);
    expect(again.publicJwk).toEqual(operations.publicJwk);
    expect(exportPrivateJwk(again)).toBe(exportPrivateJwk(operations));
  });

  test('take 32 bytes', () => {
    expect(() => createSigningKey(new Uint8Array(31))).toThrow(RangeError);
  });

  test.each([
    ['no JSON', 'x'],
    ['null', 'null'],
    ['a public key', JSON.stringify(operations.publicJwk)],
    ['another curve', exportPrivateJwk(operations).replace('Ed25519', 'X25519')],
    ['halves of two keys', exportPrivateJwk(operations).replace(operations.publicJwk.x, stranger.publicJwk.x)],
    ['a short secret', JSON.stringify({ ...operations.publicJwk, d: 'AAAA' })],
  ])('are not read from %s', (_, text) => {
    expect(() => importSigningKey(text)).toThrow(/key/);
  });

  test('say nothing of the secret in an error', () => {
    const { d } = JSON.parse(exportPrivateJwk(operations));
    expect(() => importSigningKey(JSON.stringify({ ...stranger.publicJwk, d }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(d) }),
    );
  });

  test('made once are remembered', () => {
    expect(verifyingKey({ ...operations.publicJwk })).toBe(verifyingKey(operations.publicJwk));
  });

  test.each([
    ['a missing field', { kty: 'OKP', crv: 'Ed25519' }],
    ['one field more', { ...operations.publicJwk, kid: operations.kid }],
    ['another order', { crv: 'Ed25519', kty: 'OKP', x: operations.publicJwk.x }],
    ['padding', { ...operations.publicJwk, x: `${operations.publicJwk.x}=` }],
    ['unused bits', { ...operations.publicJwk, x: `${'A'.repeat(42)}B` }],
    ['the secret', JSON.parse(exportPrivateJwk(operations))],
  ])('in public form have no %s', (_, jwk) => {
    expect(isPublicJwk(operations.publicJwk)).toBe(true);
    expect(isPublicJwk(jwk)).toBe(false);
  });
});
