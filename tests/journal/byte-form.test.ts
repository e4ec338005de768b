// One byte form (protocol.md, Journals): whoever passes an envelope on can change nothing, and even who holds the key
// can write it in no other way.
import { describe, expect, test } from 'vitest';
import { checkEnvelope, openEnvelope, sealEnvelope } from '../../src/journal/envelope.ts';
import { verifyingKey } from '../../src/journal/keys.ts';
import {
  base64url,
  envelopeAround,
  governance,
  headerOf,
  operations,
  samplePayload,
  signParts,
  stranger,
} from './samples.ts';

const key = verifyingKey(operations.publicJwk);
const { envelope } = sealEnvelope(samplePayload, operations);
const text = JSON.stringify(samplePayload);
const [header = '', payload = '', signature = ''] = envelope.split('.');

const counts = (compact: string): boolean => {
  const opened = openEnvelope(compact);
  return opened.ok && checkEnvelope(opened, key);
};
const faultIn = (compact: string): string => {
  const opened = openEnvelope(compact);
  return opened.ok ? 'none' : opened.fault;
};

describe('a relay', () => {
  test('passes on what counts', () => expect(counts(envelope)).toBe(true));

  test('can flip no bit', () => {
    for (let at = 0; at < envelope.length; at++)
      for (let bit = 1; bit < 256; bit <<= 1) {
        const flipped = String.fromCharCode(envelope.charCodeAt(at) ^ bit);
        expect(counts(envelope.slice(0, at) + flipped + envelope.slice(at + 1)), `bit ${bit} at ${at}`).toBe(false);
      }
  });

  test('can put no other character anywhere', () => {
    // U+0100 above a character is what a careless decoder takes for the character itself.
    for (let at = 0; at < envelope.length; at++) {
      const alias = String.fromCharCode(envelope.charCodeAt(at) + 0x100);
      for (const other of ['A', 'B', '+', '/', '=', ' ', alias])
        if (other !== envelope[at])
          expect(counts(envelope.slice(0, at) + other + envelope.slice(at + 1)), `${other} at ${at}`).toBe(false);
    }
  });

  test('can drop and add nothing', () => {
    for (let at = 0; at <= envelope.length; at++) {
      if (at < envelope.length) expect(counts(envelope.slice(0, at) + envelope.slice(at + 1))).toBe(false);
      for (const more of ['A', '.', '=', ' ', '\n', '\r', '\0', '-', 'Ł'])
        expect(counts(envelope.slice(0, at) + more + envelope.slice(at)), `${more} at ${at}`).toBe(false);
    }
  });

  test('cannot use the unused bits of the signature', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const same = [...alphabet].filter((last) =>
      Buffer.from(signature.slice(0, -1) + last, 'base64url').equals(Buffer.from(signature, 'base64url')),
    );
    expect(same).toHaveLength(16);
    for (const last of same) {
      const changed = envelope.slice(0, -1) + last;
      if (changed !== envelope) expect(faultIn(changed)).toMatch(/signature is not in canonical/);
    }
  });

  test('cannot pad', () => {
    expect(faultIn(`${envelope}==`)).toMatch(/signature/);
    expect(faultIn(`${header}=.${payload}.${signature}`)).toMatch(/header/);
    expect(faultIn(`${header}.${payload}=.${signature}`)).toMatch(/canonical base64url/);
  });
});

