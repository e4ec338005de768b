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
  expect(await page()).toContain('Beiträge von anderen Instanzen');
  expect(await page()).toContain(`href="/posts/${encodeURIComponent(post)}/moderate"`);
  expect((await mo.get('/moderation/held')).text).toContain('href="/moderation/held/peers"');
  expect((await reader.get('/moderation/held/peers')).status).toBe(403);
  expect((await reader.get(`/threads/${encodeURIComponent(thread)}`)).text).not.toContain('New around here.');
  const count = async () => /Zurückgehaltene Beiträge<span class="count">(\d+)</.exec(await page())?.[1];
  expect(await count()).toBe('1');
  const fields = Object.fromEntries(
    [...(await page()).matchAll(/<input type="hidden" name="(kind|lasts|reason|words|next)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  const kept = await mo.post(`/posts/${encodeURIComponent(post)}/moderate`, fields);
  expect(kept.location).toBe('/moderation/held/peers?did=done');
  expect(await count()).toBeUndefined();
  expect(await page()).not.toContain('New around here.');
  expect((await reader.get(`/threads/${encodeURIComponent(thread)}`)).text).toContain('New around here.');
});

test('the page of a peer says what was decided about it, also to who moderates a part alone', async () => {
  await using town = await openTown({ instances: 2 });
  const [here, far] = [town.house(0), town.house(1)];
  const admin = await person(here, 'root_admin', 'admin');
  await admin.did('POST', '/boards', { slug: 'garden', title: 'The garden' });
  await person(here, 'bo');
  await admin.did('PUT', '/moderation/staff/bo/board:garden', { can: ['see-cases', 'act'] });
  const filter = { kind: 'filter', subject: { peer: far.origin }, scope: 'plank:open-elections' };
  const settings = { holdFirst: true, noVotes: true };
  const taken = await admin.did('POST', '/moderation/actions', {
    ...filter,
    settings,
    ...because(here),
    words: 'Sells.',
  });
  const [{ number = 0 } = {}] = taken.actions as { number: number }[];
  const enter = async (name: string) => {
    const browser = createBrowser(here.call, `http://${here.origin}`, 'fr');
    await browser.post('/sign-in', { name, password });
    return browser;
  };
  const [whole, part] = [await enter('root_admin'), await enter('bo')];
  const path = `/moderation/peers/${encodeURIComponent(far.origin)}`;
  const full = (await whole.get(path)).text;
  for (const said of [
    'Sells.',
    'dans open-elections',
    'ses votes',
    'premiers messages',
    `/moderation/actions/${number}`,
  ])
    expect(full.split(said).length, said).toBeGreaterThan(2);
  expect(full).not.toContain('ses messages sont repliés ici</p>');
  const seen = (await part.get(path)).text;
  expect(seen).not.toContain('Sells.');
  expect(seen).not.toContain('Elle est entendue comme toutes les autres.</p>');
  expect(seen.split(`l’instance ${far.origin}`).length).toBe(3);

  // Undone, it is history.
  await whole.post(`/moderation/actions/${number}/reversal`, { words: '', next: path });
  for (const reader of [whole, part]) {
    const { text } = await reader.get(path);
    expect(text.split(`id="action-${number}"`).length).toBe(2);
    expect(text).toContain('<span class="badge">annulée</span>');
  }
  const log = (await createBrowser(here.call, `http://${here.origin}`).get('/modlog')).text;
  expect(log).toContain(`the instance ${far.origin}`);
  expect(log).not.toContain(`a member of ${far.origin}`);
});
