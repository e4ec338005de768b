// Names that can be taken for those of staff, as sets of characters and at the verbs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeProfile } from '../../../src/forum/identity/change-profile.ts';
import { foldName, loadLook } from '../../../src/forum/identity/look-alike.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { openHouse, refusal } from './people.ts';

const SWAPS: Readonly<Record<string, string>> = { l: '1', '1': 'i', i: 'l', o: '0', '0': 'o', m: 'rn' };
const name = fc.stringMatching(/^[a-z0-9_]{2,20}$/);

test('a name with any of its characters swapped for one that looks the same has the same form', () => {
  fc.assert(
    fc.property(name, fc.infiniteStream(fc.boolean()), (text, coin) => {
      const swapped = [...text].map((c) => (coin.next().value ? (SWAPS[c] ?? c) : c)).join('');
      expect(foldName(swapped)).toBe(foldName(text));
      expect(foldName(foldName(text))).toBe(foldName(text));
    }),
  );
  expect(foldName('ada')).not.toBe(foldName('eda'));
  expect(foldName('rosa5')).not.toBe(foldName('rosas'));
});

/** Confusable with the letter before it, from other scripts and styles. */
const OTHERS: Readonly<Record<string, string[]>> = {
  a: ['а', 'ɑ', '𝒂', 'ａ', 'A', 'Α'],
  d: ['ԁ', '𝐝', 'D'],
  e: ['е', 'ｅ', 'E', 'Ε'],
  i: ['і', 'ı', 'I', '1', 'l', '|'],
  m: ['rn', 'ｍ', 'М', 'M'],
  n: ['ո', '𝗻', 'N', 'Ν'],
  o: ['о', 'ο', '0', 'O', 'О'],
  p: ['р', 'ρ', 'P', 'Р'],
  s: ['ѕ', 'S', 'Ѕ'],
};
/** Nothing, what is not shown (a filler and a variation selector among it), or a blank. */
const BETWEEN = ['', '', '\u200b', '\u00ad', ' ', '.', '\u2060', '\u3164', '\ufe0f'];

test('a display name in letters of other scripts, with nothing or blanks between, looks like what it shows', async () => {
  const look = await loadLook();
  const known = new Set(['admin', 'poem', 'simone', 'Madison'].flatMap(look));
  fc.assert(
    fc.property(fc.constantFrom('admin', 'poem', 'simone', 'madison'), fc.infiniteStream(fc.nat()), (word, dice) => {
      const pick = <T>(list: readonly T[]): T => list[(dice.next().value ?? 0) % list.length] as T;
      // All in one case: which letters look alike may differ between capitals and small letters.
      const capitals = pick([true, false]);
      const shown = [...word]
        .map((c) => {
          const all = [c, ...(OTHERS[c] ?? [])].filter((each) => each === foldCase(each, capitals));
          return pick(all.length > 0 ? all : [foldCase(c, capitals)]) + pick(BETWEEN);
        })
        .join('');
      expect(
        look(shown).some((key) => known.has(key)),
        shown,
      ).toBe(true);
    }),
    { numRuns: 500 },
  );
});
const foldCase = (text: string, capitals: boolean): string => (capitals ? text.toUpperCase() : text.toLowerCase());

test('the same word in capitals is no other name, in any script', async () => {
  const look = await loadLook();
  for (const word of ['admin', 'Борис', 'Ελένη', 'straße', 'Łukasz', 'ﬁona'])
    for (const other of [word.toUpperCase(), word.toLowerCase(), word.normalize('NFKC'), word.normalize('NFD')]) {
      const known = new Set(look(word));
      expect([word, other, look(other).some((key) => known.has(key))]).toEqual([word, other, true]);
    }
});

test('some are alike in one case or one form only', async () => {
  const look = await loadLook();
  for (const [one, other] of [
    ['Fred', '\u017fred'], // a long s, which NFKC would make an s
    ['Helen', '\u0397elen'], // a Greek eta: its small letter looks like an n
  ] as const) {
    const known = new Set(look(one));
    expect([one, look(other).some((key) => known.has(key))]).toEqual([one, true]);
  }
});

