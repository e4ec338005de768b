import { expect, test } from 'vitest';
import { changePassword } from '../../../src/forum/identity/change-password.ts';
import { endSession } from '../../../src/forum/identity/end-session.ts';
import { endSessions } from '../../../src/forum/identity/end-sessions.ts';
import { listSessions } from '../../../src/forum/identity/list-sessions.ts';
import { hashSecret } from '../../../src/forum/identity/secret.ts';
import { actorOfSecret, actorOfSession } from '../../../src/forum/identity/session-actor.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, day, openHouse, refusal } from './people.ts';

test('a member sees where they are signed in, the newest first, and nobody else does', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const first = await house.enter('ada');
  house.clock.advance(day);
  const second = await house.enter('ada', 'cookie');
  const bob = await house.enter('bob');
  const list = async (session: string) => listSessions(house.needs())(await house.actor(session));
  expect(await list(first.session.id)).toEqual([
    { ...second.session, current: false },
    { ...first.session, current: true },
  ]);
  expect((await list(bob.session.id)).map(({ id }) => id)).toEqual([bob.session.id]);
  house.clock.advance(29 * day);
  expect((await list(second.session.id)).map(({ id }) => id)).toEqual([second.session.id]);
  expect(await codeOf(listSessions(house.needs())(visitor))).toBe('unauthenticated');
  expect(await codeOf(listSessions(house.needs())(operator))).toBe('unauthenticated');
});

test('a session ends at once: this one, another own one, never somebody else’s', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const here = await house.enter('ada');
  const there = await house.enter('ada', 'cookie');
  const bob = await house.enter('bob');
  const ada = await house.actor(here.session.id);
  const end = endSession(house.needs());
  for (const id of [bob.session.id, 'nonsense', '', 'nul\u0000', `${there.session.id} `]) {
    expect(await refusal(end(ada, { id }))).toEqual({ code: 'not-found', field: 'id' });
  }
  expect(await house.actor(bob.session.id)).toMatchObject({ name: 'bob' });

  await end(ada, { id: there.session.id });
  expect(await actorOfSecret(house.db.read, hashSecret(there.secret), house.clock.now())).toBeUndefined();
  expect(await codeOf(end(ada, { id: there.session.id }))).toBe('not-found');
  await end(ada, {});
  expect(await actorOfSession(house.db.read, here.session.id, house.clock.now())).toBeUndefined();
  expect(await codeOf(end(visitor, { id: bob.session.id }))).toBe('unauthenticated');
  await house.reopen();
  expect(await actorOfSession(house.db.read, here.session.id, house.clock.now())).toBeUndefined();
});

test('of two that end the same session one is told that it was there', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const actor = await house.actor((await house.enter('ada')).session.id);
  const codes = await Promise.all([0, 1].map(() => codeOf(endSession(house.needs())(actor, {}))));
  expect(codes.sort()).toEqual(['fine', 'not-found']);
});

test('a new password ends every other session', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const [here, there, bob] = [await house.enter('ada'), await house.enter('ada', 'cookie'), await house.enter('bob')];
  const ada = await house.actor(here.session.id);
  const [currentPassword, newPassword] = [house.passwordOf('ada'), 'a better password'];
  await changePassword(house.needs())(ada, { currentPassword, newPassword });
  expect(await actorOfSession(house.db.read, there.session.id, house.clock.now())).toBeUndefined();
  expect(await house.actor(here.session.id)).toMatchObject({ name: 'ada' });
  expect(await house.actor(bob.session.id)).toMatchObject({ name: 'bob' });
  expect((await house.events()).at(-1)?.data).toBe(
    JSON.stringify({ member: ada.publicId, sessions: [there.session.id] }),
  );
});

test('a password changes only for who knows the old one, and to one that keeps the rules', async () => {
  await using house = await openHouse();
  await house.join('ada_lovelace');
  const ada = await house.actor((await house.enter('ada_lovelace')).session.id);
  const currentPassword = house.passwordOf('ada_lovelace');
  const change = changePassword(house.needs());
  const refused = (input: { currentPassword: string; newPassword: string }) => refusal(change(ada, input));
  expect(await refused({ currentPassword: 'wrong', newPassword: 'a better password' })).toEqual({
    code: 'wrong-credentials',
    field: 'currentPassword',
  });
  for (const newPassword of ['short', 'x'.repeat(201), 'ada_lovelace']) {
    expect(await refused({ currentPassword, newPassword })).toEqual({ code: 'invalid', field: 'newPassword' });
  }
  expect(await codeOf(change(visitor, { currentPassword, newPassword: 'a better password' }))).toBe('unauthenticated');
  expect((await house.enter('ada_lovelace')).member.name).toBe('ada_lovelace');
});

test('of two changes at once one is made, and its password holds', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const currentPassword = house.passwordOf('ada');
  const wishes = ['the first wish', 'the second wish'];
  const codes = await Promise.all(
    wishes.map((newPassword) => codeOf(changePassword(house.needs())(ada, { currentPassword, newPassword }))),
  );
  expect(codes.filter((code) => code === 'fine')).toHaveLength(1);
  const won = wishes[codes.indexOf('fine')] ?? '';
  expect((await house.enter('ada', 'token', won)).member.name).toBe('ada');
  expect(
    await codeOf(
      house.enter(
        'ada',
        'token',
        wishes.find((wish) => wish !== won),
      ),
    ),
  ).toBe('wrong-credentials');
});

test('guessing the old password is slowed, apart from signing in', async () => {
  await using house = await openHouse({ limit: 2 });
  await house.join('ada');
  const ada = await house.actor((await house.enter('ada')).session.id);
  const guess = { currentPassword: 'wrong', newPassword: 'a better password' };
  const change = () => codeOf(changePassword(house.needs())(ada, guess));
  expect([await change(), await change(), await change()]).toEqual([
    'wrong-credentials',
    'wrong-credentials',
    'too-many',
  ]);
  expect((await house.enter('ada')).member.name).toBe('ada');
});

test('all sessions end at once, or all but the one that asks; nobody else’s', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('bob');
  const here = await house.enter('ada');
  const there = await house.enter('ada', 'cookie');
  const bob = await house.enter('bob');
  const ada = await house.actor(here.session.id);
  const end = endSessions(house.needs());
  const lives = async (session: string) =>
    (await actorOfSession(house.db.read, session, house.clock.now())) !== undefined;
  expect(await end(ada, { others: true })).toBe(1);
  expect(await Promise.all([here, there, bob].map(({ session }) => lives(session.id)))).toEqual([true, false, true]);
  expect(await end(ada, { others: true })).toBe(0);
  expect(await end(ada, { others: false })).toBe(1);
  expect(await Promise.all([here, bob].map(({ session }) => lives(session.id)))).toEqual([false, true]);
  expect(await codeOf(end(visitor, { others: false }))).toBe('unauthenticated');
});
