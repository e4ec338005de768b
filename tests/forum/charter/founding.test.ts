// The verbs of a founding on one instance: who may, what one signature does, and what is refused.
import { expect, test } from 'vitest';
import { foundCoalition } from '../../../src/federation/found-coalition.ts';
import { checkCertificate } from '../../../src/forum/charter/certificate.ts';
import { readVersions } from '../../../src/forum/charter/charter-store.ts';
import { checkDelivery } from '../../../src/forum/charter/founding-delivery.ts';
import { draftCharter } from '../../../src/forum/charter/founding-draft.ts';
import { proposeFounding } from '../../../src/forum/charter/propose-founding.ts';
import { readFounding } from '../../../src/forum/charter/read-founding.ts';
import { takeInFounding } from '../../../src/forum/charter/receive-founding.ts';
import { refuseFounding } from '../../../src/forum/charter/refuse-founding.ts';
import { signFounding } from '../../../src/forum/charter/sign-founding.ts';
import { type MemberActor, operator, visitor } from '../../../src/forum/policy/actor.ts';
import { ownHead } from '../../../src/journal/append.ts';
import { createOperationsKeys } from '../../../src/journal/key-store.ts';
import { newYear } from '../../support/time.ts';
import { type Instance, openTown, refusalOf } from './founders.ts';
import { founder, keyOf, proposal, wordOf } from './samples.ts';

const greens = 'greens.example';
const member: MemberActor = { kind: 'member', memberId: 1, name: 'ada', role: 'member', publicId: 'x', sessionId: 1 };

/** A draft of this instance with founders whose keys follow from their names. */
const draftWith = (house: Instance, others: readonly string[], name = 'The Open Table', now = newYear) => {
  const gov = house.governance.key()?.publicJwk ?? keyOf('none').publicJwk;
  const self = { ...founder(house.id), gov };
  return draftCharter({ ...proposal({ name }), founders: [self, ...others.map(founder)], now });
};

test('one instance alone founds at once: charter, planks, journal, no peers', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { hash, state, sent } = await foundCoalition(house.needs())(operator, proposal(), []);
  expect([state, sent]).toEqual(['in-force', []]);

  const [version] = await house.versions();
  expect(version).toMatchObject({ coalition: hash, v: 1, hash, effective: 0 });
  expect(checkCertificate(version?.bytes ?? '', version?.certificate ?? '')).toMatchObject({ ok: true, hash });
  expect(await house.places()).toMatchObject([
    { kind: 'plank', coalition: hash, slug: 'self-determination', visibility: 'public', position: 0, state: 'open' },
    { kind: 'plank', coalition: hash, slug: 'open-elections', visibility: 'members', position: 1, state: 'open' },
  ]);
  expect(await house.epochs()).toMatchObject([{ origin: greens, own: 1, halted: null, epoch: 1, head_seq: 0 }]);
  expect(await house.peers()).toEqual([]);
  expect((await house.events()).map(({ kind, data }) => [kind, JSON.parse(data)])).toEqual([
    ['charter.changed', { founding: hash, state: 'draft' }],
    ['charter.changed', { founding: hash, state: 'in-force' }],
  ]);
  expect(town.calls).toEqual([]);
});

test('the own journal can be written from then on, also after a restart', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { hash } = await foundCoalition(house.needs())(operator, proposal(), []);
  const db = await house.reopen();
  const head = await ownHead(db.read, hash);
  expect(head).toMatchObject({ origin: greens, epoch: 1, head_seq: 0 });
  expect((await createOperationsKeys().find(db.read, head.kid))?.kid).toBe(head.kid);
  expect((await readVersions(db.read, hash)).map(({ charter }) => charter.name)).toEqual(['The Open Table']);
});

test('a second coalition is refused, as proposal and as signature', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const other = draftWith(house, ['reds.example'], 'Before');
  await proposeFounding(house.needs())(operator, other.bytes);
  await foundCoalition(house.needs())(operator, proposal(), []);
  expect(await refusalOf(foundCoalition(house.needs())(operator, proposal({ name: 'Another' }), []))).toEqual({
    code: 'conflict',
    text: 'This instance is in a coalition already, and it can be in one at a time.',
  });
  expect((await refusalOf(signFounding(house.needs())(operator, other.hash))).code).toBe('conflict');
  expect(await house.versions()).toHaveLength(1);
});

