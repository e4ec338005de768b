// What stands already and would have been looked at first: edits do not go round what is asked of posts.
import { expect, test } from 'vitest';
import { keyOf } from '../moderation/house.ts';
import { openWatched } from './house.ts';

const six = Array.from({ length: 6 }, (_, n) => `@member${n}`).join(' ');
const links = 'https://a.example https://b.example https://c.example';

const open = async () => {
  const house = await openWatched();
  const ada = await house.member('ada');
  const shadow = { kind: 'words', effect: 'label', reason: 'spam', words: 'So far.', scope: 'board:garden' } as const;
  const { id } = await house.addFilter(house.admin, { ...shadow, pattern: 'so far' });
  let signals = 0;
  return {
    ...house,
    ada,
    write: async (body: string, by = ada) => (await house.postReply(by, house.thread, { body })).name,
    edit: (post: string, body: string, by = ada) => house.editPost(by, keyOf(post), { body }),
    /** What lies over the post, once the follower has come so far. */
    async over(post: string): Promise<Record<string, unknown> | undefined> {
      const { name: seen } = await house.postReply(await house.member(`s${signals++}`), house.thread, {
        body: 'So far',
      });
      await house.until(async () => (await house.readMatches(house.admin, id)).some((one) => one.post.endsWith(seen)));
      const { items } = JSON.parse(await house.reads.posts({ kind: 'visitor' }, house.thread, { limit: 100 }));
      return items.find((one: { name: string }) => one.name === post)?.moderation;
    },
    async undo(post: string) {
      const all = await house.actions();
      const last = all.findLast(({ subject, automatic }) => subject === `post ${post}` && automatic === 1);
      await house.reverseAction(house.admin, last?.number ?? 0, { words: 'Fine.' });
    },
  };
};
const collapsed = (rule: string) => ({ state: 'collapsed', by: 'automatic', rule });

test('who names many by an edit, or has links in a first post, is looked at as if it had been written so', async () => {
  await using house = await open();
  const [one, two] = [await house.write('One'), await house.write('Two')];
  await house.edit(one, six);
  expect(await house.over(one)).toMatchObject(collapsed('mentions'));
  expect(await house.cases()).toMatchObject([{ subject: `post ${one}`, state: 'open', automatic: 1, revision: 1 }]);
  await house.edit(two, links);
  expect(await house.over(two)).toMatchObject(collapsed('probation'));
  // The fourth is no first post; and whoever moderates there is not looked at.
  await house.write('Three');
  const four = await house.write('Four');
  await house.edit(four, links);
  expect(await house.over(four)).toBeUndefined();
  const own = await house.write('Mine', house.admin);
  await house.edit(own, six, house.admin);
  expect(await house.over(own)).toBeUndefined();
});

test('a person has looked, and then it is edited again', async () => {
  await using house = await open();
  const sale = { kind: 'words', pattern: 'cheap', effect: 'collapse', reason: 'spam', words: 'Cheap.' } as const;
  const { id } = await house.addFilter(house.admin, { ...sale, scope: 'board:garden' });
  await house.changeFilter(house.admin, id, { state: 'on' });
  const post = await house.write('cheap');
  expect(await house.over(post)).toMatchObject(collapsed(`filter ${id}`));
  await house.undo(post);
  expect(await house.over(post)).toBeUndefined();
  await house.edit(post, 'dear');
  await house.edit(post, 'as cheap as it was');
  expect(await house.over(post)).toMatchObject(collapsed(`filter ${id}`));
  expect((await house.actions()).filter(({ kind }) => kind === 'collapse')).toHaveLength(2);
  // While it lies over the post, nothing is added.
  await house.edit(post, 'cheaper than cheap');
  await house.over(post);
  expect((await house.actions()).filter(({ kind }) => kind === 'collapse')).toHaveLength(2);
});

test('in a place where everything is looked at first an edit is, too, until somebody has', async () => {
  await using house = await open();
  const garden = { kind: 'board', slug: 'garden' } as const;
  const post = await house.write('Harmless');
  await house.setPremoderation(house.admin, garden, true);
  await house.edit(post, 'Not harmless');
  await house.until(async () => (await house.cases()).length === 1);
  await house.setPremoderation(house.admin, garden, false);
  await house.settle(20 * 86_400_000);
  expect(await house.over(post)).toMatchObject(collapsed('pre-moderation'));
  await house.undo(post);
  expect(await house.over(post)).toBeUndefined();
});
