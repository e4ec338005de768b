// Filters: what they find, what their shadow run shows, and what they do once they are on.
import { expect, test } from 'vitest';
import { screenersOf } from '../../../src/app/screeners.ts';
import type { FilterInput } from '../../../src/forum/automation/change-filters.ts';
import { findFilter, insertFilter } from '../../../src/forum/automation/filter-store.ts';
import { postReply } from '../../../src/forum/boards/post-reply.ts';
import { createScreen } from '../../../src/forum/moderation/screen.ts';
import { insertBoardAttachments } from '../../../src/forum/threads/attachment-store.ts';
import { findPost } from '../../../src/forum/threads/post-store.ts';
import { DAY, keyOf } from '../moderation/house.ts';
import { openWatched as openHouse } from './house.ts';

const mustFind = async ({ db }: Awaited<ReturnType<typeof openHouse>>, id: string) => {
  const found = await findFilter(db.read, id);
  if (!found) throw new Error(`There is no filter ${id}.`);
  const { id: _, ...row } = found;
  return row;
};
const sale = (more: Partial<FilterInput> = {}): FilterInput => ({
  kind: 'words',
  pattern: 'cheap watches',
  effect: 'hold',
  reason: 'spam',
  words: 'What sells something is looked at first.',
  scope: 'board:garden',
  ...more,
});
test('a filter in shadow acts on nothing; its run shows what it would have done; on, it holds', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  const write = (body: string) => house.postReply(ada, house.thread, { body });
  await write('Cheap watches here');
  await write('Good compost here');
  expect(await house.tryFilter(house.admin, sale())).toMatchObject({
    looked: 3,
    matched: [{ post: 'b2', author: 'ada@greens.example' }],
  });
  expect((await house.tryFilter(house.admin, sale({ scope: 'planks' }))).looked).toBe(0);

  const { id, state } = await house.addFilter(house.admin, sale());
  // What could do nothing, does two things at once, or is there.
  for (const [wrong, code] of [
    [{ scope: 'board:nowhere' }, 'not-found'],
    [{ kind: 'link', pattern: 'shop.example other.example' }, 'invalid'],
    [{ pattern: 'CHEAP  watches' }, 'conflict'],
  ] as const)
    await expect(house.addFilter(house.admin, sale(wrong))).rejects.toMatchObject({ code });
  expect(state).toBe('shadow');
  expect(await write('More cheap watches')).not.toMatchObject({ held: true });
  await house.until(async () => (await house.readMatches(house.admin, id)).length === 1);
  expect(await house.readMatches(house.admin, id)).toMatchObject([{ post: 'shadow b4', acted: false }]);
  expect(await house.actions()).toEqual([]);

  await house.changeFilter(house.admin, id, { state: 'on' });
  const put = await write('Yet more CHEAP WATCHES');
  expect(JSON.parse(put.card)).toMatchObject({ why: `spam: filter ${id}` });
  expect(await house.cases()).toMatchObject([{ subject: `held ${put.name}`, automatic: 1, state: 'open' }]);
  await house.changeFilter(house.admin, id, { state: 'off' });
  expect(await write('Cheap watches again')).not.toMatchObject({ held: true });
  await house.dropFilter(house.admin, id);
  expect(await house.listFilters(house.admin)).toEqual([]);
});

test('what stands for an image to those who do not see it is read, before it appears and where it stands', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  const post = await house.postReply(ada, house.thread, { body: 'Look at this' });
  const row = await findPost(house.db.read, keyOf(post.name));
  const key = { post: row?.id ?? 0, revision: row?.edit_seq ?? 0 };
  const file = { digest: 'a', type: 'image/png', size: 1, width: 1, height: 1 };
  await house.db.write((tx) => insertBoardAttachments(tx, key, [{ ...file, alt: 'Cheap watches on a table' }]));
  expect(await house.tryFilter(house.admin, sale())).toMatchObject({ matched: [{ post: post.name }] });
  const { id } = await house.addFilter(house.admin, sale());
  await house.changeFilter(house.admin, id, { state: 'on' });
  const alt = 'Some CHEAP watches';
  const attachments = [{ upload: 'A'.repeat(43), alt }];
  const held = await house.postReply(ada, house.thread, { body: 'And at this', attachments });
  expect(held).toMatchObject({ held: true });
});

