// Record types: each field’s rule in ref and content, unknown fields and types, faults of the class content.
import { describe, expect, test } from 'vitest';
import { sealContent } from '../../src/journal/content.ts';
import {
  type ContentType,
  erasableTypes,
  hasContent,
  isKnownType,
  misplacesContent,
  needsContent,
  parseContent,
  parseRef,
  type RecordType,
  recordTypes,
} from '../../src/journal/records.ts';
import { attachment, contents, many, member, refs, salt } from './record-samples.ts';

const names = [
  '',
  'x',
  '0@a.example',
  '01@a.example',
  '1@A.example',
  '1@',
  '@a.example',
  '1',
  1,
  null,
  '1@a.example\n',
];
const ids = ['', 'short', 'a b c d e f', 'ada@a.example', 'x'.repeat(65), 12345678, null];
const codes = ['', 'Spam', 'two words', '-', 'x'.repeat(49), 1, null];
const counts = [-1, 1.5, 1_000_000_001, '1', null];
const erases = [
  null,
  {},
  [[1]],
  [[1, 2, 3]],
  [[2, 1]],
  [[0, 1]],
  [[1, 1.5]],
  [['1', '2']],
  [[1, 2 ** 53]],
  [1, 2],
  many(1001, [1, 1]),
];

const wrongRefs: [type: RecordType, field: string, values: unknown[]][] = [
  ['thread.started', 'plank', ['', 'Open', 'a b', '-a', 'x'.repeat(65), null]],
  ['thread.started', 'author', ids],
  ['reply.posted', 'thread', names],
  ['reply.posted', 'parent', names],
  ['reply.posted', 'author', ids],
  ['post.edited', 'post', names],
  ['post.deleted', 'post', names],
  ['post.deleted', 'erases', erases],
  ['post.withdrawn', 'reason', codes],
  ['post.reinstated', 'reason', codes],
  [
    'votes.tallied',
    'tallies',
    [null, [null], [{ post: '1@a.example', up: 1 }], ...counts.map((n) => [{ post: '1@a.example', up: n, down: 0 }])],
  ],
  ['poll.tallied', 'counts', [null, many(21, 1), ...counts.map((n) => [n])]],
  ['member.described', 'member', ids],
  ['member.erased', 'erases', erases],
  ['advisory.issued', 'subject', [null, '1@a.example', {}, { post: 'x' }, { member }, { instance: 'A.example' }]],
  ['advisory.issued', 'revision', names],
  ['advisory.issued', 'effect', codes],
  ['advisory.issued', 'until', ['', '2026-03-01', null]],
  ['advisory.issued', 'human', [0, 'true', null]],
  ['advisory.issued', 'urgent', [1, null]],
  ['advisory.withdrawn', 'advisory', names],
  ['steward.pinned', 'thread', names],
  ['charter.proposed', 'message', ['', 'a.b', 'a.b.c.d', 'a.b.c=', '..', {}, null, `a.b.${'c'.repeat(16 * 1024)}`]],
];

const wrongContents: [type: ContentType, field: string, values: unknown[]][] = [
  ['thread.started', 'salt', ['', 'AAAA', `${salt}==`, 'AAAAAAAAAAAAAAAAAAAAAB', null]],
  ['thread.started', 'title', ['', 'x'.repeat(301), null, 1]],
  ['thread.started', 'body', ['x'.repeat(40_001), null, 1]],
  ['thread.started', 'poll', [null, { options: ['one'] }, { options: many(21, 'x') }, { options: ['', 'x'] }]],
  ['thread.started', 'attachments', [null, many(9, attachment), [{ ...attachment, digest: 'x' }]]],
  [
    'reply.posted',
    'attachments',
    [
      [{ ...attachment, size: 8 * 1024 * 1024 + 1 }],
      [{ ...attachment, size: 0 }],
      [{ ...attachment, type: 'image/png; charset=x' }],
      [{ ...attachment, type: 'png' }],
      [{ ...attachment, width: -1 }],
      [{ ...attachment, alt: null }],
    ],
  ],
  ['reply.posted', 'body', ['x'.repeat(40_001), null]],
  ['post.edited', 'title', ['', 'x'.repeat(301), null]],
  ['post.edited', 'body', ['x'.repeat(40_001), null]],
  ['member.described', 'name', ['a', 'x'.repeat(33), 'Ada', 'ada-1', 'äda', 'ada\n', null]],
  ['member.described', 'displayName', ['x'.repeat(201), null]],
  ['member.described', 'bio', ['x'.repeat(4_001), null]],
  ['advisory.issued', 'note', ['x'.repeat(4_001), null]],
  ['charter.proposed', 'rationale', ['x'.repeat(40_001), null]],
];

