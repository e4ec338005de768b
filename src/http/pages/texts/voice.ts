// How a page speaks: messages of its catalogue (ICU), numbers and times as its readers write them. A language's messages are
// loaded with the first page in it, and each is compiled when it is first said.
import type { Child } from 'hono/jsx';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../../../base/languages.ts';
import type { en } from './en.ts';

export type English = typeof en;
/** Another language says the same things. */
export type Catalogue = { [Topic in keyof English]: { [Key in keyof English[Topic]]: string } };

/** `layout.sign-in` */
export type TextKey = {
  [Topic in keyof English & string]: `${Topic}.${keyof English[Topic] & string}`;
}[keyof English & string];

type Message<K extends TextKey> = K extends `${infer Topic}.${infer Key}`
  ? Topic extends keyof English
    ? Key extends keyof English[Topic]
      ? English[Topic][Key]
      : never
    : never
  : never;

export type TextParams = Readonly<Record<string, string | number | Date>>;
type Rest<K extends TextKey> = Message<K> extends `${string}{${string}` ? [params: TextParams] : [];

/** The message in the reader's language; with parameters exactly where the English one has some. */
export type Translate = <K extends TextKey>(key: K, ...rest: Rest<K>) => string;

/** A piece of a message that is more than text; `<link>…</link>` in it calls `link` with what stands between. */
export type Piece = Child | ((inside: Child[]) => Child);

export type Voice = {
  language: Language;
  t: Translate;
  /** A message from elsewhere, with values for `{0}`, `{1}` …. */
  fill(message: string, values: readonly (string | number)[]): string;
  /** A message with pieces of markup in it. */
  rich(key: TextKey, pieces: Readonly<Record<string, Piece>>): Child;
  number(value: number): string;
  /** `12 %` of 0.12 */
  percent(share: number): string;
  /** `23 Nov 2026`; in UTC, as all times: the same for everybody. @param at ISO or epoch milliseconds */
  day(at: string | number): string;
  /** `23 Nov 2026, 10:30` */
  moment(at: string | number): string;
  /** `3 days ago`, `in 2 hours`: for pages that are made anew each time, so members' alone. */
  ago(at: string | number, now: number): string;
  /** What the script says: a line `key=text` each. */
  words: string;
  /** `a, b and c` */
  list(items: readonly string[]): string;
};

const steps = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const timeOf = (at: string | number): Date => new Date(at);

/** Without any of these it says itself. */
const ACTIVE = /[{<']/;

export const createVoice = (language: Language, catalogue: Catalogue): Voice => {
  const compiled = new Map<string, IntlMessageFormat>();
  const locale = language === 'en' ? 'en-GB' : language;

  const textOf = (key: TextKey): string => {
    const dot = key.indexOf('.');
    const topic: Readonly<Record<string, string>> = catalogue[key.slice(0, dot) as keyof Catalogue];
    return topic[key.slice(dot + 1)] ?? key;
  };
  const messageOf = (key: TextKey): IntlMessageFormat => {
    const known = compiled.get(key);
    if (known) return known;
    const message = new IntlMessageFormat(textOf(key), locale);
    compiled.set(key, message);
    return message;
  };

  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const lists = new Intl.ListFormat(locale);

  return {
    language,
    t(key, ...[params]) {
      const text = textOf(key);
      return ACTIVE.test(text) ? String(messageOf(key).format(params)) : text;
    },
    fill: (message, values) =>
      String(new IntlMessageFormat(message, locale).format(Object.fromEntries(values.entries()))),
    rich: (key, pieces) => messageOf(key).format(pieces as Record<string, never>) as Child,
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    day: (at) => days.format(timeOf(at)),
    moment: (at) => moments.format(timeOf(at)),
    ago(at, now) {
      const elapsed = timeOf(at).getTime() - now;
      const [unit, length] = steps.find(([, step]) => Math.abs(elapsed) >= step) ?? ['minute', 60_000];
      return relative.format(Math.trunc(elapsed / length), unit);
    },
    words: Object.entries(catalogue.script)
      .map(([key, text]) => `${key}=${text}`)
      .join('\n'),
    list: (items) => lists.format(items),
  };
};
