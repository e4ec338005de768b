// Time, chance and settings come in by parameter, so that a town of instances can run on a clock and a seed of its own.
import { expect, test } from 'vitest';
import { exists, houseFiles, textOf, withoutComments } from './source.ts';

const forms = {
  'Date.now': /\bDate\.now\b/,
  'new Date()': /\bnew Date\(\s*\)/,
  'Math.random': /\bMath\.random\b/,
  setTimeout: /\bsetTimeout\b/,
  setInterval: /\bsetInterval\b/,
  setImmediate: /\bsetImmediate\b/,
  'performance.now': /\bperformance\.now\b/,
  hrtime: /\bhrtime\b/,
  'AbortSignal.timeout': /\bAbortSignal\.timeout\b/,
  'process.env': /\bprocess\.env\b|\bimport\.meta\.env\b/,
  randomBytes: /\brandomBytes\b/,
  randomUUID: /\brandomUUID\b/,
  randomInt: /\brandomInt\b/,
  getRandomValues: /\bgetRandomValues\b/,
  generateKey: /\bgenerateKey(Pair)?(Sync)?\b/,
} as const;
type Form = keyof typeof forms;

/** Where the real ones come in, and why. */
const allowed: Record<string, { forms: Form[]; why: string }> = {
  'src/base/time.ts': {
    forms: ['Date.now', 'Math.random', 'setTimeout', 'randomBytes'],
    why: 'the one place that the real clock and chance come from',
  },
  'src/db/open-sqlite.ts': { forms: ['setImmediate'], why: 'the default for `soon`, which comes in by parameter' },
  'src/db/open-postgres.ts': {
    forms: ['setImmediate'],
    why: 'writes of one turn share a commit; no town runs on PostgreSQL',
  },
};
/** The command line is where a process begins: it reads the environment once and hands it to `readConfig`. */
const begins = (file: string) => file.startsWith('src/cli/');

const found = (text: string): Form[] =>
  (Object.keys(forms) as Form[]).filter((form) => forms[form].test(withoutComments(text)));

test('nothing ambient outside the places named here', () => {
  const files = houseFiles();
  expect(files.length).toBeGreaterThanOrEqual(40);
  const wrong = files.flatMap((file) =>
    found(textOf(file))
      .filter((form) => !allowed[file]?.forms.includes(form) && !(begins(file) && form === 'process.env'))
      .map((form) => `${file}: ${form}`),
  );
  expect(wrong).toEqual([]);
});

test('every exception is still needed', () => {
  for (const [file, { forms: named }] of Object.entries(allowed)) {
    expect(exists(file)).toBe(true);
    expect([...named].sort()).toEqual(found(textOf(file)).sort());
  }
});

test('each form is found in code, and not in a comment', () => {
  const text = 'Date.now(); new Date(); new Date(0); process.env.HOME; x.generateKeyPairSync();';
  expect(found(text)).toEqual(['Date.now', 'new Date()', 'process.env', 'generateKey']);
  expect(found(`// ${text}\n/* ${text} */`)).toEqual([]);
});
