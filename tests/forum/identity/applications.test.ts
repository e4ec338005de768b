// Coming in by application: asked, waiting under a name, decided once.
import { expect, test } from 'vitest';
import { buildComingIn } from '../../../src/app/coming-in.ts';
import { query } from '../../../src/db/statement.ts';
import { sweepApplications } from '../../../src/forum/identity/application-store.ts';
import { exportComingInOfMember, forgetComingInOfMember } from '../../../src/forum/identity/coming-in-data.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, day, openHouse, refusal } from './people.ts';

const rows = query()((db) => db.selectFrom('application').select(['name', 'state', 'password_hash as hash', 'reason']));
const members = query()((db) => db.selectFrom('member').select(['name']).orderBy('id'));

const open = async () => {
  const house = await openHouse();
  const needs = { ...house.needs(), registration: 'application' as const };
  const verbs = buildComingIn(needs);
  const ask = (name: string, answer = 'I was told of you.') =>
    verbs.apply(visitor, { name, password: house.passwordOf(name), answer });
  return { ...house, db: house.db, needs, ...verbs, ask, [Symbol.asyncDispose]: house[Symbol.asyncDispose] };
};

test('an applicant asks, waits, is let in with a reason and signs in with the password chosen then', async () => {
  await using house = await open();
  await house.join('milo', 'moderator');
  const milo = await house.actor((await house.enter('milo')).session.id);
  const asked = await house.ask('zoe', ' Ada sent me. ');
  expect(asked).toMatchObject({ name: 'zoe', at: house.clock.now(), expiresAt: house.clock.now() + 30 * day });
  expect(asked.token).toMatch(/^[\w-]{43}$/);
  const look = () => house.readApplication(asked);
  expect(await look()).toMatchObject({ id: asked.id, name: 'zoe', state: 'pending', decidedAt: null, reason: '' });
  expect(await codeOf(house.readApplication({ ...asked, token: `${asked.token}x` }))).toBe('not-found');
  expect((await refusal(house.enter('zoe'))).code).toBe('wrong-credentials');
  const listed = await house.listApplications(milo);
  expect(listed).toEqual({
    items: [
      {
        id: asked.id,
        name: 'zoe',
        displayName: 'zoe',
        question: 'What brings you here?',
        answer: 'Ada sent me.',
        at: asked.at,
        expiresAt: asked.expiresAt,
      },
    ],
    next: null,
  });
  house.clock.advance(day);
  expect(await house.decideApplication(milo, asked.id, { accept: true, reason: 'Welcome.' })).toEqual({
    name: 'zoe',
    state: 'accepted',
  });
  expect(await look()).toMatchObject({ state: 'accepted', decidedAt: house.clock.now(), reason: 'Welcome.' });
  expect((await house.enter('zoe')).member).toMatchObject({ name: 'zoe', role: 'member', at: house.clock.now() });
  expect((await house.listApplications(milo)).items).toEqual([]);
  expect(await house.db.read.all(rows, {})).toEqual([{ name: 'zoe', state: 'accepted', hash: '', reason: 'Welcome.' }]);
  const kinds = (await house.events()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('application'))).toEqual([
    'application.received',
    'application.decided',
  ]);
  expect(JSON.stringify(await house.events())).not.toContain('Ada sent me');
});

test('members and visitors decide nothing; a refusal needs a reason, and frees the name', async () => {
  await using house = await open();
  await house.join('plain');
  const plain = await house.actor((await house.enter('plain')).session.id);
  const { id, token } = await house.ask('zoe');
  expect(await codeOf(house.listApplications(plain))).toBe('forbidden');
  expect(await codeOf(house.listApplications(visitor))).toBe('unauthenticated');
  expect(await codeOf(house.decideApplication(plain, id, { accept: true }))).toBe('forbidden');
  expect(await refusal(house.decideApplication(operator, id, { accept: false }))).toEqual({
    code: 'invalid',
    field: 'reason',
  });
  expect(await codeOf(house.decideApplication(operator, 'x', { accept: true }))).toBe('not-found');
  expect(await refusal(house.ask('zoe'))).toEqual({ code: 'conflict', field: 'name' });
  // Not even an admin takes the name meanwhile.
  expect(await refusal(house.register(operator, { name: 'zoe', password: 'long enough' }))).toEqual({
    code: 'conflict',
    field: 'name',
  });
  await house.decideApplication(operator, id, { accept: false, reason: 'We do not know you.' });
  expect(await house.readApplication({ id, token })).toMatchObject({ state: 'refused', reason: 'We do not know you.' });
  expect(await codeOf(house.decideApplication(operator, id, { accept: true }))).toBe('conflict');
  expect((await house.ask('zoe')).name).toBe('zoe');
  expect(await house.db.read.all(members, {})).toEqual([{ name: 'plain' }]);
});

