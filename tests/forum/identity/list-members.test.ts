// The list of members: for admins, by name, a page at a time.
import { expect, test } from 'vitest';
import { createWake } from '../../../src/events/wake.ts';
import { changeProfile } from '../../../src/forum/identity/change-profile.ts';
import { listMembers, MEMBERS_PAGE } from '../../../src/forum/identity/list-members.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { freshDatabase } from '../../support/database.ts';
import { memberMaker } from '../../support/members.ts';
import { fixedClock, seededChance } from '../../support/time.ts';

const open = async () => {
  const fresh = await freshDatabase();
  const needs = {
    ...{ db: fresh.db, clock: fixedClock(), chance: seededChance('members'), wake: createWake() },
    origin: 'a.example',
  };
  return { fresh, needs, member: memberMaker(needs), list: listMembers(needs) };
};

test('found by a part of the name or the display name, and by role', async () => {
  const { fresh, needs, member, list } = await open();
  await using _ = fresh;
  for (const name of ['zoe', 'ada', 'bo_b', 'boxb']) await member(name);
  const zoe = await member('quirin');
  await changeProfile({ ...needs, origin: 'a.example' })(zoe, { displayName: 'Quirin 100% Adams' });
  await setRole(needs)(operator, { name: 'zoe', role: 'moderator' });
  const names = async (search: Parameters<typeof list>[1]) =>
    (await list(operator, search)).items.map(({ name }) => name);
  expect(await names({})).toEqual(['ada', 'bo_b', 'boxb', 'quirin', 'zoe']);
  expect(await names({ search: ' ADA' })).toEqual(['ada', 'quirin']);
  expect(await names({ search: 'bo_b' })).toEqual(['bo_b']);
  expect(await names({ search: '100%' })).toEqual(['quirin']);
  expect(await names({ search: '\\' })).toEqual([]);
  expect(await names({ role: 'moderator' })).toEqual(['zoe']);
  expect(await names({ role: 'member', search: 'zoe' })).toEqual([]);
  await expect(list(visitor, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(list(zoe, {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(list(operator, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid', field: 'cursor' });
});

test('pages follow each other', async () => {
  const { fresh, member, list } = await open();
  await using _ = fresh;
  const all = Array.from({ length: MEMBERS_PAGE + 3 }, (_, number) => `m${String(number).padStart(3, '0')}`);
  for (const name of all) await member(name);
  const first = await list(operator, {});
  expect(first.items).toHaveLength(MEMBERS_PAGE);
  const rest = await list(operator, { cursor: first.next ?? '' });
  expect(rest.next).toBeNull();
  expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(all);
});
