import { generateKeyPairSync } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { buildPasskeys } from '../../../src/app/passkeys.ts';
import { command, query } from '../../../src/db/statement.ts';
import { activateTotp } from '../../../src/forum/identity/activate-totp.ts';
import { takesPasskeys } from '../../../src/forum/identity/passkey-site.ts';
import { exportPasskeysOfMember, forgetPasskeysOfMember } from '../../../src/forum/identity/passkey-store.ts';
import { setUpTotp } from '../../../src/forum/identity/set-up-totp.ts';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { createAuthenticator, type Misdeeds } from '../../support/authenticator.ts';
import { codeOf, openHouse, refusal } from './people.ts';

const MINUTE = 60_000;
const publicUrl = 'https://greens.example';
const wrong = { code: 'wrong-credentials', field: 'credential' };
const notGood = { code: 'invalid', field: 'credential' };

const rows = query()((db) => db.selectFrom('passkey').selectAll().orderBy('id'));
const spent = query()((db) => db.selectFrom('spent_challenge').selectAll());
const notices = query()((db) => db.selectFrom('outbox').select(['kind', 'address']).orderBy('id'));
const putEmail = command<{ memberId: number; address: string }>()((db, p) =>
  db
    .insertInto('member_email')
    .values({ member_id: p.memberId, address: p.address, folded: p.address, confirmed_at: 1, created_at: 1 }),
);

const open = async ({ limit = 1_000, counts = true } = {}) => {
  const house = await openHouse({ limit });
  await house.join('ada');
  await house.join('bob');
  const keys = buildPasskeys({ ...house.needs(), publicUrl });
  const device = createAuthenticator({ origin: publicUrl, counts });
  const actorOf = async (name: string) => house.actor((await house.enter(name)).session.id);
  const ada = await actorOf('ada');
  const add = async (who = ada, bad: Misdeeds = {}, name = 'Phone') => {
    const options = await keys.beginPasskey(who, { password: house.passwordOf(who.name) });
    return keys.addPasskey(who, { name, credential: device.create(options, bad) });
  };
  const enter = async (bad: Misdeeds = {}, held = device.held.at(-1), address?: string) => {
    const credential = device.get(await keys.beginPasskeySignIn(), bad, held);
    return keys.signInWithPasskey({ credential, kind: 'token', agent: 'a browser', address });
  };
  return {
    ...house,
    keys,
    device,
    ada,
    actorOf,
    add,
    enter,
    get db() {
      return house.db;
    },
  };
};

test('a passkey is added, signs in without name and password, is renamed and removed', async () => {
  await using house = await open();
  const { keys, ada } = house;
  const options = await keys.beginPasskey(ada, { password: house.passwordOf('ada') });
  expect(options).toMatchObject({
    rp: { id: 'greens.example', name: 'greens.example' },
    user: { id: ada.publicId, name: 'ada', displayName: 'ada' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [],
  });
  const credential = house.device.create(options);
  const added = await keys.addPasskey(ada, { name: '  Phone  ', credential });
  expect(added).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    name: 'Phone',
    at: house.clock.now(),
    usedAt: null,
  });
  const again = await keys.beginPasskey(ada, { password: house.passwordOf('ada') });
  expect(again.excludeCredentials).toEqual([{ type: 'public-key', id: credential.id, transports: ['internal'] }]);

  house.clock.advance(MINUTE);
  const request = await keys.beginPasskeySignIn();
  expect(request).toEqual({
    challenge: expect.stringMatching(/^[\w-]{72}$/),
    rpId: 'greens.example',
    timeout: 5 * MINUTE,
    userVerification: 'required',
    allowCredentials: [],
  });
  const signedIn = await keys.signInWithPasskey({ credential: house.device.get(request), kind: 'cookie', agent: 'b' });
  expect(signedIn.member.name).toBe('ada');
  expect(signedIn.session).toMatchObject({ kind: 'cookie', agent: 'b', at: house.clock.now() });
  expect((await house.actor(signedIn.session.id)).name).toBe('ada');
  expect(await keys.listPasskeys(ada)).toEqual([{ ...added, usedAt: house.clock.now() }]);

  expect((await keys.renamePasskey(ada, { id: added.id, name: 'Old phone' })).name).toBe('Old phone');
  await keys.removePasskey(ada, { id: added.id, password: house.passwordOf('ada') });
  expect(await keys.listPasskeys(ada)).toEqual([]);
  expect(await refusal(house.enter())).toEqual(wrong);
  // It ended no session: who was in is in.
  expect((await house.actor(signedIn.session.id)).name).toBe('ada');
});

