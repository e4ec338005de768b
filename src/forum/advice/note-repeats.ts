// Whether a note says again what it is about: advice that is meant to keep words from spreading must not carry them. Pure.

const RUN = 4;
const DIGITS = 5;

const wordsIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
const digitsIn = (text: string): string[] =>
  (text.normalize('NFKC').match(/\p{N}[\p{N}\s().+/-]*/gu) ?? [])
    .map((run) => run.replace(/\P{N}/gu, ''))
    .filter((run) => run.length >= DIGITS);
/** Addresses of mail, pages and accounts. */
const addressesIn = (text: string): string[] =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[^\s<>"'()[\]]+/gu) ?? []
  )
    .map((token) => token.replace(/^(https?:\/\/)|[.,;:!?]+$/g, ''))
    .filter((token) => token.length >= DIGITS && /[@/]|\w\.\w/.test(token));

/** Four words in a row, the whole of a shorter text, an address, or a number of five digits or more. */
export const repeats = (note: string, text: string): boolean => {
  const said = ` ${wordsIn(note).join(' ')} `;
  const words = wordsIn(text);
  if (words.length > 0 && words.length < RUN) {
    if (said.includes(` ${words.join(' ')} `)) return true;
  } else {
    for (let from = 0; from + RUN <= words.length; from++)
      if (said.includes(` ${words.slice(from, from + RUN).join(' ')} `)) return true;
  }
  const lower = note.normalize('NFKC').toLowerCase();
  if (addressesIn(text).some((address) => lower.includes(address))) return true;
  const numbers = digitsIn(note);
  return digitsIn(text).some((one) => numbers.some((other) => other.includes(one) || one.includes(other)));
};
