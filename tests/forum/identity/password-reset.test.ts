import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { answerResets } from '../../../src/forum/identity/answer-resets.ts';
import { changeEmail } from '../../../src/forum/identity/change-email.ts';
import { changePassword } from '../../../src/forum/identity/change-password.ts';
import { confirmEmail } from '../../../src/forum/identity/confirm-email.ts';
import { makeResetLink } from '../../../src/forum/identity/make-reset-link.ts';
import { redeemReset } from '../../../src/forum/identity/redeem-reset.ts';
import { removeEmail } from '../../../src/forum/identity/remove-email.ts';
import { requestReset } from '../../../src/forum/identity/request-reset.ts';
import { hashSecret } from '../../../src/forum/identity/secret.ts';
import { actorOfSession } from '../../../src/forum/identity/session-actor.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';
import { countRows, kindsIn, mailsIn, tokenIn } from './post.ts';

const HOUR = 3600_000;
const fresh = 'a password that is new';
const tables = ['reset_request', 'password_reset', 'outbox', 'event'] as const;
const hashes = query()((db) => db.selectFrom('password_reset').select(['hash', 'via']).orderBy('created_at'));

const open = async (limit = 1_000) => {
  const house = await openHouse({ limit });
  const confirmed = async (name: string, address = `${name}@example.org`) => {
    await house.join(name);
    const actor = await house.actor((await house.enter(name)).session.id);
    await changeEmail(house.needs())(actor, { address, password: house.passwordOf(name) });
    await confirmEmail(house.needs())({ token: await tokenIn(house.db, 'confirm-address') });
    return actor;
  };
  return {
    ...house,
    confirmed,
    get db() {
      return house.db;
    },
    ask: (account: string, from?: string) => requestReset(house.needs())({ account, from }),
    answer: () => answerResets(house.needs())(operator),
    redeem: (token: string, password = fresh) => redeemReset(house.needs())({ token, password }),
    resets: async () => (await kindsIn(house.db)).filter((kind) => kind.startsWith('password-reset')),
  };
};

test('who has lost a password gets a link by mail, which sets another one, once', async () => {
  await using house = await open();
  await house.confirmed('ada');
  const cookie = await house.enter('ada', 'cookie');
  await house.ask(' Ada ');
  await house.answer();
  expect(await house.resets()).toEqual(['password-reset ada@example.org']);
  const token = await tokenIn(house.db, 'password-reset');
  expect(await house.db.read.all(hashes, {})).toEqual([{ hash: hashSecret(token), via: 'mail' }]);
  // A password that breaks a rule costs no link.
  expect(await refusal(house.redeem(token, 'short'))).toEqual({ code: 'invalid', field: 'password' });
  expect(await house.redeem(token)).toEqual({ name: 'ada' });
  expect(await refusal(house.redeem(token))).toEqual({ code: 'gone', field: 'token' });
  expect(await codeOf(house.enter('ada'))).toBe('wrong-credentials');
  expect((await house.enter('ada', 'token', fresh)).member.name).toBe('ada');
  expect(await actorOfSession(house.db.read, cookie.session.id, house.clock.now())).toBeUndefined();
  expect((await kindsIn(house.db)).at(-1)).toBe('password-changed ada@example.org');
});

test('asking does the same for every name and address: one row, no hash, no answer that tells', async () => {
  await using house = await open();
  await house.confirmed('ada');
  await house.join('bob');
  const accounts = ['ada', 'ada@example.org', 'bob', 'nobody', 'nobody@example.org', 'No Name At All', ''];
  for (const account of accounts) {
    const before = await countRows(house.db, tables);
    const made = house.hasher.count();
    expect(await house.ask(account)).toBeUndefined();
    const after = await countRows(house.db, tables);
    const grown = Object.entries(after).map(([table, n]) => [table, n - (before[table] ?? 0)]);
    expect([account, Object.fromEntries(grown)]).toEqual([
      account,
      { reset_request: 1, password_reset: 0, outbox: 0, event: 1 },
    ]);
    expect(house.hasher.count()).toBe(made);
  }
  await house.answer();
  expect(await house.resets()).toEqual(['password-reset ada@example.org', 'password-reset ada@example.org']);
  expect(await countRows(house.db, tables)).toMatchObject({ reset_request: 0 });
});

test('only a confirmed address gets a link; several members may share one', async () => {
  await using house = await open();
  await house.confirmed('ada', 'home@example.org');
  await house.confirmed('bea', 'Home@Example.org');
  await house.join('eve');
  const eve = await house.actor((await house.enter('eve')).session.id);
  await changeEmail(house.needs())(eve, { address: 'home@example.org', password: house.passwordOf('eve') });
  await house.ask('eve');
  await house.ask('HOME@example.org');
  await house.answer();
  const mails = (await mailsIn(house.db)).filter(({ kind }) => kind === 'password-reset');
  expect(mails.map(({ address, text }) => [address, /for (\w+) at/.exec(text)?.[1]])).toEqual([
    ['home@example.org', 'ada'],
    ['Home@example.org', 'bea'],
  ]);
});

