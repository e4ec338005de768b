// Contents: their bytes, digest, salt and limit.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { StrictJsonError } from '../../src/base/strict-json.ts';
import { digestOf, sealContent } from '../../src/journal/content.ts';
import { CONTENT_BYTES } from '../../src/journal/limits.ts';
import { parseContent } from '../../src/journal/records.ts';

const salt = new Uint8Array(16).fill(255);

describe('a content', () => {
  test('is the bytes of its JSON, the salt first', () => {
    const { bytes, digest, size } = sealContent({ body: 'Grüße' }, salt);
    const text = '{"salt":"_____________________w","body":"Grüße"}';
    expect(Buffer.from(bytes).toString()).toBe(text);
    expect(size).toBe(Buffer.byteLength(text));
    expect(digest).toBe(createHash('sha256').update(text).digest('base64url'));
    expect(digestOf(bytes)).toBe(digest);
    expect(parseContent('reply.posted', bytes)).toMatchObject({ ok: true, content: { body: 'Grüße' } });
  });

  test('with another salt has another digest', () => {
    expect(sealContent({ body: 'yes' }, salt).digest).not.toBe(sealContent({ body: 'yes' }, new Uint8Array(16)).digest);
  });

  test('takes 16 bytes of salt, once', () => {
    expect(() => sealContent({ body: '' }, new Uint8Array(15))).toThrow(RangeError);
    expect(() => sealContent({ salt: 'AAAA', body: '' }, salt)).toThrow(RangeError);
  });

  test.each(['\0', '\ud800', '\udc00a'])('is not sealed with a text that nobody may read: %#', (body) => {
    expect(() => sealContent({ body }, salt)).toThrow(StrictJsonError);
  });

  test('has at most 256 KiB', () => {
    const around = sealContent({ body: '' }, salt).size;
    expect(sealContent({ body: 'x'.repeat(CONTENT_BYTES - around) }, salt).size).toBe(CONTENT_BYTES);
    expect(() => sealContent({ body: 'x'.repeat(CONTENT_BYTES - around + 1) }, salt)).toThrow(/262144/);
  });
});
