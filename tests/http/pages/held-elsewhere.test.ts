// The desk shows what a filter on a peer holds, and whoever keeps one post visible lets its author through.
import { expect, test } from 'vitest';
import { because, comes, openTown, PLANK, person, visit } from '../../hostile/abuse/town.ts';
import { password } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

test('first posts of a filtered peer stand on the desk, with the way to let them through', async () => {
  await using town = await openTown({ instances: 2 });
  const [here, far] = [town.house(0), town.house(1)];
  const admin = await person(here, 'root_admin', 'admin');
  await person(here, 'mo', 'moderator');
  const ada = await person(here, 'ada');
  const thread = await ada.start(PLANK, 'A talk', 'Let us talk.');
  await comes('it is there', async () => (await visit(far, `/api/v1/posts/${thread}`)).status === 200);
  await admin.did('POST', '/moderation/actions', {
    ...{ kind: 'filter', subject: { peer: far.origin }, scope: 'planks', settings: { holdFirst: true } },
    ...because(here),
  });
  const stranger = await person(far, 'stranger');
  const post = await stranger.reply(thread, 'New around here.');
  const enter = async (name: string) => {
    const browser = createBrowser(here.call, `http://${here.origin}`, 'de');
    await browser.post('/sign-in', { name, password });
    return browser;
  };
  const [mo, reader] = [await enter('mo'), await enter('ada')];
  const page = async () => (await mo.get('/moderation/held/peers')).text;
  await comes('it waits', async () => (await page()).includes('New around here.'));
  expect(await page()).toContain('Erste Beiträge von gefilterten Instanzen');
  expect(await page()).toContain(`href="/posts/${encodeURIComponent(post)}/moderate"`);
  expect((await mo.get('/moderation/held')).text).toContain('href="/moderation/held/peers"');
  expect((await reader.get('/moderation/held/peers')).status).toBe(403);
  expect((await reader.get(`/threads/${encodeURIComponent(thread)}`)).text).not.toContain('New around here.');
  await admin.did('POST', '/moderation/actions', { kind: 'keep', subject: { post }, ...because(here) });
  expect(await page()).not.toContain('New around here.');
  expect((await reader.get(`/threads/${encodeURIComponent(thread)}`)).text).toContain('New around here.');
});