test('it is both factors: no code is asked for', async () => {
  await using house = await open();
  await house.add();
  const password = house.passwordOf('ada');
  const { secret } = await setUpTotp(house.needs())(house.ada, { password });
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  await activateTotp(house.needs())(house.ada, { code: app.generate({ timestamp: house.clock.now() }) });
  expect(await codeOf(house.enter())).toBe('fine');
});

test('what was signed elsewhere, for something else, or without the person, is not good', async () => {
  await using house = await open();
  await house.add();
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const misdeeds: Misdeeds[] = [
    { origin: 'https://greens.example.evil' },
    { origin: 'http://greens.example' },
    { origin: 'https://greens.example:8443' },
    { rpId: 'example' },
    { type: 'webauthn.create' },
    { challenge: 'AAAA' },
    { verified: false },
    { present: false },
    { key: other },
    { userHandle: undefined },
    { userHandle: (await house.actorOf('bob')).publicId },
    { id: 'AAAAAAAAAAAAAAAAAAAAAA' },
  ];
  for (const bad of misdeeds) expect([bad, await refusal(house.enter(bad))]).toEqual([bad, wrong]);
  expect(await codeOf(house.enter())).toBe('fine');
});

test('nor is a new one', async () => {
  await using house = await open();
  const misdeeds: Misdeeds[] = [
    { origin: 'https://reds.example' },
    { rpId: 'reds.example' },
    { type: 'webauthn.get' },
    { verified: false },
    { present: false },
    { challenge: 'AAAA' },
    // Who made the device is not asked; certificates are not looked at.
    { format: 'apple', statement: new Map([['x5c', new Uint8Array(3)]]) },
    { format: 'packed', statement: new Map([['x5c', new Uint8Array(3)]]) },
    { format: 'packed', statement: new Map<string, number>([['alg', -7]]) },
    { format: 'tpm' },
    { format: 'none', statement: new Map([['alg', -7]]) },
  ];
  for (const bad of misdeeds) expect([bad, await refusal(house.add(house.ada, bad))]).toEqual([bad, notGood]);
  const options = await house.keys.beginPasskey(house.ada, {});
  const good = house.device.create(options);
  for (const attestationObject of ['', 'AAAA', '_____w', good.response.attestationObject.slice(0, 200)])
    expect(
      await refusal(
        house.keys.addPasskey(house.ada, {
          name: 'Phone',
          credential: { ...good, response: { ...good.response, attestationObject } },
        }),
      ),
    ).toEqual(notGood);
  expect(
    await refusal(house.keys.addPasskey(house.ada, { name: 'Phone', credential: { ...good, id: 'AAAA' } })),
  ).toEqual(notGood);
  expect(await house.db.read.all(rows, {})).toEqual([]);
});

test('a challenge is good once, also for two at once, for five minutes, and for what it was made for', async () => {
  await using house = await open();
  const { keys, ada, device } = house;
  const creation = await keys.beginPasskey(ada, {});
  const credential = device.create(creation);
  const addings = await Promise.all(
    Array.from({ length: 4 }, () => refusal(keys.addPasskey(ada, { name: 'Phone', credential }))),
  );
  expect(addings.filter(({ code }) => code === 'fine')).toHaveLength(1);
  expect(addings.filter(({ code }) => code === 'invalid')).toHaveLength(3);

  const request = await keys.beginPasskeySignIn();
  const signed = device.get(request);
  const signIn = (one = signed) => refusal(keys.signInWithPasskey({ credential: one, kind: 'cookie', agent: '' }));
  const answers = await Promise.all(Array.from({ length: 4 }, () => signIn()));
  expect(answers.filter(({ code }) => code === 'fine')).toHaveLength(1);
  expect(answers.filter(({ code }) => code === 'wrong-credentials')).toHaveLength(3);
  // Nor for the same challenge, signed anew, or spelled in another way.
  expect(await signIn(device.get(request))).toEqual(wrong);
  expect(await signIn(device.get({ challenge: `${request.challenge}=` }))).toEqual(wrong);

  // Not for what it was not made for.
  expect(await signIn(device.get(await keys.beginPasskey(ada, {})))).toEqual(wrong);
  const strange = device.create({ ...creation, challenge: (await keys.beginPasskeySignIn()).challenge });
  expect(await refusal(keys.addPasskey(ada, { name: 'Phone', credential: strange }))).toEqual(notGood);

  const slow = device.get(await keys.beginPasskeySignIn());
  house.clock.advance(5 * MINUTE);
  expect(await signIn(slow)).toEqual(wrong);
  // Those that are over are not kept.
  expect((await house.db.read.all(spent, {})).length).toBe(2);
  house.clock.advance(1);
  expect(await codeOf(house.enter({}, device.held[0]))).toBe('fine');
  expect((await house.db.read.all(spent, {})).length).toBe(1);
});

