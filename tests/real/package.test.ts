// What would be published: everything that `npx koinon` needs, and nothing else.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const IMPORTS = /\bimport\('([^']+)'\)|^(?:(?:import|export|\})[^'"=]*\bfrom |import )['"]([^'"]+)['"];$/gm;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let scratch: string;
let files: string[];
let folder: string;

// Scripts stay out: they would build while other tests run what is built.
const pack = (to: string): { filename: string; files: { path: string }[] } => {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', to];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))[0];
};

beforeAll(() => {
  scratch = mkdtempSync(join(scratchFolder(), 'koinon-package-'));
  const packed = pack(scratch);
  files = packed.files.map(({ path }) => path);
  execFileSync('tar', ['-xzf', join(scratch, packed.filename), '-C', scratch]);
  folder = join(scratch, 'package');
  // As npm does: its dependencies beside it, its command linked and made executable.
  mkdirSync(join(scratch, 'node_modules/.bin'), { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const command = join(folder, manifest.bin.koinon);
  chmodSync(command, 0o755);
  symlinkSync(command, join(scratch, 'node_modules/.bin/koinon'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const koinon = (...args: string[]): string =>
  execFileSync(join(scratch, 'node_modules/.bin/koinon'), args, {
    cwd: scratch,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', DATA_DIR: join(scratch, 'data') },
  });

test('the package holds what runs and what is read, and no sources or tests', () => {
  const needed = [
    'package.json',
    'LICENSE',
    'README.md',
    'FEDERATION.md',
    'seeds/charter.json',
    manifest.bin.koinon,
    'dist/bin/LICENCES.txt',
  ];
  expect(files).toEqual(expect.arrayContaining([...needed, 'dist/schema/index.js', 'dist/seeds/demo.js']));
  expect(files.filter((path) => /(^|\/)(tests|bench|node_modules|data)\/|\.tsx?$|\.sqlite|\.jwk$/.test(path))).toEqual(
    [],
  );
});

test('what it imports is among its dependencies', () => {
  const imports = files
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(IMPORTS)])
    .map(([, loaded, lasting]) => loaded ?? lasting ?? '')
    .filter((name) => !/^(\.|node:)/.test(name) && !builtinModules.includes(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  const wrong = imports.filter((name) => !(name in manifest.dependencies));
  expect(imports).toContain('hono');
  expect([...new Set(wrong)]).toEqual([]);
});

test('its command runs from wherever it is linked', () => {
  expect(koinon('--version')).toBe(`${manifest.version}\n`);
  const help = koinon('--help');
  for (const command of ['serve', 'demo', 'admin', 'charter']) expect(help).toContain(`  ${command} `);
  expect(koinon('charter', 'show')).toContain('in no coalition');
});
