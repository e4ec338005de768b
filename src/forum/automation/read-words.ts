// The words of a text as somebody who reads it takes them: without case, accents and what is not seen, look-alikes of other scripts
// inside of a Latin word as Latin. Filters compare these; search, which never hides anything, is less generous (base/words.ts).
import { createRequire } from 'node:module';
import { foldedWordsIn, wordsIn } from '../../base/words.ts';

/** Format characters, and letters of Hangul that show nothing. */
const UNSEEN = /[\p{Cf}\u115f\u1160\u3164\uffa0]+/gu;
/** Letters in circles, brackets and squares: symbols to Unicode. */
const ENCLOSED = /[\u2460-\u24ff\u{1f100}-\u{1f1ff}]+/gu;
const LATIN = /\p{Script=Latin}/u;
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;
/** What normalizing leaves alone. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ı: 'i', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ħ: 'h', ŧ: 't' },
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
const ASCII = /^[\u0000-\u007f]*$/;

let table: ((text: string) => string) | undefined;
/** The table of confusables is large: it is read with the first word that mixes scripts. */
const asLatin = (letters: string): string => {
  table ??= createRequire(import.meta.url)('unhomoglyph') as (text: string) => string;
  return table(letters);
};

/** @returns the text without characters that nobody sees */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');

/** Letters in circles and squares as such. */
export const plainLetters = (text: string): string => text.replace(ENCLOSED, (letters) => letters.normalize('NFKC'));

/** In their order. */
export const readWords = (text: string): readonly string[] => {
  if (ASCII.test(text)) return foldedWordsIn(text);
  const seen = plainLetters(withoutUnseen(text));
  return wordsIn(seen).flatMap(({ folded, from, to }) => {
    const written = seen.slice(from, to);
    const read = LATIN.test(written) && OTHER.test(written) ? foldedWordsIn(written.replace(OTHER, asLatin)) : [folded];
    return read.map((word) => word.replace(SPECIAL, (letter) => LETTERS[letter] as string));
  });
};
