// What people write into the search field, read into parts. Never throws anything but a Refusal that names the rule.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME, ORIGIN, SLUG } from '../../base/names.ts';
import { type Said, said } from '../../base/said.ts';
import { wordsIn } from '../../base/words.ts';
import type { Term } from '../../db/match-words.ts';

/** What a post is, besides its words. */
export type Trait =
  /** `origin`: '' where none is named: a member of this instance. */
  | { readonly kind: 'author'; readonly name: string; readonly origin: string }
  | { readonly kind: 'in'; readonly slug: string }
  | { readonly kind: 'from'; readonly origin: string };

export type SearchQuery = {
  readonly terms: readonly Term[];
  readonly not: readonly Term[];
  readonly traits: readonly Trait[];
  readonly notTraits: readonly Trait[];
  /** Shown at this time or later, and before that one: epoch milliseconds. */
  readonly since: number | undefined;
  readonly until: number | undefined;
};

export const QUERY_LENGTH = 300;
/** Words and operators together. */
export const QUERY_PARTS = 16;
/** What many words begin with takes long to look up. */
const PREFIX_LENGTH = 3;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const refuse = (rule: Said): never => {
  throw new Refusal('invalid', said`q: ${rule}.`, { field: 'q' });
};

type Part = { minus: boolean; quoted: boolean; text: string };

/** Quoted text, also by typographic quotes, or what stands between spaces. A quote that is left open ends with the query. */
const PART = /(-?)(?:["“”„]([^"“”„]*)(?:["“”„]|$)|([^\s"“”„]+))/gu;

const partsOf = (text: string): Part[] =>
  [...text.matchAll(PART)].map(([, minus, quoted, bare]) => ({
    minus: minus === '-',
    quoted: quoted !== undefined,
    text: quoted ?? bare ?? '',
  }));

const dayOf = (operator: string, text: string): number => {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 2026-02-30 is no day, though it can be read as one.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
    return refuse(said`${operator}: needs a day such as 2026-01-31`);
  return at;
};

const traitOf = (operator: string, value: string): Trait | undefined => {
  const text = value.toLowerCase();
  switch (operator) {
    case 'author': {
      const [name = '', origin = '', ...rest] = text.replace(/^@/, '').split('@');
      if (!MEMBER_NAME.test(name) || rest.length > 0 || (origin !== '' && !ORIGIN.test(origin)))
        refuse(said`author: needs a name such as ada or ada@greens.example`);
      return { kind: 'author', name, origin };
    }
    case 'in':
      if (!SLUG.test(text)) refuse(said`in: needs the short name of a board or plank, such as open-elections`);
      return { kind: 'in', slug: text };
    case 'from':
      if (!ORIGIN.test(text)) refuse(said`from: needs an instance such as greens.example`);
      return { kind: 'from', origin: text };
    default:
      return undefined;
  }
};

const termOf = ({ text, quoted }: Part): Term | undefined => {
  const found = wordsIn(text);
  const words = found.map(({ folded }) => folded);
  const written = found.map(({ from, to }) => text.slice(from, to)).join(' ');
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const prefix = !quoted && text.endsWith('*');
  if (prefix && last.length < PREFIX_LENGTH) refuse(said`write at least ${PREFIX_LENGTH} letters before a *`);
  return { words, written, prefix };
};

/** @throws Refusal `invalid` on the field `q` */
export const parseQuery = (text: string): SearchQuery => {
  if (text.length > QUERY_LENGTH) refuse(said`at most ${QUERY_LENGTH} characters`);
  const terms: Term[] = [];
  const not: Term[] = [];
  const traits: Trait[] = [];
  const notTraits: Trait[] = [];
  let since: number | undefined;
  let until: number | undefined;
  let parts = 0;
  for (const part of partsOf(text)) {
    const [, operator = '', value = ''] = (!part.quoted && /^([A-Za-z]+):(.+)$/su.exec(part.text)) || [];
    const name = operator.toLowerCase();
    if (name === 'before' || name === 'after') {
      if (part.minus) refuse(said`${name}: cannot be excluded`);
      const at = dayOf(name, value);
      if (name === 'after') since = Math.max(since ?? at, at);
      else until = Math.min(until ?? at, at);
      continue;
    }
    const trait = traitOf(name, value);
    if (trait) (part.minus ? notTraits : traits).push(trait);
    const term = trait ? undefined : termOf(part);
    if (term) (part.minus ? not : terms).push(term);
    parts += trait ? 1 : (term?.words.length ?? 0);
  }
  if (parts > QUERY_PARTS) refuse(said`at most ${QUERY_PARTS} words`);
  if (terms.length + traits.length === 0)
    refuse(
      said`name at least one word to look for, or an author:, in: or from:; exclusions and days alone are not enough`,
    );
  return { terms, not, traits, notTraits, since, until };
};
