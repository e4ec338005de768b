// Words of a text as search compares them: without case and accents.

/** Letters and digits, with the marks that belong to them. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const MARKS = /\p{M}+/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
const ASCII = /^[\u0000-\u007f]*$/;

const PLAIN = /[a-z0-9]+/g;

/** `Résumé` and `resume` are the same word. */
export const foldWord = (word: string): string =>
  ASCII.test(word)
    ? word.toLowerCase()
    : word
        .normalize('NFKD')
        .replace(MARKS, '')
        .toLowerCase()
        .replaceAll('ς', 'σ')
        .replace(/[^\p{L}\p{N}]+/gu, '');

export type Word = { readonly folded: string; readonly from: number; readonly to: number };

/** As {@link wordsIn} folds them, where only that is asked for: most texts are ASCII, and read five times as fast. */
export const foldedWordsIn = (text: string): readonly string[] =>
  ASCII.test(text) ? (text.toLowerCase().match(PLAIN) ?? []) : wordsIn(text).map(({ folded }) => folded);

/** In their order; `from` and `to` are UTF-16 code units of the text. */
export const wordsIn = (text: string): Word[] => {
  const words: Word[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const folded = foldWord(word);
    if (folded !== '') words.push({ folded, from: index, to: index + word.length });
  }
  return words;
};
