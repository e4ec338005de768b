// Beyond a hundred actions in ten minutes a second person agrees: what was decided about a held post waits for that, too.
import { expect, test } from 'vitest';
import { dropRefusedWords } from '../../../src/forum/moderation/held-store.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { DAY, keyOf, openHouse } from './house.ts';

/** mo has taken a hundred actions; ada's post `id` is held. */
const braked = async ({ alone = false } = {}) => {
  const house = await openHouse();
  const [ada, mo, admin] = [
    await house.member('ada'),
    await house.member('mo', 'moderator'),
    await house.member('root', alone ? 'member' : 'admin'),
  ];
  await house.createBoard(operator, { slug: 'garden', title: 'Garden' });
  const { name } = await house.startThread(ada, 'garden', { title: 'Tomatoes', body: 'They grow.' });
  const thread = keyOf(name);
  const member = { kind: 'member', member: ada.publicId } as const;
  await house.takeAction(mo, house.measure('hold-posts', member, { scope: 'board:garden' }));
  const write = async (body: string) => (await house.postReply(await house.now(ada), thread, { body })).name;
  const post = { kind: 'post', key: thread } as const;
  const act = async (count: number) => {
    for (let done = 0; done < count; done++)
      await house.takeAction(mo, house.measure('label', post, { settings: { label: `no. ${done}` } }));
  };
  const id = await write('More tomatoes.');
  await act(99);
  const state = async () => (await house.ownHeld(ada, { limit: 50 })).items.find((one) => one.id === id)?.state;
  const bodies = async () =>
    (
      JSON.parse(await house.reads.posts(ada, thread, { limit: 20 })).items as { body: string; moderation?: object }[]
    ).map(({ body, moderation }) => ({ body, collapsed: moderation !== undefined }));
  const same = async () => expect((await house.replayLog()).differences).toEqual([]);
  return { house, ada, mo, admin, id, state, bodies, same, act, write };
};
const shown = { body: 'More tomatoes.', collapsed: false };
const no = { release: false, words: 'No.' } as const;
const yes = { release: true, words: '' } as const;

test('what is refused beyond a hundred actions is held until a second person agrees', async () => {
  const { house, mo, admin, id, state, bodies, same } = await braked();
  await using _ = house;
  const decided = await house.decideHeld(mo, id, no);
  expect(decided).toMatchObject({ state: 'held', post: null, awaits: 'approval', effectiveAt: null });
  await house.releaseAll(operator);
  expect(await state()).toBe('held');
  const action = decided.action ?? 0;
  expect((await house.waitingHeld(admin, { limit: 5 })).items).toMatchObject([
    { id, pending: { action, release: false } },
  ]);
  await expect(house.decideHeld(admin, id, no)).rejects.toMatchObject({ code: 'conflict' });
  await same();
  await house.approveAction(admin, action, { words: '' });
  expect(await state()).toBe('refused');
  await same();
  house.clock.advance(5 * DAY);
  await house.settling.ready();
  await house.releaseAll(operator);
  expect(await bodies()).not.toContainEqual(expect.objectContaining({ body: 'More tomatoes.' }));
});

test('what is let through beyond a hundred actions is held until a second person agrees', async () => {
  const { house, mo, admin, id, state, bodies, same } = await braked();
  await using _ = house;
  const decided = await house.decideHeld(mo, id, yes);
  expect(decided).toMatchObject({ state: 'held', post: null, awaits: 'approval' });
  await house.releaseAll(operator);
  expect(await state()).toBe('held');
  await house.approveAction(admin, decided.action ?? 0, { words: '' });
  await house.releaseAll(operator);
  expect(await state()).toBe('released');
  expect(await bodies()).toContainEqual(shown);
  await same();
});

test('where nobody else can agree it takes a day', async () => {
  const { house, mo, id, state, same } = await braked({ alone: true });
  await using _ = house;
  const now = house.clock.now();
  expect(await house.decideHeld(mo, id, no)).toMatchObject({ state: 'held', awaits: 'wait', effectiveAt: now + DAY });
  house.clock.advance(DAY - 1);
  await house.settling.ready();
  expect(await state()).toBe('held');
  house.clock.advance(1);
  await house.settling.ready();
  expect(await state()).toBe('refused');
  await same();
});

