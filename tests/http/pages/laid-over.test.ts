// What moderators laid over posts and threads, as pages show it: with the reason, and no more than the API tells.
import { expect, test } from 'vitest';
import { openReals, password } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

const api = '/api/v1';

test('a collapsed post says why and opens by one click, a hidden one tells its words to nobody else', async () => {
  await using town = await openReals();
  const house = town.house();
  const admin = await house.admin();
  const ada = await house.join('ada');
  await house.create(`${api}/boards`, { slug: 'garden', title: 'Garden' }, admin);
  const start = await house.create(`${api}/boards/garden/threads`, { title: 'Beans', body: 'sound words' }, ada);
  const reply = (body: string) => house.create(`${api}/threads/${start.name}/posts`, { body }, ada);
  const [sold, shut, marked] = [await reply('buy-marker'), await reply('shut-marker'), await reply('plain words')];
  const lay = async (kind: string, post: unknown, more: object = {}) =>
    house.create(
      `${api}/moderation/actions`,
      {
        ...{ kind, subject: { post }, reason: 'spam', rule: 'rules, 2', words: 'It sells.' },
        ...{ until: '2046-01-01T00:00:00.000Z', ...more },
      },
      admin,
    );
  await lay('collapse', sold.name);
  await lay('hide', shut.name);
  await lay('label', marked.name, { settings: { label: 'Wer­bung' } });

  const url = `http://${house.origin}`;
  const visitor = createBrowser(house.call, url, 'de');
  const page = (await visitor.get(`/threads/${start.name}`)).text;
  expect(page).toMatch(
    /<details class="folded"><summary dir="auto">Auf dieser Instanz eingeklappt: Spam\. Regel: rules, 2\. Bis 0?1\.0?1\.2046/,
  );
  expect(page).toContain('buy-marker');
  expect(page).toContain('Auf dieser Instanz verborgen: Spam.');
  expect(page).not.toContain('shut-marker');
  expect(page).toMatch(/<span class="badge" dir="auto">Wer­bung<\/span>/);
  for (const path of ['/', '/search?q=shut', '/members/ada', `/posts/${shut.name}/revisions`])
    expect((await visitor.get(path)).text, path).not.toContain('shut-marker');

  const own = createBrowser(house.call, url, 'en');
  await own.post('/sign-in', { name: 'ada', password });
  const asAuthor = (await own.get(`/threads/${start.name}`)).text;
  expect(asAuthor).toMatch(/Hidden on this instance: spam\..*shut-marker/s);

  await lay('hide', start.name);
  expect((await visitor.get(`/threads/${start.name}`)).text).toContain('Ein Thread, dessen Anfang hier verborgen ist');
  for (const path of ['/', '/boards/garden', `/threads/${start.name}`])
    expect((await visitor.get(path)).text, path).not.toMatch(/Beans|sound words/);
});
