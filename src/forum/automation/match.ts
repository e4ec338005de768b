// Whether a text has what filters look for: words in any case and with any accents, phrases, links. Linear in the length of the text,
// whatever the filters are; there are no expressions of users.
import { domainToASCII } from 'node:url';
import { shownText } from '../../base/markup.ts';
import { foldedWordsIn } from '../../base/words.ts';
import { beginsOf, glance, withoutUnseen } from './glance.ts';

export type FilterKind = 'words' | 'link';
export type Pattern = { readonly id: number; readonly kind: FilterKind; readonly pattern: string };

/** A dot with something behind it, as browsers take dots: every address has one, and few sentences. */
const INSIDE = /[.\u3002\uff0e\uff61][^.\s]/;
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
  if (host.length > 253) return undefined;
  const folded = hostOf(host).replace(/\.+$/, '');
  if (!folded.includes('.', 1)) return undefined;
  return slash === -1 ? folded : `${folded}${rest.slice(slash)}`;
};

/** Addresses in a text, with and without a scheme. */
export const addressesIn = (text: string): string[] => {
  const seen = withoutUnseen(text);
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
  const words = foldedWordsIn(withoutUnseen(pattern));
  return words.length > 0 ? words.join(' ') : undefined;
};

const linked = (address: string, pattern: string): boolean => {
  const [host = '', ...path] = pattern.split('/');
  const end = address.search(/[/?#]/);
  const there = end === -1 ? address : address.slice(0, end);
  if (there !== host && !there.endsWith(`.${host}`)) return false;
  return path.length === 0 || (end !== -1 && address.slice(end + 1).startsWith(path.join('/')));
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

  const begins = beginsOf(phrases.keys(), links.keys());

  const findWords = (text: string, found: Set<number>): void => {
    const words = foldedWordsIn(withoutUnseen(text));
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

  const find = (text: string, found: Set<number>): boolean => {
    const may = glance(text, begins);
    if (may.words) findWords(text, found);
    if (may.links) findLinks(text, found);
    return may.marked;
  };

  return (text) => {
    const found = new Set<number>();
    if (find(text, found)) find(shownText(text), found);
    return [...found];
  };
};
