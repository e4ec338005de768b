// The suite's own judge: every way in which a run can go wrong shows in the count and in the exit code.
import { expect, test } from 'vitest';
import { type FileReport, judge } from './judge.mjs';

const file = (name: string, ...statuses: string[]): FileReport => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  message: '',
  assertionResults: statuses.map((status, i) => ({ fullName: `test ${i}`, status })),
});

const good = () => ({
  checks: [
    { name: 'types', exitCode: 0 },
    { name: 'lint', exitCode: 0 },
  ],
  runs: [
    {
      name: 'unit',
      exitCode: 0,
      report: { success: true, testResults: [file('/a.test.ts', 'passed', 'passed')] },
      files: ['/a.test.ts'],
    },
    {
      name: 'sqlite',
      exitCode: 0,
      report: { success: true, testResults: [file('/b.test.ts', 'passed')] },
      files: ['/b.test.ts'],
    },
  ],
  filesOnDisk: ['/a.test.ts', '/b.test.ts'],
});
type Found = Parameters<typeof judge>[0];

test('what is well counts over all runs, each check as one', () => {
  expect(judge(good())).toEqual({ passed: 5, wrong: [], line: '5 passed, 0 failed', exitCode: 0 });
});

const spoilt: [string, (found: Found) => void, string][] = [
  ['a check that fails', (f) => f.checks.splice(0, 1, { name: 'types', exitCode: 2 }), '4 passed, 1 failed'],
  ['a check that was killed', (f) => f.checks.splice(0, 1, { name: 'types', exitCode: null }), '4 passed, 1 failed'],
  ...['failed', 'skipped', 'pending', 'todo', 'disabled'].map((status): [string, (found: Found) => void, string] => [
    `a test that is ${status}`,
    (f) => f.runs[0]?.report?.testResults.splice(0, 1, file('/a.test.ts', 'passed', status)),
    '4 passed, 1 failed',
  ]),
  [
    'a file without tests',
    (f) => f.runs[1]?.report?.testResults.splice(0, 1, file('/b.test.ts')),
    '4 passed, 1 failed',
  ],
  [
    'a file whose hook fails',
    (f) => f.runs[1]?.report?.testResults.splice(0, 1, { ...file('/b.test.ts', 'passed'), status: 'failed' }),
    '5 passed, 1 failed',
  ],
  [
    'a run without a report',
    (f) => f.runs.splice(1, 1, { name: 'sqlite', exitCode: 1, report: undefined, files: ['/b.test.ts'] }),
    '4 passed, 1 failed',
  ],
  [
    'an error outside the tests',
    (f) => f.runs.push({ name: 'late', exitCode: 1, report: { success: true, testResults: [] }, files: [] }),
    '5 passed, 1 failed',
  ],
  [
    'a report that says no',
    (f) => f.runs.push({ name: 'late', exitCode: 0, report: { success: false, testResults: [] }, files: [] }),
    '5 passed, 1 failed',
  ],
  ['a planned file that was not collected', (f) => f.runs[0]?.report?.testResults.pop(), '3 passed, 1 failed'],
  ['a file on the disk that is in no run', (f) => f.filesOnDisk.push('/c.test.js'), '5 passed, 1 failed'],
  ['nothing at all', (f) => Object.assign(f, { runs: [], filesOnDisk: [] }), '2 passed, 1 failed'],
];

test.each(spoilt)('%s is a failure', (_, spoil, line) => {
  const found: Found = good();
  spoil(found);
  expect(judge(found)).toMatchObject({ line, exitCode: 1 });
});
