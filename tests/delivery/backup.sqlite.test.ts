// A backup of a database that is written to meanwhile, and the way back from it. Nothing is ever replaced.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/db/open-sqlite.ts';
import { command, query } from '../../src/db/statement.ts';
import { type BackupNeeds, backUp } from '../../src/delivery/backup.ts';
import { createBlobFiles } from '../../src/delivery/files/blob-files.ts';
import { createGovernance } from '../../src/delivery/governance-key.ts';
import { restore } from '../../src/delivery/restore.ts';
import { scratchFolder } from '../support/scratch.ts';
import { fixedClock, seededChance } from '../support/time.ts';

const scratch = mkdtempSync(join(scratchFolder(), 'koinon-backup-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(scratch, `f${++folders}`);

const count = query()((db) => db.selectFrom('setting').select((eb) => eb.fn.countAll<number>().as('count')));
const put = command<{ name: string; value: string }>()((db, p) =>
  db.insertInto('setting').values({ name: p.name, value: p.value }),
);
const addJournal = command()((db) =>
  db.insertInto('journal').values({ coalition: 'c', origin: 'a.example', own: 1, halted: null }),
);
const halted = query()((db) => db.selectFrom('journal').select('halted'));

/** A data folder with a database of so many rows of 10 kB, and a governance key. */
const makeHouse = async (rows: number) => {
  const data = newFolder();
  mkdirSync(data);
  const file = join(data, 'koinon.sqlite');
  const db = await openSqlite({ file });
  await db.write(async (tx) => {
    await tx.run(addJournal, {});
    for (let i = 0; i < rows; i++) await tx.run(put, { name: `row ${i}`, value: 'x'.repeat(10_000) });
  });
  const key = join(data, 'governance.jwk');
  createGovernance(key).create(seededChance('governance'));
  const needs: BackupNeeds = {
    ...{ databaseFile: file, governanceKeyFile: key, origin: 'a.example', version: '0.1.0', clock: fixedClock() },
    uploadsFolder: join(data, 'uploads'),
  };
  return { db, file, key, needs, files: createBlobFiles(needs.uploadsFolder, seededChance('files')) };
};
const modesIn = (folder: string) =>
  readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
const at = (folder: string) => ({
  ...{
    databaseFile: join(folder, 'koinon.sqlite'),
    governanceKeyFile: join(folder, 'governance.jwk'),
    uploadsFolder: join(folder, 'uploads'),
    origin: 'a.example',
  },
});

test('the copy is whole, marked, and for its owner alone; the source stays as it was', async () => {
  const house = await makeHouse(10);
  const folder = join(newFolder(), 'deep', 'er');
  const manifest = await backUp(house.needs, folder);
  expect(manifest).toMatchObject({ origin: 'a.example', at: '2026-01-01T00:00:00.000Z', coalition: null });
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  expect(modesIn(folder)).toEqual([
    ['backup.json', '600'],
    ['governance.jwk', '600'],
    ['koinon.sqlite', '600'],
  ]);
  expect(await house.db.read.all(halted, {})).toEqual([{ halted: null }]);
  await house.db.close();

  const back = newFolder();
  expect(await restore(at(back), folder)).toMatchObject({ key: true });
  expect(modesIn(back)).toEqual([
    ['governance.jwk', '600'],
    ['koinon.sqlite', '600'],
  ]);
  expect(readFileSync(join(back, 'governance.jwk'), 'utf8')).toBe(readFileSync(house.key, 'utf8'));
  const db = await openSqlite({ file: join(back, 'koinon.sqlite') });
  expect(await db.read.get(count, {})).toEqual({ count: 10 });
  expect((await db.read.all(halted, {}))[0]?.halted).toMatch(/comes from a backup/);
  await db.close();
});

test('a folder that is open to others is closed; the key is left out when asked, or not there', async () => {
  const house = await makeHouse(1);
  const folder = newFolder();
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  await backUp({ ...house.needs, governanceKeyFile: undefined }, folder);
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  expect(readdirSync(folder)).toEqual(['backup.json', 'koinon.sqlite']);
  expect(await restore(at(newFolder()), folder)).toMatchObject({ key: false });
  rmSync(house.key);
  expect((await backUp(house.needs, newFolder())).files['governance.jwk']).toBeUndefined();
  await house.db.close();
});

test('another process that writes all the time does not make it begin anew, and no half of its writes is in it', async () => {
  const house = await makeHouse(3_000);
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const writer = spawn(process.execPath, [
    '-e',
    `const db = new (require(${JSON.stringify(driver)}))(${JSON.stringify(house.file)});
     db.pragma('busy_timeout = 5000');
     const put = db.prepare('insert into setting (name, value) values (?, ?)');
     const pair = db.transaction((i) => { put.run('left ' + i, ''); put.run('right ' + i, ''); });
     let i = 0;
     const turn = () => { for (let j = 0; j < 5; j++) pair(i++); if (i === 5) process.stdout.write('on'); setImmediate(turn); };
     turn();`,
  ]);
  try {
    await once(writer.stdout, 'data');
    const rowsNow = async () => (await house.db.read.get(count, {}))?.count ?? 0;
    const folder = newFolder();
    const before = await rowsNow();
    await backUp(house.needs, folder);
    const after = await rowsNow();
    const db = await openSqlite({ file: join(folder, 'koinon.sqlite') });
    const rows = (await db.read.get(count, {}))?.count ?? 0;
    await db.close();
    expect(rows % 2).toBe(0);
    expect(rows).toBeGreaterThanOrEqual(before);
    // As it stood when it was begun, not when it ended.
    expect(rows - before).toBeLessThan((after - before) / 2);
  } finally {
    writer.kill('SIGKILL');
  }
  await house.db.close();
});

test('nothing is replaced: not by a backup, not by a restore', async () => {
  const house = await makeHouse(1);
  const folder = newFolder();
  await backUp(house.needs, folder);
  const before = modesIn(folder);
  await expect(backUp(house.needs, folder)).rejects.toMatchObject({ code: 'conflict' });
  expect(modesIn(folder)).toEqual(before);
  await expect(backUp({ ...house.needs, databaseFile: join(scratch, 'none') }, newFolder())).rejects.toMatchObject({
    code: 'not-found',
  });

  const back = newFolder();
  await restore(at(back), folder);
  await expect(restore(at(back), folder)).rejects.toMatchObject({ code: 'conflict' });
  for (const name of ['koinon.sqlite-wal', 'koinon.sqlite', 'governance.jwk']) {
    const taken = newFolder();
    mkdirSync(taken);
    writeFileSync(join(taken, name), 'mine');
    await expect(restore(at(taken), folder)).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(taken)).toEqual([name]);
    expect(readFileSync(join(taken, name), 'utf8')).toBe('mine');
  }
  // The same key may wait there already.
  const waiting = newFolder();
  mkdirSync(waiting);
  writeFileSync(join(waiting, 'governance.jwk'), readFileSync(house.key));
  expect(await restore(at(waiting), folder)).toMatchObject({ key: true });
  await house.db.close();
});

test('half a backup, a damaged one, and that of another instance are refused, and leave nothing behind', async () => {
  const house = await makeHouse(1);
  const folder = newFolder();
  await backUp(house.needs, folder);
  const refused = async (needs = at(newFolder())) => {
    await expect(restore(needs, folder)).rejects.toMatchObject({ code: expect.stringMatching(/invalid|not-found/) });
    expect(() => readdirSync(join(needs.databaseFile, '..'))).toThrow();
  };
  await refused({ ...at(newFolder()), origin: 'b.example' });
  const manifest = readFileSync(join(folder, 'backup.json'));
  writeFileSync(join(folder, 'backup.json'), manifest.toString().slice(0, 40));
  await refused();
  rmSync(join(folder, 'backup.json'));
  await refused();
  writeFileSync(join(folder, 'backup.json'), manifest);
  appendFileSync(join(folder, 'koinon.sqlite'), '\0');
  await refused();
  await house.db.close();
});

test('images come along, and come back; a changed one, and one that claims another place, are refused', async () => {
  const house = await makeHouse(1);
  const names = ['A', 'B'].map((letter) => letter.repeat(43));
  for (const name of names) await house.files.keep(name, Buffer.from(`whole ${name}`), Buffer.from(`small ${name}`));
  writeFileSync(join(house.needs.uploadsFolder, 'AA', 'AA', `${names[0]}.0a.new`), 'half');
  const folder = newFolder();
  const manifest = await backUp(house.needs, folder);
  expect(Object.keys(manifest.uploads)).toEqual(
    names.flatMap((name) => ['', '.small'].map((end) => `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}${end}`)),
  );
  const back = newFolder();
  // One is there already: of a data folder that only lost its database.
  mkdirSync(back);
  await createBlobFiles(join(back, 'uploads'), seededChance('back')).keep(
    names[1] ?? '',
    Buffer.from(`whole ${names[1]}`),
    Buffer.from(`small ${names[1]}`),
  );
  await restore(at(back), folder);
  const files = createBlobFiles(join(back, 'uploads'), seededChance('back'));
  for (const name of names) {
    expect(await files.has(name)).toBe(true);
    expect(Buffer.from((await (await files.open(name, 'whole'))?.read()) ?? []).toString()).toBe(`whole ${name}`);
  }
  const found: string[] = [];
  for await (const { digest } of files.list()) found.push(digest);
  expect(found.sort()).toEqual(names);
  expect((statSync(join(back, 'uploads', 'AA', 'AA', names[0] ?? '')).mode & 0o777).toString(8)).toBe('600');

  const refused = () => expect(restore(at(newFolder()), folder)).rejects.toMatchObject({ code: 'invalid' });
  const text = readFileSync(join(folder, 'backup.json'), 'utf8');
  writeFileSync(join(folder, 'backup.json'), text.replace(`BB/BB/${names[1]}"`, `BB/../../${names[1]}"`));
  await refused();
  writeFileSync(join(folder, 'backup.json'), text);
  appendFileSync(join(folder, 'uploads', 'AA', 'AA', names[0] ?? ''), '!');
  await refused();
  await house.db.close();
});
