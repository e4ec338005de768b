// Which language a reader gets.
import { expect, test } from 'vitest';
import { acceptedLanguage, chosenLanguage } from '../../../src/http/pages/language.ts';

test.each([
  ['de', 'de'],
  ['de-AT, en;q=0.5', 'de'],
  ['pt, fr;q=0.3, es;q=0.7', 'es'],
  ['en;q=0, fr;q=0.1', 'fr'],
  ['FR-ca', 'fr'],
  ['ar, *;q=0.1', undefined],
  ['', undefined],
  [';;;,,q=', undefined],
])('%s: %s', (accepted, language) => {
  expect(acceptedLanguage(accepted)).toBe(language);
});

test('the switch wins over the browser; what it does not know does nothing', () => {
  const from = (headers: Record<string, string>) => chosenLanguage((name) => headers[name]);
  expect(from({ cookie: 'a=b; koinon-language=es', 'accept-language': 'de' })).toBe('es');
  expect(from({ cookie: 'koinon-language=tlh', 'accept-language': 'de' })).toBe('de');
  expect(from({ cookie: 'koinon=x' })).toBeUndefined();
  expect(from({})).toBeUndefined();
});
