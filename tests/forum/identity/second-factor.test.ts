import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { activateTotp } from '../../../src/forum/identity/activate-totp.ts';
import { forgetMailOfMember } from '../../../src/forum/identity/mail-of-member.ts';
import { makeResetLink } from '../../../src/forum/identity/make-reset-link.ts';
import { readAccount } from '../../../src/forum/identity/read-account.ts';
import { redeemReset } from '../../../src/forum/identity/redeem-reset.ts';
import { dropSecondFactor, removeTotp } from '../../../src/forum/identity/remove-totp.ts';
import { renewRecoveryCodes } from '../../../src/forum/identity/renew-recovery-codes.ts';
import { createSecondSteps } from '../../../src/forum/identity/second-step.ts';
import { setUpTotp } from '../../../src/forum/identity/set-up-totp.ts';
import { signIn } from '../../../src/forum/identity/sign-in.ts';
import { stepOfCode } from '../../../src/forum/identity/totp.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from './people.ts';

const STEP = 30_000;
const codes = query()((db) => db.selectFrom('recovery_code').select('hash'));
const sessions = query()((db) => db.selectFrom('session').select('id'));

const open = async ({ limit = 1_000, active = true } = {}) => {
  const house = await openHouse({ limit });
  await house.join('ada');
  const actor = await house.actor((await house.enter('ada')).session.id);
  const password = house.passwordOf('ada');
  const { secret, uri } = await setUpTotp(house.needs())(actor, { password });
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  /** What the app shows, so many steps from now. */
  const code = (steps = 0) => app.generate({ timestamp: house.clock.now() + steps * STEP });
  let recovery: string[] = [];
  if (active) {
    recovery = await activateTotp(house.needs())(actor, { code: code() });
    house.clock.advance(2 * STEP);
  }
  return {
    ...house,
    actor,
    actorOf: house.actor,
    secret,
    uri,
    code,
    recovery,
    password,
    get db() {
      return house.db;
    },
    sign: (more: { code?: string; recoveryCode?: string; password?: string; address?: string; name?: string } = {}) =>
      signIn(house.needs())({ name: 'ada', password, kind: 'cookie', agent: '', ...more }),
  };
};

test('codes are those of RFC 6238, appendix B', async () => {
  const secret = new Secret({ buffer: new Uint8Array(Buffer.from('12345678901234567890')).buffer }).base32;
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ] as const)
    expect(await stepOfCode(secret, { code, now: seconds * 1000, after: 0 })).toBe(Math.floor(seconds / 30));
});

test('set up, activated with a first code, asked for from then on', async () => {
  await using house = await open({ active: false });
  expect(house.uri).toMatch(/^otpauth:\/\/totp\/greens\.example:ada\?issuer=greens\.example&secret=[A-Z2-7]{32}&/);
  expect(house.uri).toContain(`secret=${house.secret}`);
  // Not active yet: nobody is locked out by a set-up that was not finished.
  expect((await house.sign()).member.name).toBe('ada');
  expect((await readAccount(house.needs())(house.actor)).recoveryCodesLeft).toBeNull();
  const activate = (code: string) => activateTotp(house.needs())(house.actor, { code });
  expect(await refusal(activate('000000'))).toEqual({ code: 'second-factor', field: 'code' });
  const code = house.code();
  const recovery = await activate(code);
  expect(recovery).toHaveLength(10);
  expect(new Set(recovery).size).toBe(10);
  for (const one of recovery) expect(one).toMatch(/^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/);
  const stored = JSON.stringify(await house.db.read.all(codes, {}));
  expect(recovery.filter((one) => stored.includes(one) || stored.includes(one.replaceAll('-', '')))).toEqual([]);
  expect((await readAccount(house.needs())(house.actor)).recoveryCodesLeft).toBe(10);
  expect(await codeOf(activate(house.code(1)))).toBe('conflict');
  expect(await codeOf(setUpTotp(house.needs())(house.actor, { password: house.password }))).toBe('conflict');
  expect(await refusal(house.sign())).toEqual({ code: 'second-factor', field: 'code' });
  // The code that activated it is used up.
  expect(await refusal(house.sign({ code }))).toEqual({ code: 'second-factor', field: 'code' });
  expect((await house.sign({ code: house.code(1) })).member.name).toBe('ada');
});

