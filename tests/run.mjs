// `npm test`: type check, lint and build, then every test on what it needs; the last line counts them all, from the
// runners' reports. With `--long` the generous numbers: more seeds, more rounds.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './support/judge.mjs';
import { root, testFiles } from './support/test-files.mjs';

const long = process.argv.includes('--long');
const env = { ...process.env, CI: '1', ...(long ? { KOINON_TEST_LONG: '1' } : {}) };
const reports = mkdtempSync(join(tmpdir(), 'koinon-reports-'));

const run = (command, ...args) =>
  new Promise((done) => {
    const child = spawn(join(root, 'node_modules/.bin', command), args, { cwd: root, env, stdio: 'inherit' });
    child.once('error', () => done(null));
    child.once('exit', (code) => done(code));
  });

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const check = async (name, ...command) => ({ name, exitCode: await run(...command) });

// The build comes first: some tests start what it made.
const checks = await Promise.all([
  check('types', 'tsc', '--noEmit'),
  check('types in a browser', 'tsc', '--noEmit', '-p', 'tsconfig.browser.json'),
  check('lint', 'biome', 'check', '--error-on-warnings', '.'),
  check('build', 'tsc', '-p', 'tsconfig.build.json'),
  check('script', 'tsc', '-p', 'tsconfig.script.json'),
]);
checks.push(await check('few files', 'rolldown', '-c'));

const runs = [];
for (const [name, files] of Object.entries(testFiles())) {
  const outputFile = join(reports, `${name}.json`);
  const exitCode = await run(
    'vitest',
    ...['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`],
  );
  runs.push({ name, exitCode, report: readReport(outputFile), files: files.map((file) => join(root, file)) });
}
rmSync(reports, { recursive: true, force: true });

const filesOnDisk = readdirSync(join(root, 'tests'), { recursive: true })
  .filter((path) => /\.test\.\w+$/.test(path))
  .map((path) => join(root, 'tests', path));
const { wrong, line, exitCode } = judge({ checks, runs, filesOnDisk });
for (const text of wrong) console.log(`FAILED ${text}`);
console.log(line);
process.exitCode = exitCode;
