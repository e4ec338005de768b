// Planks at the door: names tell the verbs apart, and a post says who holds it.
import { expect, test } from 'vitest';
import type { PostVerbs } from '../../src/http/forum-verbs.ts';
import { openForum } from './forum.ts';
import { addPlank, origin } from './plank-rows.ts';

const api = '/api/v1';
test('a post of a plank is read under its name, with who holds it, kept until that changes', async () => {
  let [by, version] = [1, 1];
  await using h = await openForum({ heldBy: { version: () => version, of: () => ({ by, of: 3 }) } });
  await addPlank(h, 'elections', 'public', 7);
  const name = encodeURIComponent(`7@${origin}`);
  expect((await h.call('GET', `${api}/planks`)).json.items).toMatchObject([{ kind: 'plank', slug: 'elections' }]);
  expect((await h.call('GET', `${api}/planks/elections/threads`)).json.items).toMatchObject([
    { name: `7@${origin}`, author: { name: 'rosa', origin } },
  ]);
  for (const path of [name, `7@${origin}`]) {
    const posts = await h.call('GET', `${api}/threads/${path}/posts`);
    expect(posts.json.items).toMatchObject([{ name: `7@${origin}`, held: { by: 1, of: 3 } }]);
  }
  expect((await h.call('GET', `${api}/posts/${name}`)).json.held).toEqual({ by: 1, of: 3 });
  by = 2;
  version = 2;
  expect((await h.call('GET', `${api}/threads/${name}/posts`)).json.items[0].held).toEqual({ by: 2, of: 3 });
  expect((await h.call('GET', `${api}/posts/${name}`)).json.held).toEqual({ by: 2, of: 3 });
});

test('a plank for members is not there for visitors', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  await addPlank(h, 'elections', 'members', 7);
  const name = `7@${origin}`;
  const paths = ['planks/elections', 'planks/elections/threads', `threads/${name}`, `threads/${name}/posts`].concat([
    `posts/${name}`,
    `posts/${name}/revisions`,
  ]);
  for (const path of paths) {
    expect((await h.call('GET', `${api}/${path}`, { token: ada })).status, path).toBe(200);
    const answer = await h.call('GET', `${api}/${path}`);
    expect(answer.status, path).toBe(404);
    expect(answer.text).not.toContain('marker');
  }
  expect((await h.call('GET', `${api}/planks`)).json.items).toEqual([]);
});

test('the name of a thread or post says whose verbs it takes', async () => {
  const calls: string[] = [];
  const answer = { name: `8@${origin}`, card: '{}' };
  const planks: PostVerbs = {
    async startThread(_, slug) {
      calls.push(`start ${slug}`);
      return answer;
    },
    async postReply(_, key) {
      calls.push(`reply ${key.seq} ${key.origin}`);
      return answer;
    },
    async editPost(_, key) {
      calls.push(`edit ${key.seq}`);
    },
    async deletePost(_, key) {
      calls.push(`delete ${key.seq}`);
    },
  };
  await using h = await openForum({ planks, checkAnswers: false });
  await addPlank(h, 'elections', 'public', 7);
  const ada = await h.join('ada');
  const name = `7@${origin}`;
  const started = await h.call('POST', `${api}/planks/elections/threads`, {
    token: ada,
    body: { title: 'T', body: 'x' },
  });
  expect([started.status, started.headers.get('location')]).toEqual([201, `${api}/threads/8@${origin}`]);
  await h.call('POST', `${api}/threads/${name}/posts`, { token: ada, body: { body: 'y' } });
  expect((await h.call('PATCH', `${api}/posts/${name}`, { token: ada, body: { body: 'z' } })).status).toBe(200);
  expect((await h.call('DELETE', `${api}/posts/${name}`, { token: ada })).status).toBe(204);
  expect(calls).toEqual(['start elections', `reply 7 ${origin}`, 'edit 7', 'delete 7']);
});