test('whether there is a second factor is told to who has the password alone', async () => {
  await using house = await open();
  await house.join('bob');
  const wrong = await Promise.all(
    ['ada', 'bob', 'nobody'].map((name) => refusal(house.sign({ name, password: 'wrong', code: house.code() }))),
  );
  expect(wrong).toEqual(Array.from({ length: 3 }, () => ({ code: 'wrong-credentials', field: undefined })));
  const made = house.hasher.count();
  await codeOf(house.sign());
  expect(house.hasher.count() - made).toBe(1);
});

test('a code is good once, also for two at once; none from before the last one is', async () => {
  await using house = await open();
  const code = house.code();
  const before = (await house.db.read.all(sessions, {})).length;
  const answers = await Promise.all(Array.from({ length: 5 }, () => codeOf(house.sign({ code }))));
  expect(answers.filter((answer) => answer === 'fine')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'second-factor')).toHaveLength(4);
  expect(await house.db.read.all(sessions, {})).toHaveLength(before + 1);
  expect(await codeOf(house.sign({ code: house.code(-1) }))).toBe('second-factor');
  expect(await codeOf(house.sign({ code: house.code(1) }))).toBe('fine');
  // The step of now is before the one that was used.
  expect(await codeOf(house.sign({ code }))).toBe('second-factor');
});

test('one step to either side is good, and no more', async () => {
  await using house = await open();
  for (const [steps, answer] of [
    [-2, 'second-factor'],
    [2, 'second-factor'],
    [-1, 'fine'],
    [0, 'fine'],
    [1, 'fine'],
  ] as const)
    expect([steps, await codeOf(house.sign({ code: house.code(steps) }))]).toEqual([steps, answer]);
  house.clock.advance(10 * STEP);
  expect(await codeOf(house.sign({ code: ` ${house.code().slice(0, 3)} ${house.code().slice(3)} ` }))).toBe('fine');
  for (const code of ['', '1', '12345678', 'abcdef', '１２３４５６', '-12345', '1e3456'])
    expect([code, await codeOf(house.sign({ code }))]).toEqual([code, 'second-factor']);
});

test('a recovery code opens once, however it is typed, also for two at once', async () => {
  await using house = await open();
  const [first = '', second = ''] = house.recovery;
  const typed = first.toUpperCase().replaceAll('-', ' ');
  const answers = await Promise.all(Array.from({ length: 4 }, () => codeOf(house.sign({ recoveryCode: typed }))));
  expect(answers.filter((answer) => answer === 'fine')).toHaveLength(1);
  expect(await refusal(house.sign({ recoveryCode: first }))).toEqual({ code: 'second-factor', field: 'recoveryCode' });
  expect((await readAccount(house.needs())(house.actor)).recoveryCodesLeft).toBe(9);
  expect(await codeOf(house.sign({ recoveryCode: second.slice(0, -1) }))).toBe('second-factor');
  expect(await codeOf(house.sign({ recoveryCode: '-' }))).toBe('second-factor');

  const renewed = await renewRecoveryCodes(house.needs())(house.actor, {
    password: house.password,
    code: house.code(),
  });
  expect(await codeOf(house.sign({ recoveryCode: second }))).toBe('second-factor');
  expect(await codeOf(house.sign({ recoveryCode: renewed[9] ?? '' }))).toBe('fine');
});

test('wrong codes are braked like wrong passwords, being asked for one is not', async () => {
  await using house = await open({ limit: 3 });
  for (let n = 0; n < 10; n++) expect(await codeOf(house.sign({ address: '192.0.2.1' }))).toBe('second-factor');
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    expect(await codeOf(house.sign({ code: '000000', address }))).toBe('second-factor');
  // Also the right one, from anywhere, until the brake lets go.
  expect(await codeOf(house.sign({ code: house.code(), address: '192.0.2.4' }))).toBe('too-many');
  expect(await codeOf(house.sign({ recoveryCode: house.recovery[0] ?? '', address: '192.0.2.5' }))).toBe('too-many');
});

test('who has password and code is never slowed', async () => {
  await using house = await open({ limit: 2 });
  for (let n = 0; n < 5; n++) {
    expect(await codeOf(house.sign({ address: '192.0.2.1' }))).toBe('second-factor');
    expect(await codeOf(house.sign({ code: house.code(), address: '192.0.2.1' }))).toBe('fine');
    house.clock.advance(STEP);
  }
});