describe('whoever holds the key', () => {
  const withHeader = (changes: object) => signParts(headerOf(operations, 'koinon-entry', changes), payload, operations);

  const headers: [what: string, compact: string, fault: RegExp][] = [
    ['alg none', withHeader({ alg: 'none' }), /^alg/],
    ['alg HS256', withHeader({ alg: 'HS256' }), /^alg/],
    ['alg Ed25519', withHeader({ alg: 'Ed25519' }), /^alg/],
    ['no kid', withHeader({ kid: undefined }), /^kid/],
    ['a kid that is no thumbprint', withHeader({ kid: 'key-1' }), /^kid/],
    ['no typ', withHeader({ typ: undefined }), /^typ/],
    ['another typ', withHeader({ typ: 'koinon-epoch' }), /^typ/],
    ['a longer typ', withHeader({ typ: 'koinon-entry+jwt' }), /^typ/],
    ['crit', withHeader({ crit: ['b64'] }), /^the header is not in the one byte form/],
    ['jwk', withHeader({ jwk: operations.publicJwk }), /^the header/],
    ['a very long field', withHeader({ x: 'x'.repeat(500) }), /^the header is too long/],
    ['another order', JSON.stringify({ typ: 'koinon-entry', alg: 'EdDSA', kid: operations.kid }), /byte form/],
    ['white space', JSON.stringify(JSON.parse(Buffer.from(header, 'base64url').toString()), null, 1), /byte form/],
    ['an array', '[]', /^alg/],
    ['null', 'null', /^the header is no object/],
    ['no JSON', '{', /^the header is not JSON/],
  ].map(([what, made, fault]) => [
    what as string,
    (made as string).includes('.') ? (made as string) : signParts(base64url(made as string), payload, operations),
    fault as RegExp,
  ]);
  test.each(headers)('cannot put into the header: %s', (_, compact, fault) => {
    expect(faultIn(compact)).toMatch(fault);
  });

  test('cannot name another key', () => {
    const opened = openEnvelope(withHeader({ kid: stranger.kid }));
    if (!opened.ok) throw new Error(opened.fault);
    expect(opened.kid).toBe(stranger.kid);
    expect(checkEnvelope(opened, key)).toBe(false);
    expect(checkEnvelope(opened, verifyingKey(stranger.publicJwk))).toBe(false);
  });

  const { v, coalition, ...rest } = samplePayload;
  const { size: _, ...sizeless } = samplePayload;
  const payloads: [what: string, text: string | Uint8Array, fault: RegExp][] = [
    ['another order', JSON.stringify({ coalition, v, ...rest }), /in another order/],
    ['a field more at the end', JSON.stringify({ ...samplePayload, more: 1 }), /other fields/],
    ['a field more at the start', JSON.stringify({ more: 1, ...samplePayload }), /other fields/],
    ['a field less', JSON.stringify(sizeless), /other fields/],
    ['__proto__', text.replace('{"v"', '{"__proto__":{"admin":1},"v"'), /other fields/],
    ['a field twice', text.replace('"v":1', '"v":1,"v":1'), /byte form/],
    ['a field twice in ref', text.replace('"thread"', '"thread":"1@a.example","thread"'), /byte form/],
    ['white space between', text.replace('"v":1,', '"v":1, '), /byte form/],
    ['white space before', ` ${text}`, /byte form/],
    ['white space after', `${text}\n`, /byte form/],
    ['1.0 for 1', text.replace('"v":1', '"v":1.0'), /byte form/],
    ['1e0 for 1', text.replace('"v":1', '"v":1e0'), /byte form/],
    ['an escape without need', text.replace('reply.posted', 'r\\u0065ply.posted'), /byte form/],
    ['an escaped slash', text.replace('"ref":{', '"ref":{"a":"\\/",'), /byte form/],
    ['numbers as keys out of order', text.replace('"ref":{', '"ref":{"2":1,"1":2,'), /byte form/],
    ['a byte order mark', `\ufeff${text}`, /not JSON/],
    ['bytes that are not UTF-8', Buffer.from(text.replace('12@', '\xff@'), 'latin1'), /not UTF-8/],
    ['an overlong slash', Buffer.from(text.replace('12@', '\xc0\xaf@'), 'latin1'), /not UTF-8/],
    ['a surrogate in UTF-8', Buffer.from(text.replace('12@', '\xed\xa0\x80@'), 'latin1'), /not UTF-8/],
    ['an array', '[]', /no object/],
    ['null', 'null', /no object/],
    ['nothing', '', /not JSON/],
    [
      '32 levels in ref',
      text.replace('12@reds.example"', `","a":${'['.repeat(31)}${']'.repeat(31)}`),
      /deeper than 32/,
    ],
    ['2,000 levels in ref', text.replace('12@reds.example"', `","a":${'['.repeat(2000)}${']'.repeat(2000)}`), /deeper/],
  ];
  test.each(payloads)('cannot write the payload with %s', (_, written, fault) => {
    expect(faultIn(envelopeAround(written))).toMatch(fault);
  });

  test('can write U+FFFD, 31 levels and __proto__ in ref', () => {
    const ref = JSON.parse(`{"a":"\ufffd","__proto__":${'['.repeat(30)}${']'.repeat(30)}}`);
    expect(counts(sealEnvelope({ ...samplePayload, ref }, operations).envelope)).toBe(true);
  });

  test.each(['', '.', '..', '...', `${envelope}.`, `.${envelope}`, `${header}.${payload}`, `${header}..${signature}`])(
    'cannot bring other parts: %#',
    (compact) => expect(counts(compact)).toBe(false),
  );

  test('cannot bring four parts', () => {
    expect(faultIn(`${header}.${payload}.${payload}.${signature}`)).toBe('not three parts');
  });

  test('cannot use another form of a signature than 64 bytes', () => {
    const bytes = Buffer.from(signature, 'base64url');
    for (const other of [bytes.subarray(1), Buffer.concat([bytes, bytes.subarray(0, 1)]), Buffer.alloc(0)])
      expect(faultIn(`${header}.${payload}.${base64url(other)}`)).toMatch(/signature/);
    expect(counts(`${header}.${payload}.${base64url(Buffer.alloc(64))}`)).toBe(false);
  });

  test('cannot have governance speak for operations', () => {
    expect(counts(sealEnvelope(samplePayload, governance).envelope)).toBe(false);
  });
});
