// Rules for the tests themselves: none is left out, none gets a second chance, none replaces a part of ours or meddles
// with what other files in its process share.
import { expect, test } from 'vitest';
import { filesIn, importsOf, textOf } from './source.ts';

const files = [...filesIn('tests', /\.(ts|tsx|mjs)$/), ...filesIn('bench', /\.(ts|mjs)$/), 'vitest.config.ts'];

// Put together, so that this file does not break its own rules.
const word = (...parts: string[]) => parts.join('');
const forbidden: [string, RegExp][] = [
  ...['on-ly', 'sk-ip', 'to-do', 'skip-If', 'run-If', 'fai-ls'].map((name): [string, RegExp] => {
    const whole = word(...name.split('-'));
    return [`.${whole}`, new RegExp(`\\.${whole}\\b(?!\\.ts)`)];
  }),
  ['a second chance', new RegExp(`\\b${word('re', 'try')}\\s*:|--${word('re', 'try')}`)],
  ['errors that do not count', new RegExp(word('dangerously', 'Ignore'))],
  ['runs without tests', new RegExp(word('pass', 'WithNoTests'))],
  ['replaced parts', new RegExp(`\\b${word('v', 'i')}\\.(mock|doMock|spyOn|stubGlobal|stubEnv)\\b`)],
];

test('the files were read', () => {
  expect(files.length).toBeGreaterThanOrEqual(15);
});

test.each(forbidden)('no %s', (_, pattern) => {
  const wrong = files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(wrong).toEqual([]);
});

test('the patterns match what they forbid', () => {
  const lines = ['on', 'sk'].map((start) => `test.${start}${start === 'on' ? 'ly' : 'ip'}('x', () => {});`);
  lines.push(`test.${word('to', 'do')}('x');`, `{ ${word('re', 'try')}: 2 }`, `${word('v', 'i')}.mock('../src/a.ts');`);
  for (const line of lines) expect(forbidden.some(([, pattern]) => pattern.test(line))).toBe(true);
  expect(forbidden.some(([, pattern]) => pattern.test('const todo = list.todos; retryAfter: 3'))).toBe(false);
});

test('whoever stops the clock lets it run again', () => {
  const stops = files.filter((file) => textOf(file).includes(word('useFake', 'Timers(')));
  expect(stops.filter((file) => !textOf(file).includes('useRealTimers('))).toEqual([]);
});

test('databases come from tests/support/database.ts, so that every test runs on both', () => {
  const free = /^tests\/(support|db)\/|\.(sqlite|postgres)\.test\.ts$/;
  const opens = (file: string) => importsOf(file).some((name) => /^src\/db\/open(-sqlite|-postgres)?\.ts$/.test(name));
  expect(filesIn('tests', /\.test\.tsx?$/).filter((file) => !free.test(file) && opens(file))).toEqual([]);
});
