// The instance's texts: versions, and who accepted which.
import { expect, test } from 'vitest';
import { buildComingIn } from '../../../src/app/coming-in.ts';
import { readInstance } from '../../../src/forum/instance/settings.ts';
import { currentVersions } from '../../../src/forum/instance/text-store.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { codeOf, openHouse, refusal } from '../identity/people.ts';

const password = 'long enough';

test('every change is a version that stays readable; the same words make none', async () => {
  await using house = await openHouse();
  const texts = buildComingIn(house.needs());
  expect(await codeOf(texts.readText('rules'))).toBe('not-found');
  expect(await codeOf(texts.changeText(visitor, 'rules', 'Be kind.'))).toBe('unauthenticated');
  const first = house.clock.now();
  expect(await texts.changeText(operator, 'rules', ' Be *kind*.\r\n')).toMatchObject({
    kind: 'rules',
    version: 1,
    text: 'Be *kind*.',
    at: first,
    html: '<p>Be <em>kind</em>.</p>\n',
  });
  house.clock.advance(1_000);
  expect(await texts.changeText(operator, 'rules', 'Be *kind*.')).toMatchObject({ version: 1, at: first });
  expect(await texts.changeText(operator, 'rules', 'Be kinder.')).toMatchObject({ version: 2, at: first + 1_000 });
  expect(await texts.readText('rules')).toMatchObject({ version: 2, text: 'Be kinder.' });
  expect(await texts.readText('rules', 1)).toMatchObject({ text: 'Be *kind*.' });
  expect(await codeOf(texts.readText('rules', 3))).toBe('not-found');
  expect(await texts.listVersions('rules')).toEqual({
    items: [
      { version: 2, at: first + 1_000 },
      { version: 1, at: first },
    ],
    next: null,
  });
  await texts.changeText(operator, 'imprint', 'The Greens, Valley Road 1');
  expect(await currentVersions(house.db.read)).toEqual({ rules: 2, imprint: 1 });
  await texts.changeText(operator, 'rules', '');
  expect(await currentVersions(house.db.read)).toEqual({ imprint: 1 });
  expect(await codeOf(texts.readText('rules'))).toBe('not-found');
  expect(await texts.changeText(operator, 'rules', 'Be kind again.')).toMatchObject({ version: 4 });
  for (const text of ['x'.repeat(40_001), 'nul\u0000', 'lone \udc00'])
    expect(await refusal(texts.changeText(operator, 'rules', text))).toEqual({ code: 'invalid', field: 'text' });
});

test('of many who change a text at once, each makes a version of its own or is too late', async () => {
  await using house = await openHouse();
  const { changeText, listVersions } = buildComingIn(house.needs());
  const codes = await Promise.all(
    Array.from({ length: 60 }, (_, n) => codeOf(changeText(operator, 'privacy', `Version of ${n}`))),
  );
  const made = codes.filter((code) => code === 'fine').length;
  expect(codes.filter((code) => code === 'conflict')).toHaveLength(60 - made);
  const first = await listVersions('privacy');
  const rest = first.next === null ? [] : (await listVersions('privacy', first.next)).items;
  expect([...first.items, ...rest].map(({ version }) => version)).toEqual(
    Array.from({ length: made }, (_, n) => made - n),
  );
});

