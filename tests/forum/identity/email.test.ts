import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { changeEmail } from '../../../src/forum/identity/change-email.ts';
import { confirmEmail } from '../../../src/forum/identity/confirm-email.ts';
import { exportMailOfMember, forgetMailOfMember } from '../../../src/forum/identity/mail-of-member.ts';
import { readAccount } from '../../../src/forum/identity/read-account.ts';
import { removeEmail } from '../../../src/forum/identity/remove-email.ts';
import { hashSecret } from '../../../src/forum/identity/secret.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';
import { countRows, kindsIn, mailsIn, tokenIn } from './post.ts';

const HOUR = 3600_000;
const confirmations = query()((db) => db.selectFrom('email_confirmation').select(['hash', 'address']));
const tables = ['member_email', 'email_confirmation', 'outbox', 'event'] as const;

const open = async () => {
  const house = await openHouse();
  await house.join('ada');
  const actor = await house.actor((await house.enter('ada')).session.id);
  const password = house.passwordOf('ada');
  return {
    ...house,
    actor,
    actorOf: house.actor,
    give: (address: string, who = actor, typed = password) =>
      changeEmail(house.needs())(who, { address, password: typed }),
    confirm: (token: string) => confirmEmail(house.needs())({ token }),
    me: async (who = actor) => (await readAccount(house.needs())(who)).email,
    get db() {
      return house.db;
    },
  };
};

test('an address counts once the link that was mailed to it was used, once', async () => {
  await using house = await open();
  expect(await house.me()).toBeNull();
  expect(await house.give(' Ada@Example.ORG ')).toEqual({
    address: 'Ada@example.org',
    confirmed: false,
    pending: null,
  });
  expect(await house.me()).toEqual({ address: 'Ada@example.org', confirmed: false, pending: null });
  expect(await kindsIn(house.db)).toEqual(['confirm-address Ada@example.org']);
  const token = await tokenIn(house.db, 'confirm-address');
  expect((await house.db.read.all(confirmations, {})).map(({ hash }) => hash)).toEqual([hashSecret(token)]);
  expect(await house.confirm(token)).toEqual({ name: 'ada', address: 'Ada@example.org' });
  expect(await house.me()).toEqual({ address: 'Ada@example.org', confirmed: true, pending: null });
  expect(await refusal(house.confirm(token))).toEqual({ code: 'gone', field: 'token' });
  expect(await codeOf(house.confirm(''))).toBe('gone');
  expect((await house.events()).slice(-2)).toEqual([
    { kind: 'account.changed', data: JSON.stringify({ member: house.actor.publicId }) },
    { kind: 'account.changed', data: JSON.stringify({ member: house.actor.publicId }) },
  ]);
});

test('a link is good for 24 hours, and the newest alone', async () => {
  await using house = await open();
  await house.give('one@example.org');
  const first = await tokenIn(house.db, 'confirm-address');
  await house.give('two@example.org');
  expect(await codeOf(house.confirm(first))).toBe('gone');
  const second = await tokenIn(house.db, 'confirm-address');
  house.clock.advance(24 * HOUR);
  expect(await codeOf(house.confirm(second))).toBe('gone');
  expect(await house.me()).toEqual({ address: 'two@example.org', confirmed: false, pending: null });
  expect((await mailsIn(house.db)).map(({ until }) => until)).toEqual([house.clock.now(), house.clock.now()]);
});

test('of two who use a link at once one gets through', async () => {
  await using house = await open();
  await house.give('ada@example.org');
  const token = await tokenIn(house.db, 'confirm-address');
  const codes = await Promise.all(Array.from({ length: 6 }, () => codeOf(house.confirm(token))));
  expect(codes.filter((code) => code === 'fine')).toHaveLength(1);
  expect(codes.filter((code) => code === 'gone')).toHaveLength(5);
});

test('the old address counts until the new one is confirmed, and is told of both', async () => {
  await using house = await open();
  await house.give('old@example.org');
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  expect(await house.give('new@example.org')).toEqual({
    address: 'old@example.org',
    confirmed: true,
    pending: 'new@example.org',
  });
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  expect(await house.me()).toEqual({ address: 'new@example.org', confirmed: true, pending: null });
  expect((await kindsIn(house.db)).slice(1)).toEqual([
    'address-change-asked old@example.org',
    'confirm-address new@example.org',
    'address-changed old@example.org',
  ]);
  // Giving the one that counts again asks for nothing, and ends what is pending.
  await house.give('other@example.org');
  const pending = await tokenIn(house.db, 'confirm-address');
  expect(await house.give('new@example.org')).toEqual({ address: 'new@example.org', confirmed: true, pending: null });
  expect(await codeOf(house.confirm(pending))).toBe('gone');
});

