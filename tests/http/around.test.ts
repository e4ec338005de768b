// A link to a post opens the page of its thread that shows it, in the API and on the pages, wherever it stands.
import { expect, test } from 'vitest';
import { createReading } from '../../src/forum/reading/reading.ts';
import { readingRoutes } from '../../src/http/pages/reading-routes.ts';
import { openForum } from './forum.ts';
import { plainPageBase } from './page-base.ts';

const api = '/api/v1';

test('a page around any post of a long thread, and on from there', async () => {
  await using h = await openForum({
    routes: (needs) =>
      readingRoutes({
        ...needs,
        ...needs.people,
        ...plainPageBase(needs),
        findDraft: async () => undefined,
        reading: createReading(needs),
      }),
  });
  const ada = await h.join('ada');
  const body = { title: 'Long', body: 'start' };
  const start = (await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body })).json.name;
  const other = (await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body })).json.name;
  const posts = [start];
  for (let n = 0; n < 120; n++) {
    // Some at the very same time.
    if (n % 3 === 0) h.clock.advance(1000);
    posts.push(
      (await h.call('POST', `${api}/threads/${start}/posts`, { token: ada, body: { body: `${n}` } })).json.name,
    );
  }
  const shown = async (query: string) => {
    const { json } = await h.call('GET', `${api}/threads/${start}/posts?${query}`);
    return {
      names: json.items.map((item: { name: string }) => item.name) as string[],
      next: json.next as string | null,
    };
  };
  for (const index of [0, 1, 5, 6, 7, 60, 119, 120]) {
    const from = Math.max(0, index - 5);
    const page = await shown(`around=${posts[index]}&limit=10`);
    expect(page.names).toEqual(posts.slice(from, from + 10));
    if (page.next === null) continue;
    expect((await shown(`cursor=${page.next}&limit=10`)).names).toEqual(posts.slice(from + 10, from + 20));
  }
  for (const around of [other, 'b9999', 'x', '7@reds.example', ''])
    expect((await h.call('GET', `${api}/threads/${start}/posts?around=${around}`)).json).toMatchObject({
      code: 'invalid',
      field: 'around',
    });
  const page = await h.call('GET', `/threads/${start}?post=${posts[100]}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain(`id="${posts[100]}"`);
  expect(page.text).not.toContain(`id="${posts[90]}"`);
  expect(page.text).toContain('First page');
  expect((await h.call('GET', `/threads/${start}`)).text).not.toContain(`id="${posts[100]}"`);
});
