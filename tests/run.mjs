// `npm test`: type check, lint and build, then every test on what it needs; the last line counts them all, from the
// runners' reports. Parts run side by side, one process each: together they end sooner than one after the other, since
// much of the time is waiting, and the end of a part leaves no core idle. With `--long` the generous numbers: more seeds, more rounds.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './support/judge.mjs';
import { root, testFiles } from './support/test-files.mjs';

const long = process.argv.includes('--long');
const reports = mkdtempSync(join(tmpdir(), 'koinon-reports-'));
// Each part needs nearly all of the source: what the first makes of it is there for the others, and for this run alone.
const cache = join(reports, 'transformed');
const env = { ...process.env, CI: '1', KOINON_TEST_CACHE: cache, ...(long ? { KOINON_TEST_LONG: '1' } : {}) };

let commands = 0;
/** Answers the exit code; what the command says is shown when it is done, so that no two speak at once. */
const run = (command, ...args) =>
  new Promise((done) => {
    const said = join(reports, `${++commands}.txt`);
    const file = openSync(said, 'a');
    const child = spawn(join(root, 'node_modules/.bin', command), args, {
      ...{ cwd: root, env, stdio: ['inherit', file, file] },
    });
    const end = (code) => {
      closeSync(file);
      process.stdout.write(readFileSync(said));
      done(code);
    };
    child.once('error', () => end(null));
    child.once('exit', end);
  });

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const check = async (name, ...command) => ({ name, exitCode: await run(...command) });

// The build comes first: some tests start what it made. What it compiles is checked beside it, among the types, by the same rules.
const checks = await Promise.all([
  check('types', 'tsc', '--noEmit'),
  check('types in a browser', 'tsc', '--noEmit', '-p', 'tsconfig.browser.json'),
  check('lint', 'biome', 'check', '--error-on-warnings', '.'),
  check('build', 'tsc', '-p', 'tsconfig.build.json', '--noCheck'),
  check('script', 'tsc', '-p', 'tsconfig.script.json'),
]);
checks.push(await check('few files', 'rolldown', '-c'));

/** One part of the tests, in one process. */
const runPart = async ([name, files]) => {
  console.log(`${name}: ${files.length} files …`);
  const outputFile = join(reports, `${name}.json`);
  const exitCode = await run(
    'vitest',
    ...['run', '--project', name, '--maxWorkers=1'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`],
  );
  return { name, exitCode, report: readReport(outputFile), files: files.map((file) => join(root, file)) };
};

const parts = Object.entries(testFiles());
const runs = [];
/** One more than there are cores: now and then each waits, for a disk, a browser, or another process. */
const lanes = Array.from({ length: availableParallelism() + 1 }, async () => {
  for (let part = parts.shift(); part; part = parts.shift()) runs.push(await runPart(part));
});
await Promise.all(lanes);
rmSync(reports, { recursive: true, force: true });

const filesOnDisk = readdirSync(join(root, 'tests'), { recursive: true })
  .filter((path) => /\.test\.\w+$/.test(path))
  .map((path) => join(root, 'tests', path));
const { wrong, line, exitCode } = judge({ checks, runs, filesOnDisk });
for (const text of wrong) console.log(`FAILED ${text}`);
console.log(line);
process.exitCode = exitCode;