describe('record types', () => {
  test('are the closed set of the protocol', () => {
    expect([...recordTypes].sort()).toEqual(Object.keys(refs).sort());
    for (const type of recordTypes) expect(isKnownType(type)).toBe(true);
    for (const type of ['', 'post', 'post.liked', 'charter.', 'charter.won', '__proto__', 'constructor', 'toString'])
      expect(isKnownType(type) || hasContent(type)).toBe(false);
  });

  test('have a content where the protocol says so', () => {
    expect(recordTypes.filter(hasContent).sort()).toEqual(Object.keys(contents).sort());
    expect(recordTypes.filter(needsContent)).toEqual([
      'thread.started',
      'reply.posted',
      'post.edited',
      'member.described',
    ]);
    expect(erasableTypes.every(hasContent)).toBe(true);
    expect(erasableTypes.some((type) => type.startsWith('charter.'))).toBe(false);
  });

  test('show in the envelope whether a content is where it belongs', () => {
    expect(misplacesContent('reply.posted', 0)).toBe(true);
    expect(misplacesContent('reply.posted', 1)).toBe(false);
    expect(misplacesContent('post.deleted', 1)).toBe(true);
    expect(misplacesContent('post.deleted', 0)).toBe(false);
    for (const size of [0, 1])
      for (const type of ['advisory.issued', 'charter.proposed', 'from.the.future'])
        expect(misplacesContent(type, size)).toBe(false);
  });
});

describe('a ref', () => {
  test.each(recordTypes)('of %s is read, unknown fields ignored', (type) => {
    expect(parseRef(type, refs[type])).toEqual(refs[type]);
    expect(parseRef(type, { more: { a: [1] }, ...refs[type] })).toEqual(refs[type]);
    const hostile = JSON.parse(`{"__proto__":{"post":"1@a.example"},${JSON.stringify(refs[type]).slice(1)}`);
    expect(parseRef(type, hostile)).toEqual(refs[type]);
    for (const wrong of [undefined, null, [], 'x', 1, {}]) expect(parseRef(type, wrong)).toBeUndefined();
    for (const field of Object.keys(refs[type])) {
      const { [field]: _, ...rest } = refs[type] as Record<string, unknown>;
      if (field !== 'revision') expect(parseRef(type, rest), `without ${field}`).toBeUndefined();
    }
  });

  test.each(wrongRefs)('of %s with a wrong %s has no effect', (type, field, values) => {
    for (const value of values)
      expect(parseRef(type, { ...refs[type], [field]: value }), JSON.stringify(value)).toBeUndefined();
  });

  test('names three kinds of subject', () => {
    for (const subject of [{ post: '1@a.example' }, { member, origin: 'a.example' }, { instance: 'a.example' }])
      expect(parseRef('advisory.issued', { ...refs['advisory.issued'], subject })).toMatchObject({ subject });
  });

  test('names up to 1,000 ranges', () => {
    const wide = [1, Number.MAX_SAFE_INTEGER];
    expect(parseRef('post.deleted', { post: '1@a.example', erases: many(1000, wide) })?.erases).toHaveLength(1000);
  });

  test('of an unknown type is nobody’s', () => {
    expect(parseRef('post.liked' as RecordType, { post: '1@a.example' })).toBeUndefined();
    expect(parseRef('toString' as RecordType, {})).toBeUndefined();
  });
});

