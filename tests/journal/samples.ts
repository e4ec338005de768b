// Keys, payloads and ways to build what no writer builds, for the tests of the journal.
import { sign } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../src/base/hash.ts';
import type { EnvelopePayload } from '../../src/journal/envelope.ts';
import type { EpochPayload } from '../../src/journal/epoch-statement.ts';
import { createSigningKey, type SigningKey } from '../../src/journal/keys.ts';
import { CONTENT_BYTES, EPOCH_SIZE, MAX_EPOCH } from '../../src/journal/limits.ts';

export const operations = createSigningKey(new Uint8Array(32).fill(1));
export const governance = createSigningKey(new Uint8Array(32).fill(2));
export const stranger = createSigningKey(new Uint8Array(32).fill(3));

export const COALITION = sha256('a charter');

export const samplePayload: EnvelopePayload = {
  v: 1,
  coalition: COALITION,
  origin: 'greens.example:4100',
  epoch: 2,
  seq: EPOCH_SIZE + 42,
  prev: sha256('the entry before'),
  at: '2026-03-01T12:34:56.789Z',
  type: 'reply.posted',
  ref: { thread: '12@reds.example', parent: '40@greens.example:4100', author: 'Zm9ydHktdHdv_-AA' },
  digest: sha256('a content'),
  size: 120,
};

export const sampleEpoch: EpochPayload = {
  v: 1,
  coalition: COALITION,
  origin: 'greens.example',
  epoch: 3,
  key: operations.publicJwk,
  after: [2, EPOCH_SIZE + 42, sha256('the last entry')],
  final: true,
  at: '2026-03-01T12:34:56.789Z',
};

export const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

/** Signs any two parts as they are: what a hostile owner of a key can make. */
export const signParts = (header: string, payload: string, key: SigningKey): string => {
  const signed = `${header}.${payload}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
};

export const headerOf = (key: SigningKey, typ: string, changes: object = {}): string =>
  base64url(JSON.stringify({ alg: 'EdDSA', kid: key.kid, typ, ...changes }));

/** A well-signed envelope around any payload text or bytes. */
export const envelopeAround = (payload: string | Uint8Array, key = operations): string =>
  signParts(headerOf(key, 'koinon-entry'), base64url(payload), key);

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(base64url);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);

export const anyPayload: fc.Arbitrary<EnvelopePayload> = fc
  .record({
    coalition: hash,
    origin: fc.tuple(label, label, fc.constantFrom('', ':4100', '~two')).map(([a, b, end]) => `${a}.${b}${end}`),
    epoch: fc.integer({ min: 1, max: MAX_EPOCH }),
    offset: fc.integer({ min: 1, max: EPOCH_SIZE }),
    prev: hash,
    at: fc
      .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    type: fc.constantFrom('thread.started', 'reply.posted', 'charter.left', 'from-the-future.type'),
    // Strings of any code points, keys like `__proto__` and numbers of every kind included.
    ref: fc
      .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 })
      .map((ref) => JSON.parse(JSON.stringify(ref)) as Record<string, unknown>),
    content: fc.option(fc.record({ digest: hash, size: fc.integer({ min: 1, max: CONTENT_BYTES }) })),
  })
  .map(({ offset, content, ...fields }) => ({
    v: 1,
    ...fields,
    seq: (fields.epoch - 1) * EPOCH_SIZE + offset,
    digest: content?.digest ?? '',
    size: content?.size ?? 0,
  }));
