// What an instance has loaded by the time it is ready: that, more than what it does, decides how soon it is there and how much
// memory it takes while nobody uses it. V8 tells which files it ran, so nothing here hangs on the speed of the machine.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { createInstance, type Instance } from './instance.ts';
import { reservePorts } from './ports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * What is loaded on first use comes not among these: mail, images, passwords, Markdown, calls to peers, PostgreSQL, the API's
 * description … Packages of many small files are in ours (rolldown.config.js).
 */
const AT_ONCE = ['better-sqlite3', 'canonicalize', 'commander', 'ipaddr.js', 'lru-cache', 'pino'];
/** Ours, packages' and packages' packages'. There were 1,200 before they were joined. */
const FILES = 100;

let folder: string;
let loaded: string[];

type Coverage = { result: { url: string }[] };

/** Starts and stops it, and answers the paths of all that it loaded meanwhile. */
const loadedBy = async (instance: Instance, told: string): Promise<string[]> => {
  await instance.start();
  await instance.stop();
  const urls = readdirSync(told).flatMap((file) => {
    const { result }: Coverage = JSON.parse(readFileSync(join(told, file), 'utf8'));
    return result.map(({ url }) => url);
  });
  rmSync(told, { recursive: true });
  return [...new Set(urls)].filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
};

beforeAll(async () => {
  folder = mkdtempSync(join(scratchFolder(), 'koinon-loaded-'));
  await using ports = await reservePorts(1);
  const told = join(folder, 'told');
  const instance = createInstance({ port: ports.first, folder, env: { NODE_V8_COVERAGE: told } });
  // The first start makes the tables.
  await loadedBy(instance, told);
  loaded = await loadedBy(instance, told);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an instance that is ready has loaded no package but those that it needs at once', () => {
  const named = loaded.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const direct = [...new Set(named)].filter((name) => name in manifest.dependencies);
  expect(direct.sort()).toEqual(AT_ONCE);
});

test('what it has loaded are few files', () => {
  expect(loaded).toContain(join(root, 'dist/bin/koinon.js'));
  expect(loaded.length).toBeLessThan(FILES);
});

test('the licences of what is in our files lie beside them', () => {
  const licences = readFileSync(join(root, 'dist/bin/LICENCES.txt'), 'utf8');
  for (const name of ['hono', 'kysely', 'zod'])
    expect(licences).toMatch(new RegExp(`^${name}\\n\\n.*(?:MIT|Copyright)`, 'm'));
});
