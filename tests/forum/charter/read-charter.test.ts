// The charter as everybody may read it: enough to check it without trusting whoever shows it.
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/base/hash.ts';
import { foundCoalition } from '../../../src/federation/found-coalition.ts';
import { checkCertificate } from '../../../src/forum/charter/certificate.ts';
import { fingerprintOf } from '../../../src/forum/charter/fingerprint.ts';
import { listCharterVersions, readCharter } from '../../../src/forum/charter/read-charter.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openCoalition } from '../../support/coalition.ts';
import { fixedClock } from '../../support/time.ts';
import { openTown } from './founders.ts';
import { proposal } from './samples.ts';

const greens = 'greens.example';

test('a founded coalition: who, what, who signed, and bytes that can be checked', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const needs = { db: house.needs().db, clock: fixedClock(), origin: greens };
  await expect(readCharter(needs)()).rejects.toMatchObject({ code: 'not-found' });
  expect(await listCharterVersions(needs)()).toEqual({ items: [], next: null });

  const { hash } = await foundCoalition(house.needs())(operator, proposal(), []);
  const charter = await readCharter(needs)();
  const key = house.governance.key()?.publicJwk;
  const fingerprint = key ? fingerprintOf(key) : '';
  expect(charter).toMatchObject({
    ...{ v: 1, hash, coalition: hash, prev: '', newest: 1, effective: null, inForce: true, name: 'The Open Table' },
    constituents: [{ id: greens, fingerprint, key, self: true, voting: true }],
    planks: [
      { slug: 'self-determination', closed: null },
      { slug: 'open-elections', closed: null },
    ],
    signatures: [{ origin: greens, fingerprint }],
    predecessor: null,
  });
  expect(sha256(charter.bytes)).toBe(hash);
  expect(checkCertificate(charter.bytes, JSON.stringify(charter.certificate))).toMatchObject({ ok: true });
  await expect(readCharter(needs)(2)).rejects.toMatchObject({ code: 'not-found' });
});

test('a version that counts only later is readable, and not the one in force', async () => {
  await using coalition = await openCoalition({ instances: ['a.example'] });
  const [a] = coalition.instances;
  if (!a) throw new Error('no instance');
  const later = coalition.clock.now() + 3600_000;
  await a.amend({ name: 'The new league' }, later);
  const needs = { db: a.db, clock: coalition.clock, origin: a.origin };
  expect(await readCharter(needs)()).toMatchObject({ v: 1, newest: 2, inForce: true, name: 'The league' });
  expect(await readCharter(needs)(2)).toMatchObject({ v: 2, inForce: false, effective: later });
  expect((await listCharterVersions(needs)()).items).toMatchObject([
    { v: 2, name: 'The new league', constituents: 1, planks: 2, effective: later },
    { v: 1, name: 'The league', effective: null },
  ]);
  coalition.clock.set(later);
  expect(await readCharter(needs)()).toMatchObject({ v: 2, inForce: true, prev: coalition.id });
});
