// Whether a text has what filters look for: words in any case and with any accents, phrases, links. Linear in the length of the text,
// whatever the filters are; there are no expressions of users.
import { shownText } from '../../base/markup.ts';
import { addressesIn, pathOf } from './addresses.ts';
import { beginsOf, type Glance, glance } from './glance.ts';
import { readWords } from './read-words.ts';

export type FilterKind = 'words' | 'link';
export type Pattern = { readonly id: number; readonly kind: FilterKind; readonly pattern: string };

/** As a filter keeps it, and again when it is read; undefined: there is nothing to look for. */
export const foldPattern = (kind: FilterKind, pattern: string): string | undefined => {
  if (kind === 'words') return readWords(pattern).join(' ') || undefined;
  const [address] = addressesIn(/^\[[^\]]*\]/.test(pattern) ? `//${pattern}` : pattern);
  return address && `${address.host}/${pathOf(address)}`.replace(/\/+$/, '');
};

/** What readers and screen readers are given of a post. */
export type Shown = {
  /** Markdown. */
  readonly body: string;
  /** The title, and what stands for images: as written. Apart, for beside each other one may hide the other in markup. */
  readonly plain: readonly string[];
};
/** Ids of the filters that match what is shown, each once. */
export type Match = (shown: Shown) => readonly number[];

/** Made once, asked for every post. */
export const compileFilters = (patterns: readonly Pattern[]): Match => {
  /** By the first word. */
  const phrases = new Map<string, { id: number; words: readonly string[] }[]>();
  /** By the host. */
  const links = new Map<string, { id: number; path: string }[]>();
  for (const { id, kind, pattern } of patterns) {
    const folded = foldPattern(kind, pattern);
    if (folded === undefined) continue;
    if (kind === 'link') {
      const slash = folded.indexOf('/');
      const host = slash === -1 ? folded : folded.slice(0, slash);
      links.set(host, [...(links.get(host) ?? []), { id, path: slash === -1 ? '' : folded.slice(slash + 1) }]);
      continue;
    }
    const words = folded.split(' ');
    const first = words[0] ?? '';
    phrases.set(first, [...(phrases.get(first) ?? []), { id, words }]);
  }

  const begins = beginsOf(phrases.keys(), links.keys());

  const findWords = (text: string, found: Set<number>): void => {
    const words = readWords(text);
    for (let index = 0; index < words.length; index++) {
      const begun = phrases.get(words[index] as string);
      if (!begun) continue;
      for (const { id, words: sought } of begun)
        if (sought.every((word, offset) => words[index + offset] === word)) found.add(id);
    }
  };
  const findLinks = (text: string, found: Set<number>): void => {
    for (const address of addressesIn(text)) {
      const labels = address.host.split('.');
      for (let from = 0; from < labels.length; from += 1)
        for (const { id, path } of links.get(labels.slice(from).join('.')) ?? [])
          if (path === '' || pathOf(address).startsWith(path)) found.add(id);
    }
  };
  const find = (text: string, { words, links }: Glance, found: Set<number>): void => {
    if (words) findWords(text, found);
    if (links) findLinks(text, found);
  };

  return ({ body, plain }) => {
    const found = new Set<number>();
    for (const text of plain) if (text !== '') find(text, glance(text, begins), found);
    const may = glance(body, begins);
    if (may.marked) {
      const shown = shownText(body);
      find(shown, glance(shown, begins), found);
    } else find(body, may, found);
    return [...found];
  };
};
