// What a post says around the first hit, as plain text in parts: whoever shows it escapes it, and marks hits in its own way.
import { plainText } from '../../base/markup.ts';
import { foldWord, type Word, wordsIn } from '../../base/words.ts';
import type { Term } from '../../db/match-words.ts';

export type SnippetPart = { text: string; hit: boolean };

/** UTF-16 code units of a snippet, and of those before its first hit. */
const LENGTH = 240;
const BEFORE = 60;
/** Of the Markdown around the first hit, from which it is made: long posts need not be parsed as a whole. */
const SOURCE_BEFORE = 600;
const SOURCE_AFTER = 1_600;

const isHit = (word: string, wanted: string, prefix: boolean): boolean =>
  prefix ? word.startsWith(wanted) : word === wanted;

const FIRST = /[\p{L}\p{N}\p{M}]+/gu;

/** Where the first word stands that begins a term; 0 where none does. */
const firstHit = (text: string, terms: readonly Term[]): number => {
  const firsts = terms.map(({ words, prefix }) => ({ word: words[0] ?? '', prefix: prefix && words.length === 1 }));
  for (const { 0: word, index } of text.matchAll(FIRST)) {
    const folded = foldWord(word);
    if (firsts.some((first) => isHit(folded, first.word, first.prefix))) return index;
  }
  return 0;
};

const standsAt = (words: readonly Word[], from: number, { words: wanted, prefix }: Term): boolean =>
  wanted.every((one, step) => {
    const word = words[from + step];
    return word !== undefined && isHit(word.folded, one, prefix && step === wanted.length - 1);
  });

type Range = { from: number; to: number };

/** Hits in their order, none of which overlap. */
const hitsIn = (text: string, terms: readonly Term[]): Range[] => {
  const words = wordsIn(text);
  const hits: Range[] = [];
  for (const [index, word] of words.entries()) {
    const lengths = terms.filter((term) => standsAt(words, index, term)).map((term) => term.words.length);
    if (lengths.length === 0) continue;
    const to = words[index + Math.max(...lengths) - 1]?.to ?? word.to;
    const last = hits.at(-1);
    if (last && last.to > word.from) last.to = Math.max(last.to, to);
    else hits.push({ from: word.from, to });
  }
  return hits;
};

const sourceAround = (markdown: string, hit: number): string => {
  if (markdown.length <= SOURCE_BEFORE + SOURCE_AFTER) return markdown;
  const line = markdown.lastIndexOf('\n', Math.max(0, hit - SOURCE_BEFORE)) + 1;
  return markdown.slice(Math.max(line, hit - 2 * SOURCE_BEFORE), hit + SOURCE_AFTER).replace(/[\ud800-\udbff]$/, '');
};

/** Where a cut may be made near `at` without cutting a word. */
const wordEdge = (text: string, at: number): number => {
  const space = text.indexOf(' ', at);
  if (space !== -1 && space - at < 30) return space + 1;
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at;
};

/** Empty where there is nothing to say, such as in a post that quotes alone. */
export const snippetOf = (markdown: string, terms: readonly Term[]): SnippetPart[] => {
  const text = plainText(sourceAround(markdown, firstHit(markdown, terms)));
  const hits = hitsIn(text, terms);
  const first = hits[0]?.from ?? 0;
  const from = first <= BEFORE ? 0 : Math.min(first, wordEdge(text, first - BEFORE));
  const to = text.length - from <= LENGTH ? text.length : wordEdge(text, from + LENGTH);
  const parts: SnippetPart[] = [];
  const add = (piece: string, hit: boolean) => piece !== '' && parts.push({ text: piece, hit });
  let done = from;
  add(from > 0 ? '…' : '', false);
  for (const hit of hits) {
    if (hit.from >= to) break;
    add(text.slice(done, hit.from), false);
    add(text.slice(hit.from, Math.min(hit.to, to)), true);
    done = Math.min(hit.to, to);
  }
  add(`${text.slice(done, to).trimEnd()}${to < text.length ? '…' : ''}`, false);
  return parts;
};
