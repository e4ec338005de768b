// Whether a text has what filters look for: words in any case and with any accents, phrases, links. Linear in the length of the text,
// whatever the filters are; there are no expressions of users.
import { domainToASCII } from 'node:url';
import { foldedWordsIn } from '../../base/words.ts';

export type FilterKind = 'words' | 'link';
export type Pattern = { readonly id: number; readonly kind: FilterKind; readonly pattern: string };

/** Between the letters of a word, and not seen. */
const UNSEEN = /\p{Cf}+/gu;
/** A dot with something behind it: every address has one, and few sentences. */
const INSIDE = /\.[^.\s]/;
/** What stands around an address. */
const AROUND = /[\s<>()[\]{}"'`|*\\,;!]+/u;

const hostOf = (text: string): string => domainToASCII(text) || text.normalize('NFKC').toLowerCase();

/** `shop.example/offer` of `HTTPS://www.Shop.Example:443/offer`. Undefined: it is no address. */
const addressOf = (token: string): string | undefined => {
  const scheme = token.indexOf('//');
  const rest = scheme === -1 ? token : token.slice(scheme + 2);
  const slash = rest.search(/[/?#]/);
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1).split(':')[0] ?? '';
  const plain = host.replace(/[.]+$/, '');
  if (!plain.includes('.', 1) || plain.length > 253) return undefined;
  const folded = hostOf(plain);
  return slash === -1 ? folded : `${folded}${rest.slice(slash)}`;
};

/** Addresses in a text, with and without a scheme. */
export const addressesIn = (text: string): string[] => {
  const seen = text.replace(UNSEEN, '');
  const found: string[] = [];
  if (!INSIDE.test(seen)) return found;
  for (const token of seen.split(AROUND)) {
    const address = INSIDE.test(token) ? addressOf(token) : undefined;
    if (address !== undefined) found.push(address);
  }
  return found;
};

/** As a filter keeps it; undefined: there is nothing to look for. */
export const foldPattern = (kind: FilterKind, pattern: string): string | undefined => {
  if (kind === 'link') return addressesIn(pattern)[0]?.replace(/\/+$/, '');
  const words = foldedWordsIn(pattern.replace(UNSEEN, ''));
  return words.length > 0 ? words.join(' ') : undefined;
};

const linked = (address: string, pattern: string): boolean => {
  const [host = '', ...path] = pattern.split('/');
  const end = address.search(/[/?#]/);
  const there = end === -1 ? address : address.slice(0, end);
  if (there !== host && !there.endsWith(`.${host}`)) return false;
  return path.length === 0 || (end !== -1 && address.slice(end + 1).startsWith(path.join('/')));
};

const isSpace = (code: number): boolean => code === 32 || (code > 8 && code < 14);
/** Of one more character of a word, in lower case. */
const hashOn = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;
const hashOf = (word: string): number => {
  let hash = 0;
  for (let index = 0; index < word.length; index++) hash = hashOn(hash, word.charCodeAt(index));
  return hash;
};

type Glance = { readonly words: boolean; readonly links: boolean };
const BOTH: Glance = { words: true, links: true };

/**
 * Whether there may be anything in a text: a word that begins a phrase, or a dot inside of something. One pass that makes nothing,
 * for nearly every post; a text with anything but ASCII in it is always read.
 */
const glance = (text: string, begins: ReadonlySet<number>): Glance => {
  let [hash, length] = [0, 0];
  let [words, links] = [false, false];
  for (let index = 0; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : 10;
    if (code > 127) return BOTH;
    const lower = code > 64 && code < 91 ? code + 32 : code;
    if ((lower > 96 && lower < 123) || (code > 47 && code < 58)) {
      hash = hashOn(hash, lower);
      length++;
      continue;
    }
    if (length > 0 && begins.has(hash)) words = true;
    [hash, length] = [0, 0];
    if (code !== 46 || index + 1 >= text.length) continue;
    const next = text.charCodeAt(index + 1);
    if (next !== 46 && !isSpace(next)) links = true;
  }
  return { words, links };
};

/** Ids of the filters that match a text, each once. */
export type Match = (text: string) => readonly number[];

/** Made once, asked for every post. */
export const compileFilters = (patterns: readonly Pattern[]): Match => {
  /** By the first word. */
  const phrases = new Map<string, { id: number; words: readonly string[] }[]>();
  /** By the host. */
  const links = new Map<string, { id: number; pattern: string }[]>();
  for (const { id, kind, pattern } of patterns) {
    if (kind === 'link') {
      const host = pattern.split('/')[0] ?? '';
      links.set(host, [...(links.get(host) ?? []), { id, pattern }]);
      continue;
    }
    const words = pattern.split(' ');
    const first = words[0] ?? '';
    phrases.set(first, [...(phrases.get(first) ?? []), { id, words }]);
  }

  const begins = new Set([...phrases.keys()].map(hashOf));

  const findWords = (text: string, found: Set<number>): void => {
    const words = foldedWordsIn(text.replace(UNSEEN, ''));
    for (let index = 0; index < words.length; index++) {
      const begun = phrases.get(words[index] as string);
      if (!begun) continue;
      for (const { id, words: sought } of begun)
        if (sought.every((word, offset) => words[index + offset] === word)) found.add(id);
    }
  };
  const findLinks = (text: string, found: Set<number>): void => {
    for (const address of addressesIn(text)) {
      const end = address.search(/[/?#]/);
      const labels = (end === -1 ? address : address.slice(0, end)).split('.');
      for (let from = 0; from < labels.length; from += 1)
        for (const { id, pattern } of links.get(labels.slice(from).join('.')) ?? [])
          if (linked(address, pattern)) found.add(id);
    }
  };

  return (text) => {
    const found = new Set<number>();
    const may = glance(text, begins);
    if (may.words && phrases.size > 0) findWords(text, found);
    if (may.links && links.size > 0) findLinks(text, found);
    return [...found];
  };
};
