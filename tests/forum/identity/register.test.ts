import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { changeProfile } from '../../../src/forum/identity/change-profile.ts';
import { readMember } from '../../../src/forum/identity/read-member.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';

const members = query()((db) => db.selectFrom('member').select(['name', 'public_id', 'password_hash']).orderBy('id'));
const authors = query()((db) =>
  db.selectFrom('author').select(['origin', 'public_id', 'name', 'display_name', 'bio']).orderBy('id'),
);

test('a visitor registers and stands as an author on boards', async () => {
  await using house = await openHouse();
  let rings = 0;
  house.wake.listen(() => rings++);
  const view = await register(house.needs())(visitor, {
    name: 'ada',
    password: 'ten letters',
    displayName: ' Ada L. ',
  });
  expect(view).toEqual({ name: 'ada', displayName: 'Ada L.', role: 'member', bio: '', at: house.clock.now() });
  expect(await readMember(house.db.read, 'ada')).toEqual(view);
  const [member] = await house.db.read.all(members, {});
  expect(member?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await house.db.read.all(authors, {})).toEqual([
    { origin: '', public_id: member?.public_id, name: 'ada', display_name: 'Ada L.', bio: '' },
  ]);
  expect(rings).toBe(1);
  const [event, ...more] = await house.events();
  expect(more).toEqual([]);
  expect(event).toEqual({ kind: 'member.changed', data: JSON.stringify({ member: member?.public_id }) });
});

test.for([
  ['a', 'name'],
  ['Ada', 'name'],
  ['ada lovelace', 'name'],
  ['ädä', 'name'],
  ['ada\n', 'name'],
  ['x'.repeat(33), 'name'],
  ['', 'name'],
  ['admin', 'name'],
  ['koinon', 'name'],
  ['everyone', 'name'],
])('the name %j is refused', async ([name, field]) => {
  await using house = await openHouse();
  const asked = register(house.needs())(visitor, { name: name ?? '', password: 'long enough it is' });
  expect(await refusal(asked)).toEqual({ code: 'invalid', field });
  expect(await house.db.read.all(members, {})).toEqual([]);
  expect(house.hasher.count()).toBe(0);
});

test('names at their limits are taken, and the operator hands out reserved ones', async () => {
  await using house = await openHouse();
  for (const name of ['ab', 'x'.repeat(32), '_0']) {
    expect((await register(house.needs())(visitor, { name, password: 'long enough it is' })).name).toBe(name);
  }
  expect((await register(house.needs())(operator, { name: 'admin', password: 'long enough it is' })).role).toBe(
    'member',
  );
});

test.for([
  ['nine char', 'invalid'],
  ['ten chars.', 'fine'],
  ['x'.repeat(200), 'fine'],
  ['x'.repeat(201), 'invalid'],
  ['🌍'.repeat(10), 'fine'],
  ['🌍'.repeat(9), 'invalid'],
  ['ada_lovelace', 'invalid'],
  ['Ada_Lovelace', 'invalid'],
])('the password %j is %s', async ([password, code]) => {
  await using house = await openHouse();
  const asked = register(house.needs())(visitor, { name: 'ada_lovelace', password: password ?? '' });
  expect(await refusal(asked)).toEqual(code === 'fine' ? { code } : { code, field: 'password' });
});

test('one of many who want a name at once gets it; nothing of the others stays', async () => {
  await using house = await openHouse();
  const wishes = Array.from({ length: 6 }, (_, n) =>
    codeOf(register(house.needs())(visitor, { name: 'ada', password: `long enough ${n}` })),
  );
  expect((await Promise.all(wishes)).sort()).toEqual([
    'conflict',
    'conflict',
    'conflict',
    'conflict',
    'conflict',
    'fine',
  ]);
  expect(await house.db.read.all(members, {})).toHaveLength(1);
  expect(await house.db.read.all(authors, {})).toHaveLength(1);
  expect(await house.events()).toHaveLength(1);
});