test('what was refused stays so until a second person agrees that it is let through', async () => {
  const { house, mo, admin, id, state, bodies, same } = await braked();
  await using _ = house;
  await house.decideHeld(admin, id, no);
  expect(await state()).toBe('refused');
  const decided = await house.decideHeld(mo, id, yes);
  expect(decided).toMatchObject({ state: 'refused', post: null, awaits: 'approval' });
  await house.releaseAll(operator);
  expect(await state()).toBe('refused');
  await expect(house.decideHeld(admin, id, yes)).rejects.toMatchObject({ code: 'conflict' });
  const waiting = (await house.modlog.list(admin, { limit: 5 })).items.filter(({ stands }) => stands === 'pending');
  for (const { number } of waiting) await house.approveAction(admin, number, { words: '' });
  await house.releaseAll(operator);
  expect(await bodies()).toContainEqual(shown);
  await same();
});

test('whoever decides otherwise meanwhile calls it off', async () => {
  const { house, mo, admin, id, bodies, same } = await braked();
  await using _ = house;
  const refused = await house.decideHeld(mo, id, no);
  expect(await house.decideHeld(admin, id, yes)).toMatchObject({ state: 'released', awaits: '' });
  expect(await bodies()).toContainEqual(shown);
  await expect(house.approveAction(admin, refused.action ?? 0, { words: '' })).rejects.toMatchObject({
    code: 'conflict',
  });
  house.clock.advance(5 * DAY);
  await house.settling.ready();
  await same();
});

test('what nobody agreed to in time appears collapsed, and stays so', async () => {
  const { house, mo, admin, id, bodies, same } = await braked();
  await using _ = house;
  const refused = await house.decideHeld(mo, id, no);
  house.clock.advance(3 * DAY);
  await house.settling.ready();
  await house.releaseAll(operator);
  expect(await bodies()).toContainEqual({ body: 'More tomatoes.', collapsed: true });
  await expect(house.approveAction(admin, refused.action ?? 0, { words: '' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await bodies()).toContainEqual({ body: 'More tomatoes.', collapsed: true });
  await same();
});

test('what its author takes back waits for nobody', async () => {
  const { house, ada, mo, admin, id, state, same } = await braked();
  await using _ = house;
  const refused = await house.decideHeld(mo, id, no);
  await house.withdrawHeld(ada, id);
  await expect(house.approveAction(admin, refused.action ?? 0, { words: '' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await state()).toBe('withdrawn');
  await same();
});

test('who takes it back that something is not let through has it held again', async () => {
  const { house, admin, id, state, bodies, same } = await braked();
  await using _ = house;
  const { action } = await house.decideHeld(admin, id, no);
  await house.reverseAction(admin, action ?? 0, { words: 'Too fast.' });
  expect(await state()).toBe('held');
  await same();
  const again = await house.decideHeld(admin, id, no);
  const all = await house.reverseAllOf(operator, {
    by: 'root',
    since: 0,
    words: 'All of it.',
  });
  expect(all.left.map(({ number }) => number)).not.toContain(again.action);
  expect(await state()).toBe('held');
  await same();
  await house.decideHeld(admin, id, yes);
  expect(await bodies()).toContainEqual(shown);
  await same();
});

test('where its hold is over, what is not let through no more appears collapsed; once its words are gone, nothing does', async () => {
  const { house, admin, id, state, bodies, same, write } = await braked();
  await using _ = house;
  const other = await write('And beans.');
  const [first, second] = [await house.decideHeld(admin, id, no), await house.decideHeld(admin, other, no)];
  house.clock.advance(5 * DAY);
  await house.settling.ready();
  await house.reverseAction(admin, first.action ?? 0, { words: 'It was all right.' });
  await house.releaseAll(operator);
  expect(await state()).toBe('released');
  expect(await bodies()).toContainEqual({ ...shown, collapsed: true });
  await same();
  house.clock.advance(183 * DAY);
  await house.settling.ready();
  await house.db.write((tx) => dropRefusedWords(tx, house.clock.now() - 183 * DAY));
  await expect(house.reverseAction(admin, second.action ?? 0, { words: '' })).rejects.toMatchObject({ code: 'gone' });
  await expect(house.decideHeld(admin, other, yes)).rejects.toMatchObject({ code: 'gone' });
  await house.takeAction(admin, house.measure('hide', { kind: 'post', key: keyOf('b1') }));
  expect((await house.reverseAllOf(operator, { by: 'root', since: 0, words: 'All.' })).left).toContainEqual({
    ...{ number: second.action, kind: 'rejection' },
  });
  await same();
});
