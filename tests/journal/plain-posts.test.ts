// The short way of reading posts' records answers what their schemas answer.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainContent, plainRef } from '../../src/journal/records/plain-posts.ts';
import { postContents, postRefs } from '../../src/journal/records/posts.ts';
import { parseContent, parseRef } from '../../src/journal/records.ts';

const types = ['thread.started', 'reply.posted'] as const;

const name = fc.constantFrom(
  '42@greens.example',
  '1@a:80',
  '0@greens.example',
  'b7',
  '7@Greens.example',
  '9007199254740993@a',
  '',
);
const member = fc.constantFrom('abcdefgh', 'a'.repeat(64), 'a'.repeat(65), 'short', 'abcdefg!', 'abcdefgh\n');
const anything = fc.oneof(fc.jsonValue(), fc.string());
const ref = fc.record(
  {
    plank: fc.oneof(fc.constantFrom('town', 'open-elections', 'Town', '-a', '', 'a\n'), anything),
    thread: fc.oneof({ weight: 4, arbitrary: name }, anything),
    parent: fc.oneof({ weight: 4, arbitrary: name }, anything),
    author: fc.oneof({ weight: 4, arbitrary: member }, anything),
    more: anything,
    ['__proto__']: anything,
  },
  { requiredKeys: [] },
);
const salt = fc.constantFrom('AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAB', 'AAAA', '');
const title = fc.oneof(
  fc.string(),
  fc.integer({ min: 0, max: 320 }).map((length) => '\u{1F331}'.repeat(length)),
);
const body = fc.oneof(
  fc.string(),
  fc.constantFrom(39_999, 40_000, 40_001, 65_536, 100_000, 100_001).map((length) => 'x'.repeat(length)),
);
const good = fc.record({
  salt: fc.constant('AAAAAAAAAAAAAAAAAAAAAA'),
  title,
  body,
});
const content = fc.record(
  {
    salt: fc.oneof({ weight: 4, arbitrary: salt }, anything),
    title: fc.oneof({ weight: 4, arbitrary: title }, anything),
    body: fc.oneof({ weight: 4, arbitrary: body }, anything),
    attachments: fc.oneof(fc.constant([]), anything),
    poll: anything,
  },
  { requiredKeys: [] },
);

test.each(types)('the ref of %s', (type) => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: ref }, anything), (value) => {
      const read: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
      const expected = postRefs[type].safeParse(read);
      expect(parseRef(type, read)).toEqual(expected.success ? expected.data : undefined);
      if (plainRef(type, read)) plain += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(10);
});

test.each(types)('the content of %s', (type) => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 7, arbitrary: content }, { weight: 2, arbitrary: good }, anything), (value) => {
      const text = JSON.stringify(value);
      fc.pre(text?.isWellFormed() === true && !text.includes('\\u'));
      const expected = postContents[type].safeParse(JSON.parse(text));
      const parsed = parseContent(type, text);
      expect(parsed.ok).toBe(expected.success);
      if (parsed.ok) expect(parsed.content).toEqual(expected.data);
      if (plainContent(type, JSON.parse(text))) plain += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(10);
});
