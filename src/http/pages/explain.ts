// What a problem tells, in the reader's language. Verbs say it in English, beside the rule: the English template is what
// the catalogues know it by (English has one, too, for what is said to programs in their words). A language's catalogue is read when the first problem is told in it.
import { readFileSync } from 'node:fs';
import type { Language } from '../../base/languages.ts';
import type { Said, Value } from '../../base/said.ts';
import type { Problem, Told } from '../failure.ts';
import type { Voice } from './texts/voice.ts';

/** English templates and what they are in another language: ICU messages where they have values. */
export type Texts = ReadonlyMap<string, string>;

const read = new Map<string, Texts>();

/** @param what `problems`: what is refused; `kept`: what is written down */
export const textsIn = (what: 'problems' | 'kept', language: Language): Texts => {
  const path = `./texts/${what}/${language}.json`;
  const known = read.get(path);
  if (known) return known;
  const file = readFileSync(new URL(path, import.meta.url), 'utf8');
  const texts = new Map(Object.entries<string>(JSON.parse(file)));
  read.set(path, texts);
  return texts;
};

type Speaker = Pick<Voice, 'language' | 'moment' | 'fill'>;

const tell = (voice: Speaker, { text, template, values }: Said, show: (value: Value) => string | number): string => {
  const own = textsIn('problems', voice.language).get(template);
  if (values.length === 0) return own ?? text;
  const shown = values.map(show);
  if (own !== undefined) return voice.fill(own, shown);
  return template.replace(/\{(\d+)\}/g, (all, index) => String(shown[Number(index)] ?? all));
};

/** What one thing that is wrong is called, and said: fields by the names that the form gives them. */
const tellOne = (voice: Speaker, { field, said }: Told, labels: Readonly<Record<string, string>>): string => {
  const label = field === undefined ? undefined : (labels[field] ?? labels[field.split('.', 1)[0] ?? '']);
  const show = (value: Value): string | number => {
    if (value instanceof Date) return voice.moment(value.getTime());
    if (typeof value === 'object') return tell(voice, value, show);
    return value === field ? (label ?? value) : value;
  };
  const text = tell(voice, said, show);
  const named = `${field}: `;
  return label !== undefined && text.startsWith(named) ? `${label}: ${text.slice(named.length)}` : text;
};

/** One text for each thing that is wrong. @param labels what the form calls its fields */
export const explain = (
  voice: Speaker,
  { told }: Pick<Problem, 'told'>,
  labels: Readonly<Record<string, string>> = {},
): string[] => told.map((one) => tellOne(voice, one, labels));