test('what one member began, nobody else finishes, nor another session of the same member', async () => {
  await using house = await open();
  const { keys, ada, device } = house;
  const bob = await house.actorOf('bob');
  const elsewhere = await house.actorOf('ada');
  const credential = device.create(await keys.beginPasskey(ada, {}));
  for (const who of [bob, elsewhere])
    expect(await refusal(keys.addPasskey(who, { name: 'Phone', credential }))).toEqual(notGood);
  const { id } = await keys.addPasskey(ada, { name: 'Phone', credential });

  // Somebody else's passkey is not there for others, and cannot be claimed by its id.
  expect(await codeOf(keys.renamePasskey(bob, { id, name: 'Mine' }))).toBe('not-found');
  expect(await codeOf(keys.removePasskey(bob, { id }))).toBe('not-found');
  const claimed = device.create(await keys.beginPasskey(bob, {}), { id: credential.id });
  expect(await refusal(keys.addPasskey(bob, { name: 'Mine', credential: claimed }))).toEqual({
    code: 'conflict',
    field: 'credential',
  });
  // Its new key signs nobody in.
  expect(await refusal(house.enter())).toEqual(wrong);
  expect(await refusal(house.enter({ userHandle: ada.publicId }))).toEqual(wrong);
  expect((await keys.listPasskeys(ada)).map(({ name }) => name)).toEqual(['Phone']);
  expect(await keys.listPasskeys(bob)).toEqual([]);
  expect(await codeOf(keys.listPasskeys(visitor))).toBe('unauthenticated');
  expect(await codeOf(keys.beginPasskey(visitor, {}))).toBe('unauthenticated');
});

test('a counter that does not go up tells of a copy; one that is always 0 tells nothing', async () => {
  await using house = await open();
  await house.add();
  for (const [counter, answer] of [
    [7, 'fine'],
    [7, 'wrong-credentials'],
    [3, 'wrong-credentials'],
    [0, 'wrong-credentials'],
    [8, 'fine'],
  ] as const)
    expect([counter, await codeOf(house.enter({ counter }))]).toEqual([counter, answer]);

  await using copied = await open({ counts: false });
  await copied.add();
  for (let n = 0; n < 3; n++) expect(await codeOf(copied.enter())).toBe('fine');
});

test('to add or remove one asks for the password, and the code where there is one, unless the sign-in is fresh', async () => {
  await using house = await open({ limit: 5 });
  const { keys, ada } = house;
  const { id } = await keys.addPasskey(ada, {
    name: 'Phone',
    credential: house.device.create(await keys.beginPasskey(ada, {})),
  });
  house.clock.advance(10 * MINUTE);
  const password = house.passwordOf('ada');
  const doors = [
    (input: object) => keys.beginPasskey(ada, input),
    (input: object) => keys.removePasskey(ada, { id, ...input }),
  ];
  for (const door of doors) {
    expect(await refusal(door({}))).toEqual({ code: 'wrong-credentials', field: 'password' });
    expect(await refusal(door({ password: 'not this one' }))).toEqual({ code: 'wrong-credentials', field: 'password' });
  }
  expect(await codeOf(keys.beginPasskey(ada, { password }))).toBe('fine');

  const { secret } = await setUpTotp(house.needs())(ada, { password });
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = () => app.generate({ timestamp: house.clock.now() });
  await activateTotp(house.needs())(ada, { code: code() });
  house.clock.advance(MINUTE);
  for (const door of doors) {
    expect(await refusal(door({ password }))).toEqual({ code: 'second-factor', field: 'code' });
    expect(await refusal(door({ password, code: '000000' }))).toEqual({ code: 'second-factor', field: 'code' });
  }
  const used = code();
  expect(await codeOf(keys.beginPasskey(ada, { password, code: used }))).toBe('fine');
  expect(await codeOf(keys.beginPasskey(ada, { password, code: used }))).toBe('second-factor');
  house.clock.advance(MINUTE);
  expect(await codeOf(keys.removePasskey(ada, { id, password, code: code() }))).toBe('fine');
  // Who has just signed in by a passkey is asked for nothing more.
  await house.add(await house.actorOf('bob'));
  const fresh = await house.actor((await house.enter()).session.id);
  expect(await codeOf(keys.beginPasskey(fresh, {}))).toBe('fine');
});