test('only an admin or the operator may', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { bytes, hash } = draftWith(house, ['reds.example']);
  for (const [actor, code] of [
    [visitor, 'unauthenticated'],
    [member, 'forbidden'],
  ] as const) {
    expect((await refusalOf(foundCoalition(house.needs())(actor, proposal(), []))).code).toBe(code);
    expect((await refusalOf(proposeFounding(house.needs())(actor, bytes))).code).toBe(code);
    expect((await refusalOf(signFounding(house.needs())(actor, hash))).code).toBe(code);
    expect((await refusalOf(refuseFounding(house.needs())(actor, hash))).code).toBe(code);
    expect((await refusalOf(readFounding(house.needs())(actor, hash))).code).toBe(code);
  }
  expect(await house.foundings()).toEqual([]);
  expect(await proposeFounding(house.needs())({ ...member, role: 'admin' }, bytes)).toEqual({ hash });
});

test('a draft is read with fingerprints, and who has signed', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { bytes, hash } = draftWith(house, ['reds.example']);
  await proposeFounding(house.needs())(operator, bytes);
  await signFounding(house.needs())(operator, hash);
  const view = await readFounding(house.needs())(operator, hash);
  expect(view).toMatchObject({
    hash,
    state: 'draft',
    name: 'The Open Table',
    at: '2026-01-01T00:00:00.000Z',
    founders: [
      { id: greens, signed: true, self: true },
      { id: 'reds.example', signed: false, self: false },
    ],
  });
  const fingerprint = Buffer.from(keyOf('reds.example').kid, 'base64url').toString('hex');
  expect(view?.founders[1]?.fingerprint.replaceAll(' ', '')).toBe(fingerprint);
  expect(await readFounding(house.needs())(operator, 'unknown')).toBeUndefined();
});

test('signing twice changes nothing', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { bytes, hash } = draftWith(house, ['reds.example']);
  for (let i = 0; i < 2; i++) await proposeFounding(house.needs())(operator, bytes);
  for (let i = 0; i < 2; i++) await signFounding(house.needs())(operator, hash);
  expect(await house.events()).toHaveLength(2);
  expect(await house.operationsKeys()).toHaveLength(1);
});

test('one draft at a time; refusing it lets another be signed', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const [one, two] = [draftWith(house, ['reds.example'], 'One'), draftWith(house, ['blues.example'], 'Two')];
  for (const { bytes } of [one, two]) await proposeFounding(house.needs())(operator, bytes);
  const tries = [one, two].map(({ hash }) => refusalOf(signFounding(house.needs())(operator, hash)));
  const outcomes = (await Promise.all(tries)).map(({ code }) => code);
  expect([...outcomes].sort()).toEqual(['conflict', 'fine']);
  const [signed, other] = outcomes[0] === 'fine' ? [one, two] : [two, one];

  const refusal = await refusalOf(signFounding(house.needs())(operator, other.hash));
  expect(refusal).toMatchObject({ code: 'conflict' });
  expect(refusal.text).toContain(signed.hash);
  await refuseFounding(house.needs())(operator, signed.hash);
  expect((await signFounding(house.needs())(operator, other.hash)).state).toBe('draft');
  expect((await refusalOf(signFounding(house.needs())(operator, signed.hash))).code).toBe('conflict');
  expect((await house.foundings()).map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
    [`${JSON.parse(signed.bytes).name} refused`, `${JSON.parse(other.bytes).name} draft`].sort(),
  );
});

test('a charter in force is not refused any more; what is unknown is not found', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { hash } = await foundCoalition(house.needs())(operator, proposal(), []);
  expect((await refusalOf(refuseFounding(house.needs())(operator, hash))).code).toBe('conflict');
  expect((await refusalOf(refuseFounding(house.needs())(operator, 'x'))).code).toBe('not-found');
  expect((await refusalOf(signFounding(house.needs())(operator, 'x'))).code).toBe('not-found');
});

test('what names another key for this instance, or not this instance, is no draft for it', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const forged = draftCharter({ ...proposal(), founders: [founder(greens), founder('reds.example')], now: newYear });
  const foreign = draftCharter({ ...proposal(), founders: [founder('reds.example')], now: newYear });
  const early = draftWith(house, ['reds.example'], 'Early', newYear + 11 * 60_000);
  for (const [draft, why] of [
    [forged, 'is not the one of this instance'],
    [foreign, 'does not name greens.example'],
    [early, 'ahead of the clock'],
  ] as const) {
    const refusal = await refusalOf(proposeFounding(house.needs())(operator, draft.bytes));
    expect(refusal.code).toBe('invalid');
    expect(refusal.text).toContain(why);
  }
  expect(await house.foundings()).toEqual([]);
});