describe('a content', () => {
  test.each(Object.keys(contents) as ContentType[])(
    'of %s is read from bytes and text, unknown fields ignored',
    (type) => {
      const text = JSON.stringify(contents[type]);
      const read = { ok: true, content: contents[type] };
      expect(parseContent(type, text)).toEqual(read);
      expect(parseContent(type, Buffer.from(text))).toEqual(read);
      expect(parseContent(type, new TextEncoder().encode(` ${text}`).subarray(1))).toEqual(read);
      expect(parseContent(type, text.replace('{', '{"more":[{"a":1}],"__proto__":{"body":""},'))).toEqual(read);
      for (const wrong of ['null', '[]', '"x"', '{}']) expect(parseContent(type, wrong).ok, wrong).toBe(false);
    },
  );

  test.each(wrongContents)('of %s with a wrong %s has no effect', (type, field, values) => {
    for (const value of values)
      expect(parseContent(type, JSON.stringify({ ...contents[type], [field]: value }))).toEqual({
        ok: false,
        fault: expect.stringMatching(`^${field}`),
      });
  });

  test('may be as long as the limits', () => {
    const long = { title: '😀'.repeat(150), body: 'x'.repeat(40_000) };
    expect(parseContent('thread.started', sealContent(long, new Uint8Array(16)).bytes)).toMatchObject({
      ok: true,
      content: long,
    });
    expect(parseContent('thread.started', JSON.stringify({ salt, ...long, title: '😀'.repeat(151) })).ok).toBe(false);
  });

  // 1.5 times the limit in UTF-16 units, 0.75 times in code points.
  const wide = (limit: number) => '😀'.repeat(limit * 0.75);
  test.each<[type: ContentType, field: string, value: unknown]>([
    ['thread.started', 'title', wide(300)],
    ['thread.started', 'body', wide(40_000)],
    ['thread.started', 'poll', { options: [wide(200), 'x'] }],
    ['reply.posted', 'attachments', [{ ...attachment, alt: wide(2_000) }]],
    ['member.described', 'displayName', wide(200)],
    ['member.described', 'bio', wide(4_000)],
    ['advisory.issued', 'note', wide(4_000)],
    ['charter.proposed', 'rationale', wide(40_000)],
  ])('counts the length of %s %s in UTF-16 units', (type, field, value) => {
    expect(parseContent(type, JSON.stringify({ ...contents[type], [field]: value })).ok).toBe(false);
  });

  const body = (text: string) => `{"salt":"${salt}","body":"${text}"}`;
  test.each<[what: string, bytes: Uint8Array | string, fault: RegExp]>([
    ['no JSON', 'x', /not JSON/],
    ['a byte order mark', Buffer.from(`\ufeff${body('x')}`), /not JSON/],
    ['not UTF-8', Buffer.from(body('\xff'), 'latin1'), /not UTF-8/],
    ['a surrogate in UTF-8', Buffer.from(body('\xed\xa0\x80'), 'latin1'), /not UTF-8/],
    ['a member twice', body('x').replace('{', '{"body":"y",'), /twice/],
    ['a member twice in what is ignored', body('x').replace('{', '{"more":{"a":1,"a":1},'), /twice/],
    ['depth 1,000', body('x').replace('{', `{"more":${'['.repeat(1000)}${']'.repeat(1000)},`), /deeper/],
    ['a lone surrogate', body('\\udc00'), /surrogate/],
    ['U+0000', body('\\u0000'), /U\+0000/],
    ['U+0000 in a key that is ignored', body('x').replace('{', '{"\\u0000":1,'), /U\+0000/],
    ['a raw U+0000', body('\0'), /not JSON/],
  ])('with %s has no effect', (_, bytes, fault) => {
    expect(parseContent('reply.posted', bytes)).toEqual({ ok: false, fault: expect.stringMatching(fault) });
  });

  test('of a type without one has no effect', () => {
    expect(parseContent('post.deleted' as ContentType, '{}')).toMatchObject({ ok: false });
    expect(parseContent('toString' as ContentType, '{}')).toMatchObject({ ok: false });
  });
});