test('who registers accepts what is in force, in its newest version; an imprint is only read', async () => {
  await using house = await openHouse();
  const { changeText, register, listAcceptances, readToAccept } = buildComingIn(house.needs());
  await changeText(operator, 'rules', 'One.');
  await changeText(operator, 'rules', 'Two.');
  await changeText(operator, 'privacy', 'Nothing is kept.');
  await changeText(operator, 'imprint', 'Us.');
  const join = (accepts?: { rules?: number; privacy?: number }) =>
    refusal(register(visitor, { name: 'zoe', password, accepts }));
  const before = house.hasher.count();
  expect(await join()).toEqual({ code: 'invalid', field: 'accepts.rules' });
  expect(await join({ rules: 2 })).toEqual({ code: 'invalid', field: 'accepts.privacy' });
  expect(await join({ rules: 1, privacy: 1 })).toEqual({ code: 'conflict', field: 'accepts.rules' });
  expect(await join({ rules: 2, privacy: 2 })).toEqual({ code: 'conflict', field: 'accepts.privacy' });
  expect(house.hasher.count()).toBe(before);
  expect(await join({ rules: 2, privacy: 1 })).toEqual({ code: 'fine' });
  const zoe = await house.actor((await house.enter('zoe', 'token', password)).session.id);
  const at = house.clock.now();
  expect(await listAcceptances(zoe.memberId)).toEqual([
    { kind: 'privacy', version: 1, at },
    { kind: 'rules', version: 2, at },
  ]);
  expect(await readToAccept(zoe.memberId)).toEqual([]);
});

test('a new version is to be accepted, and withholds nothing', async () => {
  await using house = await openHouse();
  const { changeText, acceptTexts, readToAccept } = buildComingIn(house.needs());
  await house.join('zoe');
  const zoe = await house.actor((await house.enter('zoe')).session.id);
  expect(await readToAccept(zoe.memberId)).toEqual([]);
  await changeText(operator, 'rules', 'One.');
  await changeText(operator, 'privacy', 'Nothing is kept.');
  expect(await readToAccept(zoe.memberId)).toEqual([
    { kind: 'rules', version: 1 },
    { kind: 'privacy', version: 1 },
  ]);
  expect(await refusal(acceptTexts(zoe, { rules: 2 }))).toEqual({ code: 'conflict', field: 'accepts.rules' });
  expect(await codeOf(acceptTexts(visitor, { rules: 1 }))).toBe('unauthenticated');
  const at = house.clock.now();
  expect(await acceptTexts(zoe, { rules: 1 })).toEqual([{ kind: 'rules', version: 1, at }]);
  house.clock.advance(5_000);
  // Again: the first time stays.
  expect(await acceptTexts(zoe, { rules: 1, privacy: 1 })).toEqual([
    { kind: 'privacy', version: 1, at: at + 5_000 },
    { kind: 'rules', version: 1, at },
  ]);
  await changeText(operator, 'rules', 'Two.');
  expect(await readToAccept(zoe.memberId)).toEqual([{ kind: 'rules', version: 2 }]);
  await changeText(operator, 'rules', '');
  expect(await readToAccept(zoe.memberId)).toEqual([]);
});

test('an applicant accepts with the application', async () => {
  await using house = await openHouse();
  const needs = { ...house.needs(), registration: 'application' as const };
  const { changeText, apply, decideApplication, listAcceptances } = buildComingIn(needs);
  await changeText(operator, 'rules', 'One.');
  const ask = { name: 'zoe', password, answer: 'Because.' };
  expect((await refusal(apply(visitor, ask))).field).toBe('accepts.rules');
  const { id, at } = await apply(visitor, { ...ask, accepts: { rules: 1 } });
  await changeText(operator, 'rules', 'Two.');
  house.clock.advance(60_000);
  await decideApplication(operator, id, { accept: true });
  const zoe = await house.actor((await house.enter('zoe', 'token', password)).session.id);
  expect(await listAcceptances(zoe.memberId)).toEqual([{ kind: 'rules', version: 1, at }]);
});

test('settings are what the environment says until an admin says otherwise', async () => {
  await using house = await openHouse();
  const defaults = { origin: 'greens.example', registration: 'invitation' as const };
  expect(await readInstance(house.db.read, defaults)).toMatchObject({
    name: 'greens.example',
    description: '',
    registration: 'invitation',
    question: 'What brings you here?',
    applicationDays: 30,
    invitations: 'admins',
    votes: 'both',
  });
});