test('it is removed with password and code; both are braked', async () => {
  await using house = await open({ limit: 3 });
  const remove = (input: { password?: string; code?: string; recoveryCode?: string }) =>
    removeTotp(house.needs())(house.actor, { password: house.password, ...input });
  expect(await refusal(remove({ password: 'wrong', code: house.code() }))).toEqual({
    code: 'wrong-credentials',
    field: 'password',
  });
  expect(await refusal(remove({}))).toEqual({ code: 'second-factor', field: 'code' });
  expect(await codeOf(remove({ code: '000000' }))).toBe('second-factor');
  await remove({ recoveryCode: house.recovery[3] ?? '' });
  expect(await codeOf(remove({ code: house.code() }))).toBe('conflict');
  expect((await house.sign()).member.name).toBe('ada');
  expect(await house.db.read.all(codes, {})).toEqual([]);
  const again = await setUpTotp(house.needs())(house.actor, { password: house.password });
  expect(again.secret).not.toBe(house.secret);

  await using other = await open({ limit: 3 });
  for (let n = 0; n < 3; n++)
    await codeOf(removeTotp(other.needs())(other.actor, { password: other.password, code: '000000' }));
  const right = { password: other.password, code: other.code() };
  expect(await codeOf(removeTotp(other.needs())(other.actor, right))).toBe('too-many');
});

test('a new password does not lift it; the operator can, and nobody else', async () => {
  await using house = await open();
  const link = await makeResetLink(house.needs())(operator, { name: 'ada' });
  const password = 'a password that is new';
  await redeemReset(house.needs())({ token: new URL(link.url).searchParams.get('token') ?? '', password });
  expect(await codeOf(house.sign({ password }))).toBe('second-factor');
  expect(await codeOf(house.sign({ password, code: house.code() }))).toBe('fine');
  await house.join('root', 'admin');
  const root = await house.actorOf((await house.enter('root')).session.id);
  expect(await codeOf(dropSecondFactor(house.needs())(root, { name: 'ada' }))).toBe('forbidden');
  expect(await codeOf(dropSecondFactor(house.needs())(operator, { name: 'root' }))).toBe('conflict');
  expect(await codeOf(dropSecondFactor(house.needs())(operator, { name: 'nobody' }))).toBe('not-found');
  await dropSecondFactor(house.needs())(operator, { name: 'ada' });
  expect(await codeOf(house.sign({ password }))).toBe('fine');
});

test('it goes with the member', async () => {
  await using house = await open();
  await house.db.write((tx) => forgetMailOfMember(tx, house.actor.memberId));
  expect(await codeOf(house.sign())).toBe('fine');
  expect(await house.db.read.all(codes, {})).toEqual([]);
});

test('who gave the password a moment ago is asked for the code alone', async () => {
  await using house = await open();
  const steps = createSecondSteps(house.needs());
  const sign = (more: object) =>
    signIn({ ...house.needs(), steps })({ name: 'ada', password: '', kind: 'cookie', agent: '', ...more });
  await house.join('bob');
  const { password } = house;
  for (const [name, word] of [
    ['ada', 'not this one'],
    ['nobody', password],
    ['bob', password],
    ['', ''],
  ] as const)
    expect(await codeOf(steps.make({ name, password: word }))).toBe('wrong-credentials');
  const step = await steps.make({ name: ' Ada ', password });
  expect(await codeOf(sign({ step }))).toBe('second-factor');
  expect(await codeOf(sign({ step, code: '000000' }))).toBe('second-factor');
  expect(await codeOf(sign({ step, name: 'bob', code: house.code() }))).toBe('wrong-credentials');
  expect(await codeOf(sign({ step: step.replace(/^\d+/, (until) => `${until}0`), code: house.code() }))).toBe(
    'wrong-credentials',
  );
  for (const bad of ['.', 'x', `${step}x`, `NaN${step.slice(step.indexOf('.'))}`])
    expect([bad, await codeOf(sign({ step: bad, code: house.code() }))]).toEqual([bad, 'wrong-credentials']);
  // An instance that makes none takes none.
  expect(await codeOf(house.sign({ password: '', step, code: house.code() } as { code: string }))).toBe(
    'wrong-credentials',
  );
  expect(await codeOf(sign({ step, code: house.code() }))).toBe('fine');

  // A new password makes it worthless, and so does time.
  const late = await steps.make({ name: 'ada', password });
  house.clock.advance(10 * 60_000);
  expect(await codeOf(sign({ step: late, code: house.code() }))).toBe('wrong-credentials');
  const old = await steps.make({ name: 'ada', password });
  const link = await makeResetLink(house.needs())(operator, { name: 'ada' });
  await redeemReset(house.needs())({
    token: new URL(link.url).searchParams.get('token') ?? '',
    password: 'ten new ones',
  });
  house.clock.advance(STEP);
  expect(await codeOf(sign({ step: old, code: house.code() }))).toBe('wrong-credentials');
});
