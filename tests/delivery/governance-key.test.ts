// The governance key's file: private, whole or absent, never replaced.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createGovernance, ensureGovernanceKey } from '../../src/delivery/governance-key.ts';
import { scratchFolder } from '../support/scratch.ts';
import { seededChance } from '../support/time.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const place = () => join(folder, `instance-${++count}`, 'data', 'governance.jwk');

test('is made once, in a folder and a file that only its owner reads', () => {
  const file = place();
  const governance = createGovernance(file);
  expect(governance.key()).toBeUndefined();
  const key = ensureGovernanceKey(governance, seededChance(1));
  expect(ensureGovernanceKey(governance, seededChance(2)).kid).toBe(key.kid);
  expect(createGovernance(file).key()?.publicJwk).toEqual(key.publicJwk);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(file, '..'))).toEqual(['governance.jwk']);
});

test('a file that is there is never replaced', () => {
  const governance = createGovernance(place());
  const key = governance.create(seededChance(1));
  expect(() => governance.create(seededChance(2))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(governance.key()?.kid).toBe(key.kid);
});

test('of two that make one at once, both end with the first', () => {
  const file = place();
  const first = createGovernance(file);
  let asked = 0;
  const second = { ...createGovernance(file), key: () => (asked++ === 0 ? undefined : createGovernance(file).key()) };
  const key = ensureGovernanceKey(first, seededChance(1));
  expect(ensureGovernanceKey(second, seededChance(2)).kid).toBe(key.kid);
});

test('is read when it is needed: moved away it is gone, brought back it is there', () => {
  const file = place();
  const governance = createGovernance(file);
  const key = governance.create(seededChance(1));
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  expect(governance.key()).toBeUndefined();
  writeFileSync(file, text);
  expect(governance.key()?.kid).toBe(key.kid);
});

test('a file that holds no key names itself and nothing of what it holds', () => {
  const file = place();
  const governance = createGovernance(file);
  governance.create(seededChance(1));
  for (const text of ['', 'secret', '{"kty":"OKP","d":"secret"}']) {
    writeFileSync(file, text);
    expect(() => governance.key()).toThrow(file);
    expect(() => governance.key()).not.toThrow('secret');
    expect(() => ensureGovernanceKey(governance, seededChance(3))).toThrow(file);
  }
  expect(existsSync(file)).toBe(true);
});
