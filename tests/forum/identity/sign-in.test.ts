import { parseOptions } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { changePassword } from '../../../src/forum/identity/change-password.ts';
import { createPasswordHasher } from '../../../src/forum/identity/password-hasher.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { hashSecret } from '../../../src/forum/identity/secret.ts';
import { actorOfSecret, actorOfSession } from '../../../src/forum/identity/session-actor.ts';
import { openSession, SESSIONS_PER_MEMBER } from '../../../src/forum/identity/session-store.ts';
import { trimSessions } from '../../../src/forum/identity/session-sweep.ts';
import { signIn } from '../../../src/forum/identity/sign-in.ts';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, day, openHouse } from './people.ts';

const eraseMember = command<{ name: string }>()((db, p) =>
  db.updateTable('member').set({ state: 'erased' }).where('name', '=', p.name),
);
const sessions = query()((db) => db.selectFrom('session').select(['id', 'ended_at']).orderBy('id'));
const secrets = query()((db) => db.selectFrom('session_secret').select(['hash', 'session_id']));

test('a name and a password become a session, and its member the actor', async () => {
  await using house = await openHouse();
  const member = await house.join('ada', 'moderator');
  const signed = await house.enter('ada');
  expect(signed.member).toEqual(member);
  const at = house.clock.now();
  expect(signed.session).toMatchObject({ kind: 'token', agent: 'a browser', at, usedAt: at, expiresAt: at + 30 * day });
  expect(signed.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await actorOfSession(house.db.read, signed.session.id, at)).toMatchObject({
    kind: 'member',
    name: 'ada',
    role: 'moderator',
  });
  const [stored, ...others] = await house.db.read.all(secrets, {});
  expect(others).toEqual([]);
  expect(stored?.hash).toBe(hashSecret(signed.secret));
});

test('the same answer and the same work, whether or not a name exists', async () => {
  await using house = await openHouse();
  await house.join('ada');
  await house.join('gone');
  await house.db.write((tx) => Promise.resolve(tx.run(eraseMember, { name: 'gone' })));
  const tries = [
    ['ada', 'a wrong password'],
    ['ada', ''],
    ['ada', 'x'.repeat(5000)],
    ['nobody', 'a wrong password'],
    ['gone', house.passwordOf('gone')],
    ['No Name At All', 'a wrong password'],
    ['nul\u0000', 'a wrong password'],
    ['', 'a wrong password'],
  ] as const;
  const answers = new Set<string>();
  for (const [name, password] of tries) {
    const before = house.hasher.count();
    const error = await house.enter(name, 'token', password).then(
      () => 'signed in',
      (reason: unknown) => JSON.stringify([reason, String(reason)]),
    );
    answers.add(error);
    expect([name, house.hasher.count() - before]).toEqual([name, 1]);
  }
  expect([...answers]).toEqual([expect.stringContaining('"code":"wrong-credentials"')]);
  const before = house.hasher.count();
  await house.enter('ada');
  expect(house.hasher.count() - before).toBe(1);
  expect(await house.db.read.all(sessions, {})).toHaveLength(1);
});

test('what unknown names are checked against costs as much as a real hash', async () => {
  const hasher = createPasswordHasher();
  expect(parseOptions(hasher.dummy)).toEqual(parseOptions(await hasher.hash('any password')));
  expect(await hasher.check(hasher.dummy, 'any password')).toBe(false);
  expect(await hasher.check('no hash', 'any password')).toBe(false);
  expect(hasher.count()).toBe(3);
});

test('the brake counts unknown names like others, and no hash is made behind it', async () => {
  await using house = await openHouse({ limit: 3 });
  await house.join('ada');
  const made = house.hasher.count();
  for (const name of ['ada', 'nobody']) {
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5']) {
      await codeOf(signIn(house.needs())({ name, password: 'wrong', kind: 'cookie', agent: '', address }));
    }
    const address = '192.0.2.9';
    const late = signIn(house.needs())({ name, password: house.passwordOf(name), kind: 'cookie', agent: '', address });
    await expect(late).rejects.toMatchObject({ code: 'too-many', retryAfter: 900 });
  }
  expect(house.hasher.count() - made).toBe(6);
});

test('who knows the password is never slowed', async () => {
  await using house = await openHouse({ limit: 2 });
  await house.join('ada');
  const input = { name: 'ada', password: house.passwordOf('ada'), kind: 'token' as const, agent: '' };
  for (let n = 0; n < 5; n++) {
    expect((await signIn(house.needs())({ ...input, address: '192.0.2.1' })).member.name).toBe('ada');
    expect((await signIn(house.needs())(input)).member.name).toBe('ada');
  }
});