test('ten a member, also for two at once', async () => {
  await using house = await open();
  const begun = await Promise.all(Array.from({ length: 12 }, () => house.keys.beginPasskey(house.ada, {})));
  const answers = await Promise.all(
    begun.map((options, n) =>
      codeOf(house.keys.addPasskey(house.ada, { name: `Key ${n}`, credential: house.device.create(options) })),
    ),
  );
  expect(answers.filter((answer) => answer === 'fine')).toHaveLength(10);
  expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(2);
  expect(await codeOf(house.keys.beginPasskey(house.ada, {}))).toBe('conflict');
});

test('names are one line of 1 to 60 characters', async () => {
  await using house = await open();
  const { id } = await house.add();
  for (const name of ['', '   ', 'a'.repeat(61), 'two\nlines', 'turned \u202Earound', 'nul\u0000'])
    expect(await refusal(house.keys.renamePasskey(house.ada, { id, name }))).toEqual({
      code: 'invalid',
      field: 'name',
    });
  expect(await codeOf(house.keys.renamePasskey(house.ada, { id, name: '🗝'.repeat(60) }))).toBe('fine');
});

test('failures are braked, by passkey and by address; success is not', async () => {
  await using house = await open({ limit: 3 });
  await house.add();
  const held = house.device.held.at(-1);
  for (let n = 0; n < 5; n++) expect(await codeOf(house.enter({}, held, '192.0.2.1'))).toBe('fine');
  for (let n = 0; n < 3; n++)
    expect(await codeOf(house.enter({ verified: false }, held, `192.0.2.${n + 10}`))).toBe('wrong-credentials');
  expect(await codeOf(house.enter({}, held, '192.0.2.20'))).toBe('too-many');
  // From where it signed in before it has a count of its own.
  expect(await codeOf(house.enter({}, held, '192.0.2.1'))).toBe('fine');
  // The password has its own count.
  expect((await house.enter({}, held, '192.0.2.1')).member.name).toBe('ada');
  for (let n = 0; n < 3; n++) await codeOf(house.enter({ id: 'AAAA' }, held, '192.0.2.30'));
  expect(await codeOf(house.enter({}, held, '192.0.2.30'))).toBe('too-many');
});

test('the member is told of each that comes or goes; the events tell names of nothing', async () => {
  await using house = await open();
  const { ada } = house;
  await house.db.write(async (tx) => tx.run(putEmail, { memberId: ada.memberId, address: 'ada@example.org' }));
  const { id } = await house.add();
  await house.keys.removePasskey(ada, { id });
  expect(await house.db.read.all(notices, {})).toEqual([
    { kind: 'passkey-added', address: 'ada@example.org' },
    { kind: 'passkey-removed', address: 'ada@example.org' },
  ]);
  const told = (await house.events()).filter(({ kind }) => kind === 'account.changed');
  expect(told).toEqual(
    Array.from({ length: 2 }, () => ({ kind: 'account.changed', data: JSON.stringify({ member: ada.publicId }) })),
  );
});

test('the export tells names and times; with the member all is forgotten', async () => {
  await using house = await open();
  await house.add();
  const { ada } = house;
  expect(await exportPasskeysOfMember(house.db.read, ada.memberId)).toEqual([
    { name: 'Phone', at: house.clock.now(), usedAt: null },
  ]);
  await house.db.write((tx) => forgetPasskeysOfMember(tx, ada.memberId));
  expect(await house.db.read.all(rows, {})).toEqual([]);
  expect(await refusal(house.enter())).toEqual(wrong);
});

test('browsers use passkeys on https and on this very machine, never on bare addresses', () => {
  const good = [
    'https://greens.example',
    'https://greens.example:8443',
    'http://localhost:3000',
    'http://a.localhost:1',
  ];
  const bad = [
    'http://greens.example',
    'http://127.0.0.1:3000',
    'https://192.0.2.1',
    'https://[2001:db8::1]',
    'http://[::1]',
  ];
  expect(good.filter(takesPasskeys)).toEqual(good);
  expect(bad.filter(takesPasskeys)).toEqual([]);
});
