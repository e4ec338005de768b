// Undoing everything that one moderator did leaves nothing of theirs in force: what they took back themselves stays taken back.
import { expect, test } from 'vitest';
import { keyOf, openHouse } from './house.ts';

test('what a moderator had undone themselves does not come back, and what they undid of others does', async () => {
  await using house = await openHouse();
  const admin = await house.member('root', 'admin');
  const [mo, olga] = [await house.member('mo', 'moderator'), await house.member('olga', 'moderator')];
  const ada = await house.member('ada');
  await house.createBoard(admin, { slug: 'garden', title: 'Garden' });
  const start = await house.startThread(ada, 'garden', { title: 'Beans', body: 'Runner beans.' });
  const names: string[] = [start.name];
  for (const body of ['One.', 'Two.', 'Three.'])
    names.push((await house.postReply(ada, keyOf(start.name), { body })).name);
  const hide = async (by: typeof mo, index: number): Promise<number> => {
    const subject = { kind: 'post', key: keyOf(names[index] ?? '') } as const;
    return (await house.takeAction(by, house.measure('hide', subject))).actions[0]?.number ?? 0;
  };
  const undone = await hide(mo, 1);
  await house.reverseAction(mo, undone, { words: 'My mistake.' });
  await hide(mo, 2);
  const ofOlga = await hide(olga, 3);
  await house.reverseAction(mo, ofOlga, { words: 'I think otherwise.' });
  const hidden = async (): Promise<boolean[]> =>
    Promise.all(names.map(async (name) => 'moderation' in JSON.parse(await house.reads.post(admin, keyOf(name)))));
  expect(await hidden()).toEqual([false, false, true, false]);
  await house.reverseAllOf(admin, { by: 'mo', since: 0, words: 'Not a moderator any more.' });
  expect(await hidden()).toEqual([false, false, false, true]);
});