test('names are found as typed by people, passwords however they are composed', async () => {
  await using house = await openHouse();
  await register(house.needs())(visitor, { name: 'ada', password: 'caf\u00e9 au lait' });
  expect((await house.enter(' Ada ', 'token', 'cafe\u0301 au lait')).member.name).toBe('ada');
});

test('a cookie is an actor until it expires; a refresh token never is', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const cookie = await house.enter('ada', 'cookie');
  const token = await house.enter('ada', 'token');
  const who = (secret: string) => actorOfSecret(house.db.read, hashSecret(secret), house.clock.now());
  expect(await who(cookie.secret)).toMatchObject({ kind: 'member', name: 'ada' });
  expect(await who(token.secret)).toBeUndefined();
  expect(await who('')).toBeUndefined();
  house.clock.advance(30 * day - 1);
  expect(await who(cookie.secret)).toMatchObject({ name: 'ada' });
  house.clock.advance(1);
  expect(await who(cookie.secret)).toBeUndefined();
  expect(await actorOfSession(house.db.read, cookie.session.id, house.clock.now())).toBeUndefined();
});

test('who is erased is no actor any more', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const cookie = await house.enter('ada', 'cookie');
  await house.db.write((tx) => Promise.resolve(tx.run(eraseMember, { name: 'ada' })));
  expect(await actorOfSecret(house.db.read, hashSecret(cookie.secret), house.clock.now())).toBeUndefined();
  expect(await actorOfSession(house.db.read, cookie.session.id, house.clock.now())).toBeUndefined();
});

test('sessions outlive a restart', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const { secret, session } = await house.enter('ada', 'cookie');
  await house.reopen();
  expect(await actorOfSecret(house.db.read, hashSecret(secret), house.clock.now())).toMatchObject({ name: 'ada' });
  expect(await actorOfSession(house.db.read, session.id, house.clock.now())).toMatchObject({ name: 'ada' });
});

test('a password that changes while it is being checked opens no session', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const actor = await house.actor((await house.enter('ada')).session.id);
  const currentPassword = house.passwordOf('ada');
  const { hasher } = house;
  const meanwhile = {
    ...hasher,
    async check(hash: string, password: string) {
      const right = await hasher.check(hash, password);
      await changePassword(house.needs())(actor, { currentPassword, newPassword: 'another password' });
      return right;
    },
  };
  const late = signIn({ ...house.needs(), hasher: meanwhile });
  const input = { name: 'ada', password: currentPassword, kind: 'cookie' as const, agent: '' };
  expect(await codeOf(late(input))).toBe('wrong-credentials');
  expect((await house.db.read.all(sessions, {})).filter(({ ended_at }) => ended_at === null)).toHaveLength(1);
});

test('an old password opens no session that outlives its change', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const own = await house.enter('ada');
  const actor = await house.actor(own.session.id);
  const old = house.passwordOf('ada');
  const entering = Array.from({ length: 8 }, () => house.enter('ada', 'cookie', old).catch(() => undefined));
  const changing = changePassword(house.needs())(actor, { currentPassword: old, newPassword: 'another password' });
  const [entered] = await Promise.all([Promise.all(entering), changing]);
  for (const signed of entered) {
    if (!signed) continue;
    expect(await actorOfSession(house.db.read, signed.session.id, house.clock.now())).toBeUndefined();
  }
  expect(await codeOf(house.enter('ada', 'token', old))).toBe('wrong-credentials');
  expect((await house.enter('ada', 'token', 'another password')).member.name).toBe('ada');
});

test('a member has at most so many sessions; what ended long ago is forgotten', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const { memberId } = await house.actor((await house.enter('ada')).session.id);
  const open = () =>
    house.db.write(async (tx) => {
      await trimSessions(tx, memberId, house.clock.now());
      const kind = 'cookie' as const;
      return openSession(tx, house.chance, { memberId, kind, agent: '', at: house.clock.now() });
    });
  for (let n = 0; n < SESSIONS_PER_MEMBER + 4; n++) await open();
  const all = await house.db.read.all(sessions, {});
  expect(all).toHaveLength(SESSIONS_PER_MEMBER + 5);
  const live = all.filter(({ ended_at }) => ended_at === null);
  expect(live).toEqual(all.slice(5));
  await house.enter('ada');
  const after = await house.db.read.all(sessions, {});
  expect(after.filter(({ ended_at }) => ended_at === null)).toEqual(after.slice(6));

  house.clock.advance(30 * day);
  await open();
  expect((await house.db.read.all(sessions, {})).filter(({ ended_at }) => ended_at === null)).toHaveLength(1);
  house.clock.advance(30 * day + 1);
  await open();
  // The one that this just ended, and the new one.
  expect(await house.db.read.all(sessions, {})).toHaveLength(2);
  expect(await house.db.read.all(secrets, {})).toHaveLength(2);
});
