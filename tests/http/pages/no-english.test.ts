// No German or Spanish page speaks English: everything that links lead to, read word by word. What people wrote is Latin here.
import { expect, test } from 'vitest';
import type { Language } from '../../../src/base/languages.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { loadCatalogue } from '../../../src/http/pages/texts/load-voice.ts';
import { openReals, password, type Real } from '../../hostile/real.ts';
import { plank } from '../../support/coalition.ts';
import { quickHasher } from '../../support/hasher.ts';
import { createBrowser } from '../browser.ts';

const until = new Date(Date.now() + 7 * 86_400_000).toISOString();

/** Something on every page that lists something. */
const fill = async (house: Real): Promise<void> => {
  const { core } = house.app;
  const hasher = quickHasher();
  const admin = await house.admin();
  for (const name of ['ada', 'bo', 'mo', 'nina', 'olga'])
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
  await setRole(core)(operator, { name: 'mo', role: 'moderator' });
  const [ada = '', bo = '', mo = '', nina = '', olga = ''] = await Promise.all(
    ['ada', 'bo', 'mo', 'nina', 'olga'].map(house.signIn),
  );
  const call = async (
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> => {
    const answer = await house.call(method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  await call(admin, 'POST', '/boards', { slug: 'hortus', title: 'Hortus', text: 'Lorem.', visibility: 'public' });
  await call(admin, 'POST', '/boards', { slug: 'intus', title: 'Intus', text: '', visibility: 'members' });
  await call(ada, 'POST', '/boards/hortus/threads', { title: 'Faba', body: 'Lorem ipsum dolor.' });
  await call(bo, 'POST', '/threads/b1/posts', { body: 'Sit amet, @ada.' });
  await call(bo, 'PATCH', '/posts/b2', { body: 'Sit amet, @ada, semper.' });
  await call(bo, 'POST', '/threads/b1/posts', { body: 'Pisum.' });
  await call(olga, 'POST', '/threads/b1/posts', { body: 'Adieu.', parent: 'b2' });
  await call(ada, 'POST', '/threads/b1/posts', { body: 'Nihil.' });
  await call(ada, 'DELETE', '/posts/b5');
  await call(olga, 'DELETE', '/me', { posts: 'keep', password });
  const shared = await call(ada, 'POST', '/planks/res-publica/threads', {
    ...{ title: 'Limes', body: 'Tria?', acknowledged: true },
  });
  await call(bo, 'PUT', `/posts/${shared.name}/vote`, { value: 1 });
  await call(ada, 'PUT', '/posts/b2/bookmark', { note: 'Nota.' });
  await call(ada, 'PUT', '/drafts/threads:b1', { body: 'Fere.' }).catch(() => undefined);
  await call(bo, 'POST', '/posts/b1/reports', { reason: 'spam', words: 'Vide.' });
  await call(nina, 'POST', '/posts/b2/reports', { reason: 'threat', words: 'Vide.' });
  const act = (body: object) =>
    call(mo, 'POST', '/moderation/actions', { reason: 'spam', rule: 'Lex II', words: 'Quies.', until, ...body });
  await act({ kind: 'collapse', subject: { post: 'b2' } });
  await act({ kind: 'label', subject: { post: 'b1' }, settings: { label: 'mercatus' } });
  await act({ kind: 'hide', subject: { post: 'b3' } });
  await act({ kind: 'suspend', subject: { member: 'bo' }, scope: 'instance' });
  await act({ kind: 'hold-posts', subject: { member: 'nina' }, scope: 'board:hortus' });
  await house.call('POST', '/api/v1/threads/b1/posts', { body: { body: 'Latet.' }, token: nina });
  const advice = { subject: { post: shared.name }, effect: 'label', reason: 'spam', until };
  await call(mo, 'POST', '/advisories', advice);
  const link = { kind: 'link', pattern: 'mercatus.example', effect: 'hold', reason: 'spam', words: 'Mercatus.' };
  await call(mo, 'POST', '/moderation/filters', link).catch(() => undefined);
  await call(admin, 'PUT', '/instance/texts/rules', { text: 'Estote boni.' });
  await call(admin, 'POST', '/invitations', { uses: 2, days: 3, note: 'Pro amicis' });
  const from = new Date(Date.now() - 1000).toISOString();
  await call(admin, 'POST', '/announcements', {
    text: 'Cras clausum.',
    level: 'warning',
    audience: 'public',
    from,
    until,
  });
  await call(admin, 'PATCH', '/instance', { registration: 'application', name: 'Virides', question: 'Quis es?' });
  await house.call('POST', '/api/v1/registrations', {
    body: { name: 'uma', password, answer: 'Vallis.', accepts: { rules: 1 } },
  });
};

/** What is read of a page: text, and what stands for it. */
const wordsOf = (html: string): string => {
  const spoken = [...html.matchAll(/ (?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map(([, text]) => text);
  const text = html
    .replace(/<(script|style|code|pre|option|time)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  return [text, ...spoken].join(' | ');
};

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}]{3,}/gu) ?? [];

/** Words that English pages use and those of this language never do. */
const onlyEnglish = async (language: Language): Promise<ReadonlySet<string>> => {
  const [en, own] = (await Promise.all([loadCatalogue('en'), loadCatalogue(language)])).map(
    (texts) => new Set(Object.values(texts).flatMap((topic) => Object.values<string>(topic).flatMap(words))),
  );
  return new Set([...(en ?? [])].filter((word) => !own?.has(word)));
};

/** Of what tests give names to, and of what has one name in all languages. */
const NAMES = ['The league', 'About res-publica', 'former_', 'root_admin', 'plank:', 'board:', '/boards/', 'author:'];

const kindOf = (path: string): string =>
  path
    .replace(/=[^&]*/g, '=…')
    .replace(/\/(?:[^/?]*[\d@%][^/?]*|ada|bo|mo|nina|uma|root_admin|hortus|intus)(?=[/?]|$)/g, '/…');

/** The second language only as those who see most. */
const readers: readonly (readonly [Language, readonly string[]])[] = [
  ['de', ['', 'ada', 'bo', 'nina', 'mo', 'root_admin']],
  ['es', ['bo', 'root_admin']],
];

test('German and Spanish pages say nothing in English', async () => {
  await using town = await openReals({ start: true, planks: [plank('res-publica')] });
  const house = town.house();
  await fill(house);
  const found: string[] = [];
  const walk = async (language: Language, name: string, english: ReadonlySet<string>, kinds: Set<string>) => {
    const browser = createBrowser(house.call, `http://${house.origin}`, language);
    if (name !== '') await browser.post('/sign-in', { name, password });
    const seen = new Set<string>(['/']);
    const waiting = ['/', '/nowhere', '/posts/b99', '/register', '/forgotten', '/search?q=', '/search?q=faba', '/left'];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const { text, location } = await browser.get(path);
      if (location !== '') {
        if (location.startsWith('/') && !seen.has(kindOf(location))) waiting.push(location);
        seen.add(kindOf(location));
        continue;
      }
      kinds.add(kindOf(path));
      expect(text, path).toContain(`<html lang="${language}"`);
      const said = NAMES.reduce((all, one) => all.replaceAll(one, ' '), wordsOf(text));
      for (const { 0: word, index } of said.matchAll(/[\p{L}]{3,}/gu))
        if (english.has(word.toLowerCase()))
          found.push(`${word}, ${language} ${name} ${path}: ${said.slice(Math.max(0, index - 40), index + 50)}`);
      for (const [, href = ''] of text.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)) {
        const next = href.replaceAll('&amp;', '&');
        if (/^\/(api|assets|uploads|logo)/.test(next) || seen.has(kindOf(next))) continue;
        seen.add(kindOf(next));
        waiting.push(next);
      }
    }
  };
  for (const [language, names] of readers) {
    const english = await onlyEnglish(language);
    expect(english.size).toBeGreaterThan(500);
    const kinds = new Set<string>();
    for (const name of names) await walk(language, name, english, kinds);
    expect(kinds.size, language).toBeGreaterThan(70);
  }
  expect([...new Set(found)]).toEqual([]);
});