test('names that differ to the eye have no key in common', async () => {
  const look = await loadLook();
  for (const [one, other] of [
    ['Ada', 'Eda'],
    ['Admin', 'Ádmin'],
    ['Rosa', 'Роза'],
    ['🌻', '🌷'],
    ['李', '木'],
  ] as const) {
    const known = new Set(look(one));
    expect([one, other, look(other).filter((key) => known.has(key))]).toEqual([one, other, []]);
  }
  expect(look('🌻').length).toBeGreaterThan(0);
});

test('the names of staff, of the instance and of offices are kept for them, at registration and later', async () => {
  await using house = await openHouse();
  const needs = house.needs();
  await house.join('milo_hill', 'moderator');
  await describeInstance(needs)(operator, { name: 'The Open Table' });
  const join = (input: { name: string; displayName?: string }) =>
    refusal(register(needs)(visitor, { password: 'long enough', ...input }));

  expect(await join({ name: 'mi1o_hill' })).toEqual({ code: 'invalid', field: 'name' });
  expect(await join({ name: 'rnilo_hill' })).toEqual({ code: 'invalid', field: 'name' });
  expect(await join({ name: 'adm1n' })).toEqual({ code: 'invalid', field: 'name' });
  expect(await join({ name: 'm0derator' })).toEqual({ code: 'invalid', field: 'name' });
  // Who asks for the very name hears that it is taken.
  expect(await join({ name: 'milo_hill' })).toEqual({ code: 'conflict', field: 'name' });
  for (const displayName of [
    'Мilo_Hill',
    'milo hill',
    'ADMIN',
    'Аdmin',
    'The 0pen Tаble',
    'greens.example',
    'K o i n o n',
  ])
    expect([displayName, await join({ name: 'zoe', displayName })]).toEqual([
      displayName,
      { code: 'invalid', field: 'displayName' },
    ]);
  expect(await join({ name: 'zoe', displayName: 'Zoe' })).toEqual({ code: 'fine' });

  const zoe = await house.actor((await house.enter('zoe', 'token', 'long enough')).session.id);
  const change = (displayName: string) => refusal(changeProfile(needs)(zoe, { displayName }));
  expect(await change('Mіlo Hill')).toEqual({ code: 'invalid', field: 'displayName' });
  expect(await change('Zoë')).toEqual({ code: 'fine' });
  const milo = await house.actor((await house.enter('milo_hill')).session.id);
  // Their own, in any form; a colleague's or an admin's office not.
  expect(await refusal(changeProfile(needs)(milo, { displayName: 'Milo Hill' }))).toEqual({ code: 'fine' });
  expect((await refusal(changeProfile(needs)(milo, { displayName: 'Admin' }))).code).toBe('invalid');
});

test('a name is protected from the moment that its member runs the instance; who had one like it before keeps it', async () => {
  await using house = await openHouse();
  const needs = house.needs();
  const password = 'long enough';
  await house.join('olli');
  await register(needs)(visitor, { name: 'o11i', password, displayName: 'Olli' });
  await setRole(needs)(operator, { name: 'olli', role: 'moderator' });
  expect(await refusal(register(needs)(visitor, { name: '0lli', password }))).toEqual({
    code: 'invalid',
    field: 'name',
  });
  const twin = await house.actor((await house.enter('o11i', 'token', password)).session.id);
  expect(await refusal(changeProfile(needs)(twin, { bio: 'Another Olli.', displayName: 'Olli' }))).toEqual({
    code: 'fine',
  });
  expect((await refusal(changeProfile(needs)(twin, { displayName: 'OLLI' }))).code).toBe('invalid');
  await setRole(needs)(operator, { name: 'olli', role: 'member' });
  expect(await refusal(register(needs)(visitor, { name: '0lli', password }))).toEqual({ code: 'fine' });
});

test('the operator hands out any name', async () => {
  await using house = await openHouse();
  await house.join('milo', 'moderator');
  expect(await refusal(register(house.needs())(operator, { name: 'mi1o', password: 'long enough' }))).toEqual({
    code: 'fine',
  });
});