test('of many who decide at once one does; of many who ask for a name one waits', async () => {
  await using house = await open();
  const { id } = await house.ask('zoe');
  const decisions = Array.from({ length: 8 }, (_, n) =>
    codeOf(house.decideApplication(operator, id, { accept: n % 2 === 0, reason: `${n}` })),
  );
  const codes = await Promise.all(decisions);
  expect(codes.filter((code) => code === 'fine')).toHaveLength(1);
  expect(codes.filter((code) => code === 'conflict')).toHaveLength(7);
  const [row] = await house.db.read.all(rows, {});
  expect(await house.db.read.all(members, {})).toHaveLength(row?.state === 'accepted' ? 1 : 0);

  const asking = await Promise.all(Array.from({ length: 6 }, () => codeOf(house.ask('yan'))));
  expect(asking.filter((code) => code === 'fine')).toHaveLength(1);
});

test('one and the same name asked for and taken with an invitation at once has one owner', async () => {
  await using house = await open();
  const { code } = await house.invite(operator, { uses: 50 });
  for (const name of ['uma', 'val', 'wim', 'xia']) {
    const codes = await Promise.all([
      codeOf(house.ask(name)),
      codeOf(house.register(visitor, { name, password: 'long enough', invitation: code })),
    ]);
    expect([name, codes.sort()]).toEqual([name, ['conflict', 'fine']]);
  }
});

test('what nobody decides ends: the name is free, the hash is gone, and later all of it', async () => {
  await using house = await open();
  await describeInstance(house.needs)(operator, { applicationDays: 2 });
  const { id, token, expiresAt } = await house.ask('zoe');
  expect(expiresAt).toBe(house.clock.now() + 2 * day);
  house.clock.advance(2 * day);
  expect((await house.readApplication({ id, token })).state).toBe('expired');
  expect((await house.listApplications(operator)).items).toEqual([]);
  expect(await codeOf(house.decideApplication(operator, id, { accept: true }))).toBe('conflict');
  expect((await house.register(operator, { name: 'zoe', password: 'long enough' })).name).toBe('zoe');
  const sweep = () => house.db.write((tx) => sweepApplications(tx, house.clock.now(), 2));
  await sweep();
  expect(await house.db.read.all(rows, {})).toEqual([{ name: 'zoe', state: 'expired', hash: '', reason: '' }]);
  expect((await house.readApplication({ id, token })).state).toBe('expired');
  house.clock.advance(2 * day);
  await sweep();
  expect(await house.db.read.all(rows, {})).toEqual([]);
});

test('elsewhere nobody applies, and the answer has a form', async () => {
  await using house = await open();
  for (const registration of ['open', 'invitation', 'closed'] as const) {
    await describeInstance(house.needs)(operator, { registration });
    expect([registration, await codeOf(house.ask('zoe'))]).toEqual([registration, 'closed']);
  }
  await describeInstance(house.needs)(operator, { registration: 'application' });
  const before = house.hasher.count();
  for (const answer of ['', '  ', 'x'.repeat(4_001), 'nul\u0000'])
    expect(await refusal(house.ask('zoe', answer))).toEqual({ code: 'invalid', field: 'answer' });
  expect(await refusal(house.ask('adm1n'))).toEqual({ code: 'invalid', field: 'name' });
  expect(house.hasher.count() - before).toBe(1);
  // Without an application: only those whom an admin brings.
  expect(await codeOf(house.register(visitor, { name: 'zoe', password: 'long enough' }))).toBe('closed');
});

test('who waits under a name that staff came to have is not let in under it', async () => {
  await using house = await open();
  const { id } = await house.ask('mi1o');
  await house.join('milo');
  await setRole(house.needs)(operator, { name: 'milo', role: 'admin' });
  expect((await refusal(house.decideApplication(operator, id, { accept: true }))).field).toBe('name');
  expect((await house.readApplication({ ...(await house.ask('zoe')) })).state).toBe('pending');
  await house.decideApplication(operator, id, { accept: false, reason: 'Take another name.' });
});

test('pages of those that wait', async () => {
  await using house = await open();
  const names = Array.from({ length: 52 }, (_, n) => `zed_${String(n).padStart(2, '0')}`);
  for (const name of names) await house.ask(name);
  const first = await house.listApplications(operator);
  expect(first.items.map(({ name }) => name)).toEqual(names.slice(0, 50));
  const second = await house.listApplications(operator, first.next ?? '');
  expect([second.items.map(({ name }) => name), second.next]).toEqual([names.slice(50), null]);
  expect(await refusal(house.listApplications(operator, 'x'))).toEqual({ code: 'invalid', field: 'cursor' });
});

test('a member takes along what was asked and answered, and it is forgotten with them', async () => {
  await using house = await open();
  await house.join('milo', 'moderator');
  const milo = await house.actor((await house.enter('milo')).session.id);
  const { id } = await house.ask('zoe', 'Because.');
  await house.decideApplication(milo, id, { accept: true, reason: 'Welcome.' });
  const zoe = await house.actor((await house.enter('zoe')).session.id);
  expect(await exportComingInOfMember(house.db.read, zoe.memberId)).toMatchObject({
    application: { question: 'What brings you here?', answer: 'Because.', reason: 'Welcome.' },
    acceptances: [],
    invitations: [],
    invitedBy: null,
  });
  await house.db.write((tx) => forgetComingInOfMember(tx, milo.memberId));
  await house.db.write((tx) => forgetComingInOfMember(tx, zoe.memberId));
  expect(await house.db.read.all(rows, {})).toEqual([]);
});
