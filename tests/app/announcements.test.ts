// Announcements: who sees which, when, on pages and by the API.
import { expect, test } from 'vitest';
import { realClock } from '../../src/base/time.ts';
import { openReals, password } from '../hostile/real.ts';
import { createBrowser } from '../http/browser.ts';

const api = '/api/v1';
const hour = 3600_000;
const iso = (offset: number): string => new Date(realClock.now() + offset).toISOString();

test('visitors see what is for everybody, members the rest too, while it lasts', async () => {
  await using town = await openReals({ start: true });
  const a = town.house();
  const [admin, ada] = [await a.admin(), await a.join('ada')];
  const announce = (text: string, more: object = {}) =>
    a.create(`${api}/announcements`, { text, until: iso(hour), ...more }, admin);
  // A page that visitors get from memory, before and after.
  for (let times = 0; times < 2; times++) expect((await a.call('GET', '/')).text).not.toContain('Moving');
  const open = await announce('**Moving** <script>alert(1)</script>', { level: 'warning' });
  const inner = await announce('The key is under the mat', { audience: 'members' });
  await announce('Later', { from: iso(hour), until: iso(2 * hour) });
  await announce('Over', { from: iso(-2 * hour), until: iso(-hour) });
  const twice = { body: { text: 'Once', until: iso(2 * hour), from: iso(hour) }, headers: { 'idempotency-key': 'k' } };
  const once = await a.call('POST', `${api}/announcements`, { token: admin, ...twice });
  expect((await a.call('POST', `${api}/announcements`, { token: admin, ...twice })).json).toEqual(once.json);
  expect((await a.call('DELETE', `${api}/announcements/${once.json.id}`, { token: admin })).status).toBe(204);
  const seen = async (token?: string) => {
    const by = token ? { token } : {};
    const texts = ({ json }: { json: Record<string, unknown> }, key: string) =>
      (json[key] as { text: string }[]).map(({ text }) => text.split(' ')[0]);
    const listed = texts(await a.call('GET', `${api}/announcements`, by), 'items');
    expect(texts(await a.call('GET', `${api}/instance`, by), 'announcements')).toEqual(listed);
    return listed;
  };
  expect(await seen()).toEqual(['**Moving**']);
  expect(await seen(ada)).toEqual(['**Moving**', 'The']);
  const page = (await a.call('GET', '/')).text;
  expect(page).toContain('<strong>Moving</strong>');
  expect(page).not.toMatch(/<script>alert|under the mat|Later|Over/);
  const member = createBrowser(a.call, `http://${a.origin}`);
  expect((await member.post('/sign-in', { name: 'ada', password })).status).toBe(303);
  expect((await member.get('/')).text).toContain('under the mat');

  const all = await a.call('GET', `${api}/announcements?all=true`, { token: admin });
  expect(all.json.items).toHaveLength(4);
  for (const token of [ada]) expect((await a.call('GET', `${api}/announcements?all=true`, { token })).status).toBe(403);
  const put = (token: string, body: object) => a.call('PUT', `${api}/announcements/${open.id}`, { token, body });
  expect((await put(ada, { text: 'x', until: iso(hour) })).status).toBe(403);
  expect((await put(admin, { text: 'x', from: iso(2 * hour), until: iso(hour) })).json).toMatchObject({
    field: 'until',
  });
  expect((await put(admin, { text: 'Done', until: iso(hour) })).json).toMatchObject({ text: 'Done', level: 'info' });
  const now = (await a.call('GET', '/')).text;
  expect([now.includes('Done'), now.includes('Moving')]).toEqual([true, false]);
  for (const { id } of [open, inner])
    expect((await a.call('DELETE', `${api}/announcements/${id}`, { token: admin })).status).toBe(204);
  expect((await a.call('DELETE', `${api}/announcements/${open.id}`, { token: admin })).status).toBe(404);
  expect(await seen(ada)).toEqual([]);
  expect((await a.call('GET', '/')).text).not.toContain('Done');
});

test('an announcement that ends while nothing else happens leaves the page that visitors get from memory', async () => {
  await using town = await openReals({ start: true });
  const a = town.house();
  const admin = await a.admin();
  await a.create(`${api}/announcements`, { text: 'Soon over', until: iso(8_000) }, admin);
  const front = async () => (await a.call('GET', '/')).text;
  expect(await front()).toContain('Soon over');
  await expect.poll(front, { interval: 250 }).not.toContain('Soon over');
});
