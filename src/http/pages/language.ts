// Which language a reader is answered in: the one chosen with the switch, else the first that the browser asks for and we
// speak, else what the instance speaks. Asked on every warm page, so what was worked out once is remembered.
import { parse } from 'hono/utils/cookie';
import { isLanguage, type Language } from '../../base/languages.ts';

type Header = (name: string) => string | undefined;

/** Not tied to the host by its name: it tells nothing, and opens nothing. */
export const LANGUAGE_COOKIE = 'koinon-language';

const YEAR = 365 * 86_400;

/** The value of Set-Cookie. */
export const languageCookie = (publicUrl: string, language: Language): string =>
  [
    `${LANGUAGE_COOKIE}=${language}`,
    `Max-Age=${YEAR}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(publicUrl.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');

/** The best of Accept-Language (RFC 9110, 12.5.4) by its first subtag; undefined where we speak none of them. */
export const acceptedLanguage = (accepted: string): Language | undefined => {
  let best: Language | undefined;
  let weight = 0;
  for (const range of accepted.split(',')) {
    const [tag = '', ...parameters] = range.split(';');
    const language = tag.trim().split('-', 1)[0]?.toLowerCase();
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
    const weighs = q === undefined ? 1 : Number(q);
    if (isLanguage(language) && weighs > weight) {
      best = language;
      weight = weighs;
    }
  }
  return best;
};

/** Browsers send few different ones; whoever sends many fills no memory. */
const REMEMBERED = 500;
const LONGEST = 200;
const remembered = new Map<string, Language | undefined>();

const accepts = (header: string): Language | undefined => {
  if (remembered.has(header)) return remembered.get(header);
  const language = acceptedLanguage(header.slice(0, LONGEST));
  if (remembered.size >= REMEMBERED) remembered.clear();
  if (header.length <= LONGEST) remembered.set(header, language);
  return language;
};

/** Undefined: what the instance speaks. */
export const chosenLanguage = (header: Header): Language | undefined => {
  const cookies = header('cookie');
  if (cookies?.includes(LANGUAGE_COOKIE)) {
    const chosen = parse(cookies, LANGUAGE_COOKIE)[LANGUAGE_COOKIE];
    if (isLanguage(chosen)) return chosen;
  }
  const accepted = header('accept-language');
  return accepted === undefined ? undefined : accepts(accepted);
};