test('a link ends after an hour, with another password, with another address', async () => {
  await using house = await open();
  const ada = await house.confirmed('ada');
  const link = async () => {
    house.clock.advance(HOUR);
    await house.ask('ada');
    await house.answer();
    return tokenIn(house.db, 'password-reset');
  };
  const late = await link();
  house.clock.advance(HOUR);
  expect(await codeOf(house.redeem(late))).toBe('gone');

  const old = await link();
  await changePassword(house.needs())(ada, {
    currentPassword: house.passwordOf('ada'),
    newPassword: 'another password',
  });
  expect(await codeOf(house.redeem(old))).toBe('gone');

  const moved = await link();
  await changeEmail(house.needs())(ada, { address: 'new@example.org', password: 'another password' });
  await confirmEmail(house.needs())({ token: await tokenIn(house.db, 'confirm-address') });
  expect(await codeOf(house.redeem(moved))).toBe('gone');

  const removed = await link();
  await removeEmail(house.needs())(ada);
  expect(await codeOf(house.redeem(removed))).toBe('gone');

  expect(await codeOf(house.redeem(''))).toBe('gone');
});

test('of two who use a link at once one gets through, and its use ends the others', async () => {
  await using house = await open();
  await house.confirmed('ada');
  await house.ask('ada');
  await house.ask('ada');
  await house.answer();
  const tokens = (await mailsIn(house.db)).flatMap(({ kind, text }) =>
    kind === 'password-reset' ? (/\?token=([\w-]+)$/m.exec(text)?.[1] ?? []) : [],
  );
  expect(tokens).toHaveLength(2);
  const codes = await Promise.all(
    [...tokens, ...tokens].map((token, n) => codeOf(house.redeem(token, `${fresh} ${n}`))),
  );
  expect(codes.filter((code) => code === 'fine')).toHaveLength(1);
  expect(codes.filter((code) => code === 'gone')).toHaveLength(3);
});

test('how often: by account and address for who asks, by member for who is written to', async () => {
  await using house = await open(3);
  await house.confirmed('ada');
  for (let n = 0; n < 3; n++) await house.ask('ada', `192.0.2.${n}`);
  // An account that nobody has counts the same.
  for (let n = 0; n < 3; n++) await house.ask('nobody', `192.0.3.${n}`);
  expect(await codeOf(house.ask('ada', '192.0.2.9'))).toBe('too-many');
  expect(await codeOf(house.ask('nobody', '192.0.3.9'))).toBe('too-many');
  for (const account of ['a1', 'a2', 'a3']) await house.ask(account, '198.51.100.1');
  expect(await codeOf(house.ask('a4', '198.51.100.1'))).toBe('too-many');
  // The same member by another name: asked for, and not written to.
  await house.ask('ada@example.org', '192.0.4.1');
  await house.answer();
  expect(await house.resets()).toHaveLength(3);
  house.clock.advance(HOUR);
  await house.ask('ada@example.org', '192.0.4.2');
  await house.answer();
  expect(await house.resets()).toHaveLength(4);
});

test('requests are answered once, whoever answers; old ones not at all', async () => {
  await using house = await open();
  await house.confirmed('ada');
  await house.ask('ada');
  await Promise.all([house.answer(), house.answer(), house.answer()]);
  expect(await house.resets()).toHaveLength(1);
  await house.ask('ada');
  house.clock.advance(HOUR);
  await house.answer();
  expect(await house.resets()).toHaveLength(1);
  expect(await codeOf(answerResets(house.needs())(visitor))).toBe('unauthenticated');
});

test('without mail an admin makes the link; for admins the operator alone does', async () => {
  await using house = await open();
  const mailing = { ...house.needs().mailing, on: false };
  const needs = () => ({ ...house.needs(), mailing });
  await expect(requestReset(needs())({ account: 'ada' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('Ask an admin'),
  });
  const people = { root: 'admin', chief: 'admin', mod: 'moderator', ada: 'member' } as const;
  for (const [name, role] of Object.entries(people)) await house.join(name, role);
  const actor = async (name: string) => house.actor((await house.enter(name)).session.id);
  const root = await actor('root');
  const link = await makeResetLink(needs())(root, { name: 'ada' });
  expect(link).toEqual({
    url: expect.stringMatching(/^https:\/\/greens\.example\/reset-password\?token=[\w-]{43}$/),
    expiresAt: house.clock.now() + 24 * HOUR,
  });
  const tokenOf = ({ url }: { url: string }) => new URL(url).searchParams.get('token') ?? '';
  expect(await house.db.read.all(hashes, {})).toEqual([{ hash: hashSecret(tokenOf(link)), via: 'root' }]);
  const newer = await makeResetLink(needs())(root, { name: 'ada' });
  expect(await codeOf(house.redeem(tokenOf(link)))).toBe('gone');
  expect(await redeemReset(needs())({ token: tokenOf(newer), password: fresh })).toEqual({ name: 'ada' });
  await makeResetLink(needs())(root, { name: 'mod' });

  expect(await codeOf(makeResetLink(needs())(root, { name: 'chief' }))).toBe('forbidden');
  expect(await codeOf(makeResetLink(needs())(root, { name: 'root' }))).toBe('forbidden');
  const forChief = await makeResetLink(needs())(operator, { name: 'chief' });
  expect(await house.redeem(tokenOf(forChief))).toEqual({ name: 'chief' });
  for (const name of ['mod', 'nobody'])
    expect(await codeOf(makeResetLink(needs())(await actor('mod'), { name }))).toBe('forbidden');
  expect(await codeOf(makeResetLink(needs())(visitor, { name: 'ada' }))).toBe('unauthenticated');
  expect(await codeOf(makeResetLink(needs())(root, { name: 'nobody' }))).toBe('not-found');
  expect(await mailsIn(house.db)).toEqual([]);
});

test('a member is told of a link that an admin made', async () => {
  await using house = await open();
  await house.confirmed('ada');
  await makeResetLink(house.needs())(operator, { name: 'ada' });
  expect((await kindsIn(house.db)).at(-1)).toBe('reset-link-made ada@example.org');
  expect((await mailsIn(house.db)).at(-1)?.text).not.toContain('token');
});