test('the answer and the work are the same whether somebody else has the address', async () => {
  await using house = await open();
  await house.join('bob');
  await house.join('eve');
  const bob = await house.actorOf((await house.enter('bob')).session.id);
  const eve = await house.actorOf((await house.enter('eve')).session.id);
  await house.give('ada@example.org');
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  const cost = async (work: () => Promise<unknown>) => {
    const before = { ...(await countRows(house.db, tables)), hashes: house.hasher.count() };
    const answer = await work();
    const after = { ...(await countRows(house.db, tables)), hashes: house.hasher.count() };
    const rows = Object.entries(after).map(([key, n]) => [key, n - (before[key as 'hashes'] ?? 0)]);
    return { answer, rows: Object.fromEntries(rows) };
  };
  const taken = await cost(() => house.give('ada@example.org', bob, house.passwordOf('bob')));
  const free = await cost(() => house.give('eve@example.org', eve, house.passwordOf('eve')));
  expect(taken.rows).toEqual({ member_email: 1, email_confirmation: 1, outbox: 1, event: 1, hashes: 1 });
  expect(free.rows).toEqual(taken.rows);
  expect(taken.answer).toEqual({ address: 'ada@example.org', confirmed: false, pending: null });
  // Both may confirm it: a household has one.
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  expect(await house.me()).toEqual({ address: 'ada@example.org', confirmed: true, pending: null });
});

test('nobody fills a stranger’s letter box', async () => {
  await using house = await open();
  for (let n = 0; n < 5; n++) await house.give('victim@example.org');
  expect(await codeOf(house.give('victim@example.org'))).toBe('too-many');
  house.clock.advance(HOUR);
  // By now the address has got enough for today; the answer does not tell.
  for (let n = 0; n < 3; n++)
    expect(await house.give('Victim@example.org')).toMatchObject({ address: 'Victim@example.org' });
  expect(await kindsIn(house.db)).toHaveLength(5);
  house.clock.advance(24 * HOUR);
  await house.give('victim@example.org');
  expect(await kindsIn(house.db)).toHaveLength(6);
});

test('a stolen session is not enough; nothing but an address is one; without mail none is taken', async () => {
  await using house = await open();
  expect(await refusal(house.give('ada@example.org', house.actor, 'not the password'))).toEqual({
    code: 'wrong-credentials',
    field: 'password',
  });
  for (const address of [
    '',
    'ada',
    'a@b',
    'a@b.c\r\nBcc: d@e.f',
    'a b@c.example',
    '@c.example',
    'a@c..example',
    'a@1.2.3.4',
  ])
    expect(await refusal(house.give(address)), address).toEqual({ code: 'invalid', field: 'address' });
  expect(await codeOf(changeEmail(house.needs())(visitor, { address: 'a@b.example', password: '' }))).toBe(
    'unauthenticated',
  );
  expect(await codeOf(changeEmail(house.needs())(operator, { address: 'a@b.example', password: '' }))).toBe(
    'unauthenticated',
  );
  const mailing = { ...house.needs().mailing, on: false };
  const password = house.passwordOf('ada');
  const none = changeEmail({ ...house.needs(), mailing })(house.actor, { address: 'a@b.example', password });
  await expect(none).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('sends no mail') });
  expect(await mailsIn(house.db)).toEqual([]);
});

test('an address can be taken back, also one that waits', async () => {
  await using house = await open();
  await house.give('ada@example.org');
  const token = await tokenIn(house.db, 'confirm-address');
  await removeEmail(house.needs())(house.actor);
  expect(await codeOf(house.confirm(token))).toBe('gone');
  expect(await house.me()).toBeNull();
  await house.give('ada@example.org');
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  await removeEmail(house.needs())(house.actor);
  expect(await house.me()).toBeNull();
  expect((await kindsIn(house.db)).at(-1)).toBe('address-removed ada@example.org');
  await removeEmail(house.needs())(house.actor);
});

test('what is kept of a member can be taken along, and forgotten', async () => {
  await using house = await open();
  await house.give('ada@example.org');
  await house.confirm(await tokenIn(house.db, 'confirm-address'));
  const at = house.clock.now();
  expect(await exportMailOfMember(house.db.read, house.actor.memberId)).toEqual({
    email: { address: 'ada@example.org', confirmedAt: at },
    secondFactor: null,
    mails: [{ kind: 'confirm-address', address: 'ada@example.org', subject: expect.any(String), at, sentAt: null }],
  });
  await house.db.write((tx) => forgetMailOfMember(tx, house.actor.memberId));
  expect(await exportMailOfMember(house.db.read, house.actor.memberId)).toEqual({
    email: null,
    secondFactor: null,
    mails: [],
  });
});