test('what another process sets counts for the next post; so does what follows a change that was undone', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  const other = postReply({ ...house.core, screen: createScreen(house.core, screenersOf(house.core)) });
  const write = (body: string) => other(ada, house.thread, { body });
  const isHeld = async (body: string) => 'held' in (await write(body));
  expect(await isHeld('Cheap watches')).toBe(false);
  const { id } = await house.addFilter(house.admin, sale());
  await house.changeFilter(house.admin, id, { state: 'on' });
  expect(await isHeld('Cheap watches')).toBe(true);
  const row = { ...(await mustFind(house, id)), public_id: 'another', pattern: 'compost' };
  const undone = house.db.write(async (tx) => {
    await insertFilter(tx, row);
    const { match } = await house.filters(tx);
    expect(match({ body: 'Good compost', plain: [] }).length).toBe(1);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await house.db.write((tx) => insertFilter(tx, { ...row, public_id: 'a third', pattern: 'leaf mould' }));
  expect((await house.filters(house.db.read)).match({ body: 'Good compost', plain: [] }).length).toBe(0);
  expect((await house.filters(house.db.read)).match({ body: 'Good leaf mould', plain: [] }).length).toBe(1);
  expect([await isHeld('Good compost'), await isHeld('Good leaf mould')]).toEqual([false, true]);
  await house.dropFilter(house.admin, id);
  expect(await isHeld('Cheap watches')).toBe(false);
});

test('a filter that collapses does it for 72 hours, says that it was automatic, and its case stays', async () => {
  await using house = await openHouse();
  const ada = await house.member('ada');
  const { id } = await house.addFilter(
    house.admin,
    sale({ kind: 'link', pattern: 'shop.example', effect: 'collapse' }),
  );
  await house.changeFilter(house.admin, id, { state: 'on' });
  await house.postReply(ada, house.thread, { body: 'See https://shop.example' });
  await house.until(async () => (await house.words())[1]?.moderation !== undefined);
  expect((await house.words())[1]?.moderation).toMatchObject({ state: 'collapsed', by: 'automatic' });
  const cases = await house.cases();
  expect(cases).toMatchObject([{ subject: 'post b2', automatic: 1, state: 'open' }]);
  expect(await house.actions()).toMatchObject([{ case_id: cases[0]?.public_id, rule: `filter ${id}` }]);
  await house.settle(3 * DAY);
  expect((await house.words())[1]?.moderation).toBeUndefined();
  expect((await house.cases())[0]).toMatchObject({ state: 'open' });
});

test('what is written in a place that is looked at first waits until somebody looks, however long', async () => {
  await using house = await openHouse();
  const garden = { kind: 'board', slug: 'garden' } as const;
  const ada = await house.member('ada');
  await expect(house.setPremoderation(ada, garden, true)).rejects.toMatchObject({ code: 'forbidden' });
  await house.setPremoderation(house.admin, garden, true);
  expect(await house.listWatched(house.admin)).toEqual([
    { scope: 'board:garden', premoderated: true, brake: null, peerBrakes: [] },
  ]);
  const put = await house.postReply(ada, house.thread, { body: 'Hello' });
  expect(JSON.parse(put.card)).toEqual({ held: put.name, why: 'other: pre-moderation', until: null });
  await house.settle(100 * DAY);
  expect((await house.words()).length).toBe(1);
  await house.decideHeld(house.admin, put.name, { release: true, words: '' });
  expect((await house.words()).map(({ body }) => body)).toEqual(['They grow.', 'Hello']);
});
