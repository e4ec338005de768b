// Nobody who moderates is there for seven days: newcomers apply from then on, and held posts end as always.
import { expect, test } from 'vitest';
import { leaveUnmoderated } from '../../../src/forum/automation/leave-unmoderated.ts';
import { readInstance } from '../../../src/forum/instance/settings.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { DAY } from '../moderation/house.ts';
import { openHouse } from './house.ts';

test('after seven days registration is by application until an admin chooses; what was held appears collapsed', async () => {
  await using house = await openHouse();
  const needs = { ...house.core, registration: 'open' as const };
  const leave = leaveUnmoderated(needs);
  const mode = async () => (await readInstance(house.db.read, needs)).registration;
  const ada = await house.member('ada');
  const links = 'https://a.example https://b.example https://c.example';
  expect(await house.postReply(ada, house.thread, { body: links })).toMatchObject({ held: true });
  house.clock.advance(7 * DAY - 1);
  expect(await leave(operator)).toBe(false);
  expect(await mode()).toBe('open');
  await expect(leave(ada)).rejects.toMatchObject({ code: 'forbidden' });
  house.clock.advance(1);
  expect(await leave(operator)).toBe(true);
  expect(await mode()).toBe('application');
  expect(await leave(operator)).toBe(false);
  await house.settle(0);
  expect((await house.words())[1]?.moderation).toMatchObject({ rule: 'not-reviewed', by: 'automatic' });
  await house.describeInstance(house.admin, { registration: 'closed' });
  // What an admin sets stays; it is told once.
  expect(await leave(operator)).toBe(true);
  expect(await leave(operator)).toBe(false);
  expect(await mode()).toBe('closed');
});
