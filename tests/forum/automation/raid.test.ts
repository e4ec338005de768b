// A raid: many accounts that never wrote in a place write at once. Nothing is lost, one case stands in the queue, and it ends.
import { expect, test } from 'vitest';
import { BRAKE_MS, RAID_AUTHORS } from '../../../src/forum/automation/brake.ts';
import { liftBrake } from '../../../src/forum/automation/set-premoderation.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { DAY } from '../moderation/house.ts';
import { MINUTE, openHouse } from './house.ts';

const RAIDERS = 200;
/** What waits, from the first on, in pages as people get them. */
const waits = async (house: Awaited<ReturnType<typeof openHouse>>): Promise<number> => {
  let [count, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const page: { items: unknown[]; next: string | null } = await house.waitingHeld(house.admin, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    count += page.items.length;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return count;
};

test('of 200 new accounts in ten minutes 25 are heard, the others wait in one case, and what they wrote is not lost', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  await house.postReply(ada, house.thread, { body: 'I was here before.' });
  house.clock.advance(DAY);
  const answers: (true | undefined)[] = [];
  for (let n = 0; n < RAIDERS; n += 1) {
    const raider = await house.member(`raider-${n}`);
    answers.push((await house.postReply(raider, house.thread, { body: `Raid ${n}` })).held);
    house.clock.advance(2_000);
  }
  expect(answers.filter((held) => held !== true).length).toBe(RAID_AUTHORS);
  expect(answers.slice(0, RAID_AUTHORS).every((held) => held !== true)).toBe(true);
  expect(await waits(house)).toBe(RAIDERS - RAID_AUTHORS);

  const cases = await house.cases();
  expect(cases).toMatchObject([{ subject: 'place board:garden', state: 'open', automatic: 1, reason: 'flooding' }]);
  const actions = await house.actions();
  expect(actions.filter(({ kind }) => kind === 'bulk')).toMatchObject([
    { automatic: 1, role: 'automatic', rule: 'raid-brake', scope: 'board:garden', case_id: cases[0]?.public_id },
  ]);
  expect(actions.every((one) => one.automatic === 1 && (one.until_at ?? 0) <= one.at + 3 * DAY)).toBe(true);

  // Who wrote there before is heard.
  expect(await house.postReply(ada, house.thread, { body: 'What is this?' })).not.toMatchObject({ held: true });
  // A raider does not get past by writing twice.
  const again = await house.member('raider-again');
  expect(await house.postReply(again, house.thread, { body: 'One' })).toMatchObject({ held: true });
  expect(await house.postReply(again, house.thread, { body: 'Two' })).toMatchObject({ held: true });

  // Two hours later it is over by itself.
  house.clock.advance(BRAKE_MS);
  const late = await house.member('late');
  expect(await house.postReply(late, house.thread, { body: 'Hello' })).not.toMatchObject({ held: true });

  // Nobody looked: collapsed, every one of them, and the case stays open.
  const before = (await house.words()).filter(({ body }) => body.startsWith('Raid')).length;
  expect(before).toBe(RAID_AUTHORS);
  for (const wait of [3 * DAY, 1, 1, 1]) await house.settle(wait);
  expect(await waits(house)).toBe(0);
  const shown = await house.words();
  const after = shown.filter(({ moderation }) => moderation?.rule === 'not-reviewed');
  expect(after.length).toBe(100 - shown.filter(({ moderation }) => moderation === undefined).length);
  expect((await house.cases())[0]).toMatchObject({ state: 'open' });
});

test('undoing the brake lets all of them through', async () => {
  await using house = await openHouse();
  for (let n = 0; n < RAID_AUTHORS + 5; n += 1)
    await house.postReply(await house.member(`guest-${n}`), house.thread, { body: `Good morning ${n}` });
  const brake = (await house.actions()).find(({ kind }) => kind === 'bulk');
  await house.reverseAction(house.admin, brake?.number ?? 0, { words: 'It was a party.' });
  await house.releaseAll(operator);
  expect((await house.words()).filter(({ body }) => body.startsWith('Good')).length).toBe(RAID_AUTHORS + 5);
  expect((await house.words()).every(({ moderation }) => moderation === undefined)).toBe(true);
});

test('what a person has undone or lifted does not come back by itself for who came meanwhile', async () => {
  await using house = await openHouse();
  const guests = async (from: number, many: number) => {
    for (let n = from; n < from + many; n += 1) {
      house.clock.advance(1_000);
      await house.postReply(await house.member(`guest-${n}`), house.thread, { body: `Good morning ${n}` });
    }
    return (await house.actions()).filter(({ kind }) => kind === 'bulk').length;
  };
  const brakes = await guests(0, 3 * RAID_AUTHORS);
  expect(brakes).toBe(1);
  await liftBrake(house.core)(operator, { kind: 'board', slug: 'garden' });
  expect(await guests(100, RAID_AUTHORS)).toBe(1);
  expect(await guests(200, RAID_AUTHORS)).toBe(2);
  const second = (await house.actions()).filter(({ kind }) => kind === 'bulk')[1];
  await house.reverseAction(house.admin, second?.number ?? 0, { words: 'It is a party.' });
  expect(await guests(300, 2 * RAID_AUTHORS)).toBe(2);
});

test('as many over a longer time are no raid', async () => {
  await using house = await openHouse();
  for (let n = 0; n < 2 * RAID_AUTHORS; n += 1) {
    const guest = await house.member(`guest-${n}`);
    expect(await house.postReply(guest, house.thread, { body: 'Hello' })).not.toMatchObject({ held: true });
    house.clock.advance(MINUTE);
  }
  expect(await house.cases()).toEqual([]);
});
