import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { createAdmin, createFirstAdmin } from '../../../src/forum/identity/create-admin.ts';
import { inspectFirstRun, openFirstRun } from '../../../src/forum/identity/first-run.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';

const admins = query()((db) => db.selectFrom('member').select('name').where('role', '=', 'admin').orderBy('name'));
const settings = query()((db) => db.selectFrom('setting').select('value'));
const password = 'long enough';

test('the first-run link makes one admin', async () => {
  await using house = await openHouse();
  const token = (await openFirstRun(house.needs())(operator)) ?? '';
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect((await house.db.read.all(settings, {})).map(({ value }) => value)).not.toContain(token);
  expect(await inspectFirstRun(house.db.read, token)).toBe(true);
  await house.reopen();
  const made = await createFirstAdmin(house.needs())({ token, name: 'admin', password });
  expect(made).toMatchObject({ name: 'admin', role: 'admin' });
  expect(await inspectFirstRun(house.db.read, token)).toBe(false);
  expect(await refusal(createFirstAdmin(house.needs())({ token, name: 'bob', password }))).toEqual({
    code: 'gone',
    field: 'token',
  });
  expect(await openFirstRun(house.needs())(operator)).toBeUndefined();
  expect((await house.enter('admin', 'cookie', password)).member.role).toBe('admin');
});

test('of many who use the link at once one gets through', async () => {
  await using house = await openHouse();
  const token = (await openFirstRun(house.needs())(operator)) ?? '';
  const tries = ['ann', 'bob', 'cleo', 'dora'].map((name) =>
    codeOf(createFirstAdmin(house.needs())({ token, name, password })),
  );
  expect((await Promise.all(tries)).sort()).toEqual(['fine', 'gone', 'gone', 'gone']);
  expect(await house.db.read.all(admins, {})).toHaveLength(1);
});

test('a link that is replaced while its account is being made makes none', async () => {
  await using house = await openHouse();
  const token = (await openFirstRun(house.needs())(operator)) ?? '';
  const { hasher } = house;
  const meanwhile = {
    ...hasher,
    async hash(secret: string) {
      await openFirstRun(house.needs())(operator);
      return hasher.hash(secret);
    },
  };
  const late = createFirstAdmin({ ...house.needs(), hasher: meanwhile })({ token, name: 'ada', password });
  expect(await codeOf(late)).toBe('gone');
  expect(await house.db.read.all(admins, {})).toEqual([]);
});

test('a wrong link costs no hash; a refused name leaves the link', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const token = (await openFirstRun(house.needs())(operator)) ?? '';
  const made = house.hasher.count();
  for (const wrong of ['', 'nonsense', '\u0000', token.toLowerCase(), `${token} `]) {
    expect(await inspectFirstRun(house.db.read, wrong)).toBe(false);
    expect(await codeOf(createFirstAdmin(house.needs())({ token: wrong, name: 'bob', password }))).toBe('gone');
  }
  expect(house.hasher.count()).toBe(made);
  expect(await codeOf(createFirstAdmin(house.needs())({ token, name: 'ada', password }))).toBe('conflict');
  expect(await codeOf(createFirstAdmin(house.needs())({ token, name: 'bob', password: 'short' }))).toBe('invalid');
  expect(await inspectFirstRun(house.db.read, token)).toBe(true);
});

test('a newer link ends the older; an admin ends them all', async () => {
  await using house = await openHouse();
  const older = (await openFirstRun(house.needs())(operator)) ?? '';
  const newer = (await openFirstRun(house.needs())(operator)) ?? '';
  expect(await inspectFirstRun(house.db.read, older)).toBe(false);
  expect(await inspectFirstRun(house.db.read, newer)).toBe(true);
  await createAdmin(house.needs())(operator, { name: 'ada', password, displayName: 'Ada' });
  expect(await inspectFirstRun(house.db.read, newer)).toBe(false);
  expect(await codeOf(createFirstAdmin(house.needs())({ token: newer, name: 'bob', password }))).toBe('gone');
});

test('only the operator and admins make admins or open the house', async () => {
  await using house = await openHouse();
  await house.join('mod', 'moderator');
  const moderator = await house.actor((await house.enter('mod')).session.id);
  for (const [actor, code] of [[visitor, 'unauthenticated'] as const, [moderator, 'forbidden'] as const]) {
    expect(await codeOf(createAdmin(house.needs())(actor, { name: 'eve', password }))).toBe(code);
    expect(await codeOf(openFirstRun(house.needs())(actor))).toBe(code);
    expect(await codeOf(setRole(house.needs())(actor, { name: 'mod', role: 'admin' }))).toBe(code);
  }
  expect(await house.db.read.all(admins, {})).toEqual([]);
});

test('a role acts at once, for sessions that are open', async () => {
  await using house = await openHouse();
  await house.join('root_of_all', 'admin');
  await house.join('ada');
  const admin = await house.actor((await house.enter('root_of_all')).session.id);
  const { session } = await house.enter('ada');
  const set = setRole(house.needs());
  expect(await set(admin, { name: 'ada', role: 'moderator' })).toMatchObject({ name: 'ada', role: 'moderator' });
  expect((await house.actor(session.id)).role).toBe('moderator');
  const before = (await house.events()).length;
  expect(await set(admin, { name: 'ada', role: 'moderator' })).toMatchObject({ role: 'moderator' });
  expect(await house.events()).toHaveLength(before);
  // Another admin, or a day: who moderates is dismissed by two.
  expect(await set(admin, { name: 'ada', role: 'member' })).toMatchObject({ role: 'moderator', awaits: 'wait' });
  expect(await set(operator, { name: 'ada', role: 'member' })).toMatchObject({ role: 'member', awaits: '' });
  expect((await house.actor(session.id)).role).toBe('member');
  for (const name of ['nobody', 'No Name', 'nul\u0000']) {
    expect(await codeOf(set(admin, { name, role: 'admin' }))).toBe('not-found');
  }
});

test('an instance keeps an admin, also when two are dismissed at once', async () => {
  await using house = await openHouse();
  await house.join('ann', 'admin');
  const set = setRole(house.needs());
  expect(await refusal(set(operator, { name: 'ann', role: 'member' }))).toEqual({ code: 'conflict', field: 'role' });
  for (let round = 0; round < 5; round++) {
    await set(operator, { name: 'ann', role: 'admin' });
    if (round === 0) await house.join('bob');
    await set(operator, { name: 'bob', role: 'admin' });
    const codes = await Promise.all([
      codeOf(set(operator, { name: 'bob', role: 'moderator' })),
      codeOf(set(operator, { name: 'ann', role: 'moderator' })),
    ]);
    expect(codes.sort()).toEqual(['conflict', 'fine']);
    expect(await house.db.read.all(admins, {})).toHaveLength(1);
  }
});
