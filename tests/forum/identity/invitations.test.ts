// Coming in by invitation: so many and no more, until its end, and it is known who invited whom.
import { expect, test } from 'vitest';
import { buildComingIn } from '../../../src/app/coming-in.ts';
import { query } from '../../../src/db/statement.ts';
import { exportComingInOfMember, forgetComingInOfMember } from '../../../src/forum/identity/coming-in-data.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, day, openHouse, refusal } from './people.ts';

const stored = query()((db) => db.selectFrom('invitation').selectAll());
const members = query()((db) => db.selectFrom('member').select('name'));

const open = async () => {
  const house = await openHouse();
  const needs = { ...house.needs(), registration: 'invitation' as const };
  const verbs = buildComingIn(needs);
  return {
    ...house,
    db: house.db,
    needs,
    ...verbs,
    come: (name: string, invitation?: string) =>
      verbs.register(visitor, { name, password: house.passwordOf(name), invitation }),
    actorOf: async (name: string) => house.actor((await house.enter(name)).session.id),
    [Symbol.asyncDispose]: house[Symbol.asyncDispose],
  };
};

test('a code lets in whom it should, and names them to who invited and to admins', async () => {
  await using house = await open();
  await house.join('ada', 'admin');
  await house.join('root_two', 'admin');
  const ada = await house.actorOf('ada');
  const made = await house.invite(ada, { uses: 2, days: 3, note: 'For the choir' });
  expect(made).toMatchObject({ uses: 2, note: 'For the choir', expiresAt: house.clock.now() + 3 * day });
  expect(made.code).toMatch(/^[\w-]{22}$/);
  expect(JSON.stringify(await house.db.read.all(stored, {}))).not.toContain(made.code);
  expect(await codeOf(house.come('zoe'))).toBe('closed');
  expect((await house.come('zoe', made.code)).name).toBe('zoe');
  const [one] = (await house.listInvitations(ada)).items;
  expect(one).toEqual({
    id: made.id,
    by: 'ada',
    note: 'For the choir',
    uses: 2,
    used: 1,
    at: house.clock.now(),
    expiresAt: made.expiresAt,
    open: true,
    joined: [{ name: 'zoe', at: house.clock.now() }],
  });
  expect((await house.listInvitations(await house.actorOf('root_two'))).items).toEqual([one]);
  expect((await house.listInvitations(await house.actorOf('zoe'))).items).toEqual([]);
  const used = (await house.events()).filter(({ kind }) => kind === 'invitation.used');
  expect(used.map(({ data }) => JSON.parse(data))).toEqual([
    { invitation: made.id, joined: expect.any(String), member: ada.publicId },
  ]);
  expect((await house.come('yan', made.code)).name).toBe('yan');
  expect(await refusal(house.come('xia', made.code))).toEqual({ code: 'gone', field: 'invitation' });
  expect((await house.listInvitations(ada)).items[0]).toMatchObject({ used: 2, open: false });
});

test('of a hundred who come at once with a code for five, five come in', async () => {
  await using house = await open();
  const { code } = await house.invite(operator, { uses: 5 });
  const codes = await Promise.all(Array.from({ length: 100 }, (_, n) => codeOf(house.come(`guest_${n}`, code))));
  expect(codes.filter((each) => each === 'fine')).toHaveLength(5);
  expect(codes.filter((each) => each === 'gone')).toHaveLength(95);
  expect(await house.db.read.all(members, {})).toHaveLength(5);
  const [view] = (await house.listInvitations(operator)).items;
  expect([view?.by, view?.used, view?.joined.length]).toEqual([null, 5, 5]);
});

test('a registration that fails spends nothing, and a wrong code costs no hash', async () => {
  await using house = await open();
  await house.join('ada');
  const { code } = await house.invite(operator, {});
  expect(await codeOf(house.come('ada', code))).toBe('conflict');
  const before = house.hasher.count();
  expect(await codeOf(house.come('zoe', `${code}x`))).toBe('gone');
  expect(house.hasher.count()).toBe(before);
  expect((await house.come('zoe', code)).name).toBe('zoe');
});

