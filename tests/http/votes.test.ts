// Votes through the API: what is taken, what is refused, and what a list sorted by them answers.
import { expect, test } from 'vitest';
import { votePost } from '../../src/forum/boards/vote-post.ts';
import { createFactsReader } from '../../src/forum/planks/facts.ts';
import { votePost as votePlankPost } from '../../src/forum/planks/vote-post.ts';
import { voteRoutes } from '../../src/http/api/votes.ts';
import { adminToken, openForum } from './forum.ts';
import { addPlank } from './plank-rows.ts';

const api = '/api/v1';

const openVoting = () =>
  openForum({
    checkAnswers: true,
    routes: (needs) => [
      ...voteRoutes({
        verbs: {
          boards: { votePost: votePost(needs) },
          planks: { votePost: votePlankPost({ ...needs, facts: createFactsReader(needs) }) },
        },
      }),
    ],
  });

const twoThreads = async (h: Awaited<ReturnType<typeof openVoting>>) => {
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  for (const title of ['One', 'Two'])
    await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body: { title, body: 'x' } });
  return {
    ada,
    bo,
    vote: (name: string, body: object, token = bo) => h.call('PUT', `${api}/posts/${name}/vote`, { token, body }),
  };
};

test('a vote answers itself and the totals; the post, its thread and the lists show them', async () => {
  await using h = await openVoting();
  const { ada, bo, vote } = await twoThreads(h);
  const path = `${api}/boards/garden/threads?sort=top&since=day`;
  const titles = async (query = path) =>
    (await h.call('GET', query)).json.items.map((item: { title: string }) => item.title);
  expect(await titles()).toEqual(['Two', 'One']);
  expect(await vote('b1', { value: 1 })).toMatchObject({ status: 200, json: { myVote: 1, votes: { up: 1, down: 0 } } });
  expect(await titles()).toEqual(['One', 'Two']);
  expect(await titles(`${api}/boards/garden/threads?sort=bridging`)).toEqual(['One', 'Two']);
  expect((await h.call('GET', `${api}/posts/b1`, { token: bo })).json).toMatchObject({ myVote: 1, votes: { up: 1 } });
  expect((await h.call('GET', `${api}/posts/b1`, { token: ada })).json).toMatchObject({ myVote: 0 });
  expect((await h.call('GET', `${api}/posts/b1`)).json).not.toHaveProperty('myVote');
  expect((await h.call('GET', `${api}/threads/b1/posts`, { token: bo })).json.items[0]).toMatchObject({ myVote: 1 });
  expect((await h.call('GET', `${api}/threads/b1`)).json.votes).toEqual({ up: 1, down: 0 });
});

test('what is no vote, nobody to vote, or nothing to vote on', async () => {
  await using h = await openVoting();
  const { ada, vote } = await twoThreads(h);
  for (const body of [{}, { value: 2 }, { value: '1' }, { value: null }, { value: 0.5 }])
    expect((await vote('b1', body)).json, JSON.stringify(body)).toMatchObject({
      status: 400,
      code: 'invalid',
      field: 'value',
    });
  expect((await h.call('PUT', `${api}/posts/b1/vote`, { body: { value: 1 } })).status).toBe(401);
  expect((await vote('b1', { value: 1 }, ada)).json).toMatchObject({ status: 403, code: 'forbidden' });
  for (const name of ['b9', '9@a.example', 'x']) expect((await vote(name, { value: 1 })).status, name).toBe(404);
});

test('an admin switches votes down off: refused by name of the rule, and told of the instance', async () => {
  await using h = await openVoting();
  const { vote } = await twoThreads(h);
  const admin = await adminToken(h);
  await vote('b1', { value: -1 });
  const changed = await h.call('PATCH', `${api}/instance`, { token: admin, body: { votes: 'up' } });
  expect(changed.json).toMatchObject({ votes: 'up' });
  expect((await h.call('GET', `${api}/posts/b1`)).json.votes).toEqual({ up: 0, down: 0 });
  expect((await vote('b2', { value: -1 })).json).toMatchObject({
    code: 'invalid',
    field: 'value',
    detail: 'value: This instance takes no votes down.',
  });
  expect((await h.call('PATCH', `${api}/instance`, { token: admin, body: { votes: 'down' } })).status).toBe(400);
});

test('on a plank the own vote is told at once, the totals when the journal tells them', async () => {
  await using h = await openVoting();
  await addPlank(h, 'open-elections', 'public', 7);
  const bo = await h.join('bo');
  const name = '7@reds.example:4101';
  const path = `${api}/posts/${encodeURIComponent(name)}`;
  const votes = { up: 0, down: 0, by: [] };
  expect((await h.call('PUT', `${path}/vote`, { token: bo, body: { value: -1 } })).json).toEqual({ myVote: -1, votes });
  expect((await h.call('GET', path, { token: bo })).json).toMatchObject({ myVote: -1, votes });
  expect((await h.call('GET', path)).json).toMatchObject({ votes });
});
