// What the instance wrote down by itself, in the reader's language: it stands in logs and at cases in English, with its values in
// it. What people wrote stays as it is.
import type { Language } from '../../base/languages.ts';
import { textsIn } from './explain.ts';
import type { Voice } from './texts/voice.ts';

type Pattern = { form: RegExp; message: string };

const patterns = new Map<Language, readonly Pattern[]>();

const formOf = (template: string): RegExp => {
  const literal = template.split(/\{\d+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('([^\\n]{1,300}?)')}$`);
};

const patternsIn = (language: Language): readonly Pattern[] => {
  const known = patterns.get(language);
  if (known) return known;
  const made = [...textsIn('kept', language)]
    .filter(([template]) => template.includes('{0}'))
    .map(([template, message]) => ({ form: formOf(template), message }));
  patterns.set(language, made);
  return made;
};

const asValue = (text: string): string | number => (/^\d{1,9}$/.test(text) ? Number(text) : text);

export const recall = (voice: Pick<Voice, 'language' | 'fill'>, text: string): string => {
  const own = textsIn('kept', voice.language).get(text);
  if (own !== undefined) return own;
  for (const { form, message } of patternsIn(voice.language)) {
    const [, ...values] = form.exec(text) ?? [];
    if (values.length > 0) return voice.fill(message, values.map(asValue));
  }
  return text;
};

/** What is wrong with what a peer answered (federation/sync/pull.ts, http-transport.ts). */
const plainErrors = {
  'the first line is no greeting': 'peers.error-greeting',
  'the last line is no farewell': 'peers.error-farewell',
  'more entries than were asked for': 'peers.error-more',
  'it knows a later epoch of ours, whose key is not here': 'peers.error-epoch',
} as const;
const isPlain = (error: string): error is keyof typeof plainErrors => Object.hasOwn(plainErrors, error);

/** Why exchanging with a peer failed; codes behind it stay: `nobody listens there (ECONNREFUSED)`. */
export const errorIn = (voice: Pick<Voice, 'language' | 'fill' | 't'>, error: string): string => {
  if (isPlain(error)) return voice.t(plainErrors[error]);
  const [, line, detail = ''] = /^line (\d+): (.*)$/.exec(error) ?? [];
  if (line !== undefined) return voice.t('peers.error-line', { line: Number(line), detail });
  const [, status, named = ''] = /^it answered (\d{3}) \((.*)\)$/.exec(error) ?? [];
  if (status !== undefined)
    return voice.t('peers.error-answered', { status: named === '' ? status : `${status}, ${named}` });
  const [, text = error, code = ''] = /^(.*)( \([A-Z_0-9]+\))$/.exec(error) ?? [];
  return recall(voice, text) + code;
};
