// A board for members: for visitors it is not there, whichever way they ask.
import { expect, test } from 'vitest';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { keyOf, openHouse } from './house.ts';

test('visitors can neither see, read, answer, change nor name it', async () => {
  await using h = await openHouse();
  const ada = await h.member('ada');
  const outsider = await h.member('bo');
  await h.createBoard(operator, { slug: 'garden', title: 'The garden' });
  await h.createBoard(operator, { slug: 'cellar', title: 'The cellar', visibility: 'members' });
  const { name } = await h.startThread(ada, 'cellar', { title: 'Wine', body: 'How much?' });
  const missing = { code: 'not-found' };

  expect(await h.boards()).toEqual(['garden']);
  expect(await h.boards(outsider)).toEqual(['garden', 'cellar']);
  await expect(h.threads('cellar')).rejects.toMatchObject(missing);
  await expect(h.posts(name)).rejects.toMatchObject(missing);
  await expect(h.startThread(visitor, 'cellar', { title: 'T', body: 'x' })).rejects.toMatchObject(missing);
  await expect(h.postReply(visitor, keyOf(name), { body: 'x' })).rejects.toMatchObject(missing);
  await expect(h.editPost(visitor, keyOf(name), { body: 'x' })).rejects.toMatchObject(missing);
  await expect(h.deletePost(visitor, keyOf(name))).rejects.toMatchObject(missing);

  const nowhere = await h.startThread(visitor, 'nowhere', { title: 'T', body: 'x' }).catch((error) => error);
  expect(nowhere.code).toBe('not-found');
  expect((await h.posts(name, { as: outsider })).items).toHaveLength(1);
  expect((await h.threads('cellar', { as: outsider })).items).toHaveLength(1);
  await h.editBoard(operator, 'cellar', { visibility: 'public' });
  expect((await h.posts(name)).items).toHaveLength(1);
  await expect(h.postReply(visitor, keyOf(name), { body: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
});
