// Admins open, describe, order and archive boards; nobody else does.
import { expect, test } from 'vitest';
import { boardEdit, boardInput } from '../../../src/forum/boards/board-input.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { openHouse } from './house.ts';

test('admins and the operator open boards, others are refused', async () => {
  await using house = await openHouse();
  const admin = await house.member('ada', 'admin');
  const member = await house.member('bo');
  const moderator = await house.member('mo', 'moderator');
  const board = await house.createBoard(admin, { slug: 'garden', title: 'The garden' });
  expect(board).toEqual({
    kind: 'board',
    slug: 'garden',
    title: 'The garden',
    text: '',
    visibility: 'public',
    state: 'open',
    position: 0,
    threads: 0,
    posts: 0,
    activeAt: null,
    at: '2026-01-01T00:00:00.000Z',
  });
  await house.createBoard(operator, { slug: 'kitchen', title: 'The kitchen' });
  for (const actor of [member, moderator])
    await expect(house.createBoard(actor, { slug: 'x', title: 'X' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(house.createBoard(visitor, { slug: 'x', title: 'X' })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  await expect(house.editBoard(member, 'garden', { title: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await house.boards()).toEqual(['garden', 'kitchen']);
});

test('a slug is taken once, also when two ask at once', async () => {
  await using house = await openHouse();
  const outcomes = await Promise.allSettled(
    ['one', 'two', 'three'].map((title) => house.createBoard(operator, { slug: 'garden', title })),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => [reason.code, reason.field])).toEqual([
    ['conflict', 'slug'],
    ['conflict', 'slug'],
  ]);
  expect(await house.boards()).toEqual(['garden']);
});

test('boards stand in the order of their positions', async () => {
  await using house = await openHouse();
  for (const slug of ['a', 'b', 'c']) await house.createBoard(operator, { slug, title: slug });
  await house.editBoard(operator, 'c', { position: 0 });
  await house.editBoard(operator, 'b', { position: 9 });
  await house.createBoard(operator, { slug: 'd', title: 'd' });
  expect(await house.boards()).toEqual(['a', 'c', 'b', 'd']);
});

test('an edit changes what it names and nothing else, also when two edit at once', async () => {
  await using house = await openHouse();
  await house.createBoard(operator, { slug: 'garden', title: 'The garden', text: 'Beds' });
  await Promise.all([
    house.editBoard(operator, 'garden', { title: 'Our garden' }),
    house.editBoard(operator, 'garden', { text: 'Beds and trees' }),
    house.editBoard(operator, 'garden', { visibility: 'members' }),
  ]);
  expect(await house.editBoard(operator, 'garden', { position: 3 })).toMatchObject({
    title: 'Our garden',
    text: 'Beds and trees',
    visibility: 'members',
    state: 'open',
    position: 3,
  });
  await expect(house.editBoard(operator, 'nowhere', { text: '' })).rejects.toMatchObject({ code: 'not-found' });
});

test('an archived board stays readable and takes nothing new, until it is opened again', async () => {
  await using house = await openHouse();
  const bo = await house.member('bo');
  await house.createBoard(operator, { slug: 'garden', title: 'The garden' });
  const { name } = await house.startThread(bo, 'garden', { title: 'Beans', body: 'When?' });
  expect(await house.editBoard(operator, 'garden', { state: 'archived' })).toMatchObject({ state: 'archived' });
  await expect(house.startThread(bo, 'garden', { title: 'Peas', body: '?' })).rejects.toMatchObject({ code: 'closed' });
  await expect(house.postReply(bo, { origin: '', seq: 1 }, { body: 'In May' })).rejects.toMatchObject({
    code: 'closed',
  });
  expect((await house.threads('garden')).items).toHaveLength(1);
  expect((await house.posts(name)).items).toHaveLength(1);
  await house.editBoard(operator, 'garden', { state: 'open' });
  await house.postReply(bo, { origin: '', seq: 1 }, { body: 'In May' });
});

test('what admins say of boards is checked', () => {
  for (const slug of ['', 'Garden', 'a b', '-a', 'a-', 'ä', 'a/b', 'a'.repeat(65)])
    expect(boardInput.safeParse({ slug, title: 'T' }).success, slug).toBe(false);
  for (const slug of ['a', 'a-b', '0', 'a'.repeat(64)])
    expect(boardInput.safeParse({ slug, title: 'T' }).success, slug).toBe(true);
  for (const wrong of [
    { title: '' },
    { title: 'a\nb' },
    { title: 'a'.repeat(101) },
    { text: '\ud800' },
    { text: 'a\u0000' },
    { visibility: 'secret' },
    { position: -1 },
    { position: 1.5 },
  ])
    expect(boardInput.safeParse({ slug: 'a', title: 'T', ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  expect(boardEdit.safeParse({}).success).toBe(false);
  expect(boardEdit.safeParse({ state: 'closed' }).success).toBe(false);
  expect(boardEdit.safeParse({ state: 'archived' }).success).toBe(true);
});