test('it ends in time, or when it is ended by who made it or an admin', async () => {
  await using house = await open();
  await describeInstance(house.needs)(operator, { invitations: 'members' });
  for (const name of ['ada', 'bob']) await house.join(name);
  const [ada, bob] = [await house.actorOf('ada'), await house.actorOf('bob')];
  const [first, second, third] = [
    await house.invite(ada, { days: 1 }),
    await house.invite(ada, {}),
    await house.invite(ada, {}),
  ];
  expect(await codeOf(house.endInvitation(bob, second.id))).toBe('not-found');
  expect(await codeOf(house.endInvitation(visitor, second.id))).toBe('unauthenticated');
  await house.endInvitation(ada, second.id);
  expect(await codeOf(house.endInvitation(ada, second.id))).toBe('not-found');
  expect(await codeOf(house.endInvitation(ada, 'no id'))).toBe('not-found');
  await house.endInvitation(operator, third.id);
  expect(await codeOf(house.come('zoe', second.code))).toBe('gone');
  expect(await codeOf(house.come('zoe', third.code))).toBe('gone');
  house.clock.advance(day);
  expect(await codeOf(house.come('zoe', first.code))).toBe('gone');
  expect((await house.listInvitations(ada)).items.map((one) => one.open)).toEqual([false, false, false]);
});

test('who may invite is a setting; members have limits', async () => {
  await using house = await open();
  await house.join('ada');
  await house.join('milo', 'moderator');
  const ada = await house.actorOf('ada');
  expect(await codeOf(house.invite(ada, {}))).toBe('forbidden');
  expect(await codeOf(house.invite(await house.actorOf('milo'), {}))).toBe('forbidden');
  expect(await codeOf(house.invite(visitor, {}))).toBe('unauthenticated');
  await describeInstance(house.needs)(operator, { invitations: 'members' });
  expect(await refusal(house.invite(ada, { uses: 11 }))).toEqual({ code: 'invalid', field: 'uses' });
  expect(await refusal(house.invite(operator, { uses: 1_001 }))).toEqual({ code: 'invalid', field: 'uses' });
  expect(await refusal(house.invite(operator, { days: 0 }))).toEqual({ code: 'invalid', field: 'days' });
  for (let n = 0; n < 10; n++) await house.invite(ada, { uses: 10, days: 1 });
  expect(await codeOf(house.invite(ada, {}))).toBe('conflict');
  house.clock.advance(day);
  expect(await codeOf(house.invite(ada, {}))).toBe('fine');
});

test('it skips the question, is good while registration is open, and for nothing while it is closed', async () => {
  await using house = await open();
  const { code } = await house.invite(operator, { uses: 9 });
  const set = (registration: 'open' | 'application' | 'closed') =>
    describeInstance(house.needs)(operator, { registration });
  await set('application');
  expect((await house.come('ann', code)).name).toBe('ann');
  await set('open');
  expect((await house.come('bea', code)).name).toBe('bea');
  expect(await codeOf(house.come('cem', 'wrong'))).toBe('gone');
  await set('closed');
  expect(await codeOf(house.come('cem', code))).toBe('closed');
  expect((await house.listInvitations(operator)).items[0]?.used).toBe(2);
});

test('invitations go with whoever made them, uses with whoever came', async () => {
  await using house = await open();
  await house.join('ada', 'admin');
  const ada = await house.actorOf('ada');
  const { code } = await house.invite(ada, { uses: 5, note: 'Choir' });
  await house.come('zoe', code);
  await house.come('yan', code);
  const zoe = await house.actorOf('zoe');
  expect(await exportComingInOfMember(house.db.read, zoe.memberId)).toMatchObject({ invitedBy: { by: 'ada' } });
  expect(await exportComingInOfMember(house.db.read, ada.memberId)).toMatchObject({
    invitations: [{ note: 'Choir', used: 2 }],
  });
  await house.db.write((tx) => forgetComingInOfMember(tx, zoe.memberId));
  expect((await house.listInvitations(ada)).items[0]?.joined.map(({ name }) => name)).toEqual(['yan']);
  await house.db.write((tx) => forgetComingInOfMember(tx, ada.memberId));
  expect((await house.listInvitations(operator)).items).toEqual([]);
  expect(await codeOf(house.come('xia', code))).toBe('gone');
});
