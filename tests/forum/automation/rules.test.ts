// Mentions in a post, and what is asked of first posts.
import { expect, test } from 'vitest';
import { DAY } from '../moderation/house.ts';
import { openHouse } from './house.ts';

const naming = (count: number) => Array.from({ length: count }, (_, n) => `@member${n}`).join(' ');

test('more than five mentions are looked at first, of old members, too', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  for (const body of ['One', 'Two', 'Three']) await house.postReply(ada, house.thread, { body });
  expect(await house.postReply(ada, house.thread, { body: naming(5) })).not.toMatchObject({ held: true });
  const put = await house.postReply(ada, house.thread, { body: naming(6) });
  expect(JSON.parse(put.card)).toMatchObject({ held: put.name, why: 'harassment: mentions' });
  expect(await house.cases()).toMatchObject([{ subject: `held ${put.name}`, automatic: 1, scope: 'board:garden' }]);
  expect(await house.postReply(house.admin, house.thread, { body: naming(6) })).not.toMatchObject({ held: true });
  await house.describeInstance(house.admin, { mentionLimit: 0 });
  expect(await house.postReply(ada, house.thread, { body: naming(9) })).not.toMatchObject({ held: true });
});

test('harassment by mentions from accounts that change all the time does not reach whom it is about', async () => {
  await using house = await openHouse();
  await house.member('victim');
  const crowd = ['@victim', '@one', '@two'].join(' ');
  for (let n = 0; n < 20; n += 1) {
    const put = await house.postReply(await house.member(`sock${n}`), house.thread, { body: `${crowd} ${n}` });
    expect(put).toMatchObject({ held: true });
  }
  expect((await house.words()).length).toBe(1);
  await house.settle(3 * DAY);
  const shown = (await house.words()).slice(1);
  expect(shown.length).toBe(20);
  expect(shown.every(({ moderation }) => moderation?.rule === 'not-reviewed' && moderation.by === 'automatic')).toBe(
    true,
  );
  expect((await house.cases()).every(({ state }) => state === 'open')).toBe(true);
});

test('first posts have few links; with the setting they are all looked at; none after three', async () => {
  await using house = await openHouse();
  const links = 'https://a.example https://b.example https://c.example';
  const ada = await house.member('ada');
  expect(await house.postReply(ada, house.thread, { body: links })).toMatchObject({ held: true });
  await house.describeInstance(house.admin, { probation: 'hold' });
  expect(await house.postReply(ada, house.thread, { body: 'Hello' })).toMatchObject({ held: true });
  await house.describeInstance(house.admin, { probation: 'off' });
  for (const body of ['One', 'Two', links])
    expect(await house.postReply(ada, house.thread, { body })).not.toMatchObject({ held: true });
  await house.describeInstance(house.admin, { probation: 'hold' });
  expect(await house.postReply(ada, house.thread, { body: links })).not.toMatchObject({ held: true });
});

test('links count as readers get them, however they are written', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  for (const body of [
    '[a][1] [b][1] [c][1]\n\n[1]: https://a.example',
    '[a](https&colon;//a.example) [b](https&#58;//b.example) [c](<https&colon;//c.example>)',
  ])
    expect(await house.postReply(ada, house.thread, { body })).toMatchObject({ held: true });
  const two = '[a](https://a.example "https") [b][1]\n\n[1]: <https://b.example>';
  expect(await house.postReply(ada, house.thread, { body: two })).not.toMatchObject({ held: true });
});

test('in slow mode what is put aside counts, too', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  const on = { kind: 'thread', key: house.thread } as const;
  await house.takeAction(house.admin, house.measure('slow', on, { settings: { seconds: 60 } }));
  const write = (body: string) => house.postReply(ada, house.thread, { body });
  expect(await write(naming(3))).toMatchObject({ held: true });
  await expect(write(naming(3))).rejects.toMatchObject({ code: 'too-many' });
  await expect(write('Hello')).rejects.toMatchObject({ code: 'too-many' });
  house.clock.advance(60_001);
  expect(await write('Hello')).not.toMatchObject({ held: true });
});
