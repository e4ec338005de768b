import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../../src/base/errors.ts';
import {
  checkBio,
  checkDisplayName,
  checkName,
  checkPassword,
  checkUnreserved,
  tidyAgent,
} from '../../../src/forum/identity/account-rules.ts';
import { codePoint } from '../../support/code-point.ts';

/** The field that a rule refuses; `taken` when it does not. */
const verdict = (act: () => unknown): string | undefined => {
  try {
    act();
    return 'taken';
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'invalid') throw error;
    expect(error.message.startsWith(`${error.field}: `)).toBe(true);
    return error.field;
  }
};

test.for(['ab', 'x'.repeat(32), '_0', 'ada_99'])('the name %j is taken', (name) => {
  expect(checkName(name)).toBe(name);
});

test.for(['', 'a', 'Ada', 'ada lovelace', 'ädä', 'ada\n', ' ada', 'a-b', 'x'.repeat(33)])(
  'the name %j is refused',
  (name) => {
    expect(verdict(() => checkName(name))).toBe('name');
  },
);

test('names of the instance and its staff are reserved, and every reserved one could be a name', () => {
  for (const name of ['admin', 'root', 'moderator', 'system', 'koinon', 'everyone', 'me']) {
    expect([name, verdict(() => checkUnreserved(name))]).toEqual([name, 'name']);
    expect(checkName(name)).toBe(name);
  }
  expect(verdict(() => checkUnreserved('ada'))).toBe('taken');
});

test.for([
  ['nine char', 'password'],
  ['ten chars.', 'taken'],
  ['x'.repeat(200), 'taken'],
  ['x'.repeat(201), 'password'],
  ['🌍'.repeat(10), 'taken'],
  ['🌍'.repeat(9), 'password'],
  ['🌍'.repeat(200), 'taken'],
  ['ada_lovelace', 'password'],
  ['Ada_Lovelace', 'password'],
  ['ada_lovelace1', 'taken'],
] as const)('the password %j: %s', ([password, expected]) => {
  expect(verdict(() => checkPassword(password, 'ada_lovelace'))).toBe(expected);
});

test('a refused password is named by the field that held it', () => {
  expect(verdict(() => checkPassword('short', 'ada', 'newPassword'))).toBe('newPassword');
});

test.for([
  '',
  '   ',
  'x'.repeat(61),
  'two\nlines',
  'tab\there',
  'nul\u0000',
  'lone \ud800 half',
  'turned \u202e around',
  'line\u2028separator',
])('the display name %j is refused', (displayName) => {
  expect(verdict(() => checkDisplayName(displayName))).toBe('displayName');
});

test('display names at their limits are taken, trimmed and composed', () => {
  expect(checkDisplayName('🌍'.repeat(60))).toBe('🌍'.repeat(60));
  expect(checkDisplayName('  Ada 👩‍💻 ')).toBe('Ada 👩‍💻');
  expect(checkDisplayName('Zoe\u0308')).toBe('Zo\u00eb');
});

test.for(['x'.repeat(2001), 'nul\u0000', 'lone \udc00 half', 'turned \u2066 around', 'bell\u0007'])(
  'the bio %j is refused',
  (bio) => {
    expect(verdict(() => checkBio(bio))).toBe('bio');
  },
);

test('bios at their limits are taken', () => {
  const bio = `${'🌍'.repeat(1997)}\n\tx`;
  expect(checkBio(bio)).toBe(bio);
  expect(checkBio(' one\r\ntwo ')).toBe('one\ntwo');
  expect(checkBio('')).toBe('');
});

test('what is taken is well-formed, without U+0000, and stays as it is when taken again', () => {
  const text = fc.string({ unit: codePoint, maxLength: 80 });
  fc.assert(
    fc.property(text, (input) => {
      for (const check of [checkDisplayName, checkBio]) {
        if (verdict(() => check(input)) !== 'taken') continue;
        const output = check(input);
        expect(Buffer.from(output).toString()).toBe(output);
        expect(output).not.toContain('\u0000');
        expect(check(output)).toBe(output);
      }
    }),
  );
});

test('what a browser calls itself is cut and tidied', () => {
  expect(tidyAgent(`${'x'.repeat(190)}\u0000\n${'🌍'.repeat(9)}`)).toBe(`${'x'.repeat(190)}${'🌍'.repeat(4)}`);
  expect(tidyAgent(`${'x'.repeat(199)}🌍`)).toBe('x'.repeat(199));
});
