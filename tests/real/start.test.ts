// A new database, and several processes that find it empty at the same moment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';

const AT_ONCE = 4;
const ROUNDS = 12;
/** Between two rounds: long enough for everybody to be done. */
const BEAT = 100;

const { href } = new URL('../../dist/src/db/open-sqlite.js', import.meta.url);
/** Opens one new file after the other, each at its appointed time. */
const opener = `
  import { openSqlite } from ${JSON.stringify(href)};
  process.stdout.write('ready');
  const [start] = await new Promise((done) => process.stdin.once('data', (said) => done(JSON.parse(said))));
  for (let round = 0; round < ${ROUNDS}; round++) {
    const left = () => start + round * ${BEAT} - performance.timeOrigin - performance.now();
    // Asleep for most of it, awake at the moment.
    await new Promise((wake) => setTimeout(wake, left() - 15));
    while (left() > 0);
    const db = await openSqlite({ file: process.cwd() + '/' + round + '.sqlite' });
    await db.close();
  }
  process.exit(0);
`;

test('processes that open a new database at once all find it whole', async () => {
  const cwd = mkdtempSync(join(scratchFolder(), 'koinon-start-'));
  try {
    const openers = Array.from({ length: AT_ONCE }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', opener], { cwd });
      const said = text(child.stderr);
      return { child, ended: once(child, 'exit').then(async ([code]) => ({ code, said: await said })) };
    });
    await Promise.all(openers.map(({ child }) => once(child.stdout, 'data')));
    const start = performance.timeOrigin + performance.now() + 50;
    for (const { child } of openers) child.stdin.write(JSON.stringify([start]));
    const ends = await Promise.all(openers.map(({ ended }) => ended));
    expect(ends).toEqual(openers.map(() => ({ code: 0, said: '' })));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