test('a taken name costs the same work as a free one', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const before = house.hasher.count();
  expect(await refusal(register(house.needs())(visitor, { name: 'ada', password: 'long enough' }))).toEqual({
    code: 'conflict',
    field: 'name',
  });
  expect(house.hasher.count() - before).toBe(1);
  await register(house.needs())(visitor, { name: 'bob', password: 'long enough' });
  expect(house.hasher.count() - before).toBe(2);
});

test('closed registration takes nobody but those whom an admin or the operator brings', async () => {
  await using house = await openHouse();
  await house.join('root_of_all', 'admin');
  await house.join('plain');
  const admin = await house.actor((await house.enter('root_of_all')).session.id);
  const member = await house.actor((await house.enter('plain')).session.id);
  const closed = register({ ...house.needs(), registration: 'closed' });
  const count = house.hasher.count();
  expect(await codeOf(closed(visitor, { name: 'cleo', password: 'long enough' }))).toBe('closed');
  expect(await codeOf(closed(member, { name: 'cleo', password: 'long enough' }))).toBe('closed');
  expect(house.hasher.count()).toBe(count);
  expect((await closed(admin, { name: 'cleo', password: 'long enough' })).role).toBe('member');
  expect((await closed(operator, { name: 'dora', password: 'long enough' })).role).toBe('member');
});

test('a profile changes in part, here and as an author', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const change = changeProfile(house.needs());
  expect(await change(ada, { displayName: 'Ada 👩‍💻' })).toMatchObject({ displayName: 'Ada 👩‍💻', bio: '' });
  expect(await change(ada, { bio: ' one\r\ntwo ' })).toMatchObject({ displayName: 'Ada 👩‍💻', bio: 'one\ntwo' });
  expect(await change(ada, {})).toMatchObject({ displayName: 'Ada 👩‍💻', bio: 'one\ntwo' });
  expect((await house.db.read.all(authors, {})).map(({ display_name, bio }) => [display_name, bio])).toEqual([
    ['Ada 👩‍💻', 'one\ntwo'],
    ['bob', ''],
  ]);
  expect(await change(ada, { bio: '' })).toMatchObject({ bio: '' });
  expect(await readMember(house.db.read, 'ada')).toMatchObject({ displayName: 'Ada 👩‍💻', bio: '' });
  expect(await codeOf(change(visitor, { bio: 'x' }))).toBe('unauthenticated');
});

test.for([
  [{ displayName: '' }, 'displayName'],
  [{ displayName: '   ' }, 'displayName'],
  [{ displayName: 'x'.repeat(61) }, 'displayName'],
  [{ displayName: 'two\nlines' }, 'displayName'],
  [{ displayName: 'nul\u0000' }, 'displayName'],
  [{ displayName: 'lone \ud800 half' }, 'displayName'],
  [{ displayName: 'turned \u202e around' }, 'displayName'],
  [{ bio: 'x'.repeat(2001) }, 'bio'],
  [{ bio: 'nul\u0000' }, 'bio'],
  [{ bio: 'lone \udc00 half' }, 'bio'],
] as const)('the profile %j is refused', async ([change, field]) => {
  await using house = await openHouse();
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  expect(await refusal(changeProfile(house.needs())(ada, change))).toEqual({ code: 'invalid', field });
});

test('profiles at their limits are taken', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const change = { displayName: '🌍'.repeat(60), bio: `${'🌍'.repeat(1998)}\n\tx` };
  await expect(changeProfile(house.needs())(ada, change)).rejects.toMatchObject({ field: 'bio' });
  change.bio = `${'🌍'.repeat(1997)}\n\tx`;
  expect(await changeProfile(house.needs())(ada, change)).toMatchObject(change);
});

test.for(['nobody', 'No Name', 'nul\u0000', '', "' or 1=1 --"])('%j is not found', async (name) => {
  await using house = await openHouse();
  await house.join('ada');
  expect(await codeOf(readMember(house.db.read, name))).toBe('not-found');
});
