// What is installed: exact versions, each with its reason, and a lockfile that says nothing of where it was made.
import { expect, test } from 'vitest';
import { textOf } from './source.ts';

type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };
const manifest: Manifest = JSON.parse(textOf('package.json'));
const installed = { ...manifest.dependencies, ...manifest.devDependencies };

test('every dependency has its line of reason, and no line is left over', () => {
  const lines = [...textOf('docs/decisions/dependencies.md').matchAll(/^- `([^`]+)`: \S.{20,}/gm)].map(
    ([, name]) => name,
  );
  expect([...lines].sort()).toEqual(Object.keys(installed).sort());
});

test('versions are exact', () => {
  expect(Object.entries(installed).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('the lockfile records no download addresses', () => {
  const lockfile = textOf('package-lock.json');
  expect(Object.keys(JSON.parse(lockfile).packages).length).toBeGreaterThan(100);
  expect(lockfile).not.toMatch(/"resolved"\s*:/);
  expect(textOf('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
});