test('without its governance key an instance signs nothing', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const { bytes, hash } = draftWith(house, ['reds.example']);
  await proposeFounding(house.needs())(operator, bytes);
  const needs = { ...house.needs(), governance: { key: () => undefined } };
  expect((await refusalOf(signFounding(needs)(operator, hash))).code).toBe('unavailable');
  expect((await refusalOf(foundCoalition(needs)(operator, proposal(), []))).code).toBe('unavailable');
});

test('a draft that could not travel is refused when it is proposed', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const many = Array.from({ length: 60 }, (_, i) => `founder-${i}.example`);
  const refusal = await refusalOf(proposeFounding(house.needs())(operator, draftWith(house, many).bytes));
  expect(refusal.code).toBe('too-large');
  expect(refusal.text).toMatch(/it has \d+ bytes, and at most 13384 travel/);
  const long = 'x'.repeat(8_000);
  const planks = [1, 2, 3].map((n) => ({ ...proposal().planks[0], slug: `plank-${n}`, text: long }));
  const alone = await refusalOf(foundCoalition(house.needs())(operator, { ...proposal(), planks }, []));
  expect(alone.code).toBe('fine');
});

test('words that arrive together, in parts or twice lead to one charter in force', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const draft = draftWith(house, ['blues.example', 'reds.example']);
  const self = { origin: greens, gov: house.governance.key()?.publicJwk, now: newYear };
  const said = (ids: string[]) => ({ draft: draft.bytes, signatures: ids.map((id) => wordOf(draft, id)) });
  const take = (ids: string[]) => takeInFounding(house.needs())(operator, checkDelivery(said(ids), self));
  expect((await take(['reds.example'])).state).toBe('draft');
  await signFounding(house.needs())(operator, draft.hash);
  const all = await Promise.all([
    take(['blues.example']),
    take(['blues.example', 'reds.example']),
    take(['reds.example']),
  ]);
  expect(all.map(({ state }) => state)).toContain('in-force');
  expect((await take(['reds.example'])).state).toBe('in-force');
  expect(await house.versions()).toHaveLength(1);
  expect((await house.epochs()).map(({ origin, own }) => [origin, own])).toEqual([
    ['blues.example', 0],
    [greens, 1],
    ['reds.example', 0],
  ]);
  expect(await house.peers()).toEqual([
    { origin: 'blues.example', url: 'https://blues.example', charter_v: 0 },
    { origin: 'reds.example', url: 'https://reds.example', charter_v: 0 },
  ]);
  const told = (await house.events()).map(({ data }) => JSON.parse(data).state);
  expect(told.filter((state) => state === 'in-force')).toHaveLength(1);
});

test('an own word that comes from outside puts the charter in force, but the journal rests: the database is an older one', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const key = house.governance.key() ?? keyOf('none');
  const draft = draftWith(house, ['reds.example']);
  const signatures = [wordOf(draft, 'reds.example'), wordOf(draft, greens, key)];
  const delivery = checkDelivery(
    { draft: draft.bytes, signatures },
    { origin: greens, gov: key.publicJwk, now: newYear },
  );
  expect((await takeInFounding(house.needs())(operator, delivery)).state).toBe('in-force');
  const refusal = await refusalOf(ownHead(house.db.read, draft.hash));
  expect(refusal.code).toBe('unavailable');
  expect(refusal.text).toContain('opens a new epoch first');
});

test('a stranger cannot fill the list of drafts', async () => {
  await using town = await openTown([greens]);
  const house = town.get(greens);
  const self = { origin: greens, gov: house.governance.key()?.publicJwk, now: newYear };
  const take = (from: string, name: string) => {
    const draft = draftWith(house, [from], name);
    const delivery = checkDelivery({ draft: draft.bytes, signatures: [wordOf(draft, from)] }, self);
    return refusalOf(takeInFounding(house.needs())(operator, delivery));
  };
  const codes: string[] = [];
  for (let n = 0; n < 7; n++) codes.push((await take('reds.example', `Draft ${n}`)).code);
  expect(codes).toEqual(['fine', 'fine', 'fine', 'fine', 'fine', 'too-many', 'too-many']);
  for (let n = 0; n < 30; n++) await take(`founder-${n}.example`, `Draft ${n}`);
  expect(await house.foundings()).toHaveLength(20);
  for (const { hash } of await house.foundings()) await refuseFounding(house.needs())(operator, hash);
  expect((await take('blues.example', 'At last')).code).toBe('fine');
});
