// Every language says what English says, with the same parameters and the same pieces of markup.
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { languages } from '../../../src/base/languages.ts';
import { loadCatalogue, voiceOf } from '../../../src/http/pages/texts/load-voice.ts';
import { filesIn, textOf } from '../../house/source.ts';

type Topics = Record<string, Record<string, string>>;
const load = async (language: (typeof languages)[number]): Promise<Topics> => await loadCatalogue(language);

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Names of parameters and tags, each with its kind. */
const wants = (elements: readonly Element[], found = new Set<string>()): Set<string> => {
  for (const element of elements) {
    if (element.type === 0 || element.type === 7) continue;
    found.add(`${element.type} ${element.value}`);
    if ('options' in element) for (const option of Object.values(element.options)) wants(option.value, found);
    if ('children' in element) wants(element.children, found);
  }
  return found;
};
const wantsOf = (text: string, language: string): string[] =>
  [...wants(new IntlMessageFormat(text, language).getAst())].sort();

test.each(languages)(
  '%s has every message of English, no other, none empty, with the same parameters',
  async (language) => {
    const english = await load('en');
    const catalogue = await load(language);
    expect(Object.keys(catalogue)).toEqual(Object.keys(english));
    for (const [topic, messages] of Object.entries(english)) {
      const own = catalogue[topic] ?? {};
      expect(Object.keys(own).sort(), topic).toEqual(Object.keys(messages).sort());
      for (const [key, text] of Object.entries(messages)) {
        const said = own[key] ?? '';
        expect(said.trim(), `${topic}.${key}`).toBe(said);
        expect(said, `${topic}.${key}`).not.toBe('');
        expect(wantsOf(said, language), `${topic}.${key}`).toEqual(wantsOf(text, 'en'));
      }
    }
  },
);

test('no message is left over, and none is asked for that is not there', async () => {
  const { script, ...english } = await load('en');
  const sources = filesIn('src/http')
    .filter((file) => !/pages\/texts\/[a-z-]+\//.test(file))
    .map(textOf)
    .join('\n');
  const keys = Object.entries(english).flatMap(([topic, messages]) =>
    Object.keys(messages).map((key) => `${topic}.${key}`),
  );
  /** Keys that are put together, such as `layout.problem-${code}`. */
  const begun = [...sources.matchAll(/`([a-z-]+\.[\w-]*)\$\{/g)].map(([, start = '']) => start);
  const named = new Set([...sources.matchAll(/['"`]([a-z-]+\.[\w-]+)['"`]/g)].map(([, key]) => key));
  expect(keys.filter((key) => !named.has(key) && !begun.some((start) => key.startsWith(start)))).toEqual([]);

  const parts = filesIn('src/http/pages/script', /\.js$/).map(textOf);
  const said = new Set(parts.flatMap((text) => [...text.matchAll(/'([a-z-]+)'/g)].map(([, key]) => key)));
  const base = (key: string) => key.replace(/-(one|other)$/, '').replace(/^key-.*/, 'key');
  expect(parts.some((text) => text.includes('say(`key-$'))).toBe(true);
  said.add('key');
  expect(Object.keys(script ?? {}).filter((key) => !said.has(base(key)))).toEqual([]);
});

test('plurals, numbers and times are said as each language says them', async () => {
  const [en, de, fr] = await Promise.all([voiceOf('en'), voiceOf('de'), voiceOf('fr')]);
  expect([0, 1, 2].map((count) => en.t('reading.posts-count', { count }))).toEqual(['0 posts', '1 post', '2 posts']);
  expect(fr.t('reading.posts-count', { count: 0 })).toBe('0 message');
  expect([en.number(1234.5), de.number(1234.5)]).toEqual(['1,234.5', '1.234,5']);
  const at = '2026-03-01T09:05:00.000Z';
  expect([en.moment(at), de.moment(at)]).toEqual(['1 Mar 2026, 09:05', '01.03.2026, 09:05']);
  expect(de.ago(at, Date.parse(at) + 3 * 86_400_000)).toBe('vor 3 Tagen');
});
