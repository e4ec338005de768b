// Whether a text may have anything that filters look for: one pass over its characters that makes nothing, for nearly every post.
import { readWords } from './read-words.ts';

/** Hashes of what filters begin with. */
export type Begins = {
  /** By the last bits of a hash: 1 where there may be one. */
  readonly first: Uint8Array;
  /** The first word of each phrase. */
  readonly words: ReadonlySet<number>;
  /** What each host has before its first dot or hyphen. */
  readonly hosts: ReadonlySet<number>;
  /** Hosts that an address may be written for with other characters (`0x7f.1` is 127.0.0.1): all addresses must be read. */
  readonly anyHost: boolean;
};

export type Glance = {
  readonly words: boolean;
  readonly links: boolean;
  /** Marks inside of words, escapes, encoded letters: what is read is not what is written. */
  readonly marked: boolean;
};

/** Of one more character of a word. */
const hashOn = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;
const hashOf = (word: string): number => {
  let hash = 0;
  for (let index = 0; index < word.length; index++) hash = hashOn(hash, word.charCodeAt(index));
  return hash;
};

const [LETTER, SPACE, MARK, ESCAPE, ODD] = [1, 2, 3, 4, 5];
/** By character code, of ASCII. */
const kinds = new Uint8Array(128);
const MASK = 4_095;
for (const code of [9, 10, 11, 12, 13, 32]) kinds[code] = SPACE;
for (let code = 0; code < 128; code++) if (/[a-z0-9]/.test(String.fromCharCode(code))) kinds[code] = LETTER;
for (const mark of '*~`[])') kinds[mark.charCodeAt(0)] = MARK;
for (const begin of '\\&') kinds[begin.charCodeAt(0)] = ESCAPE;
kinds['%'.charCodeAt(0)] = ODD;
const [DOT, CLOSING] = [46, 41];
/** What browsers take for a dot, too. */
const FULL_STOPS: ReadonlySet<number> = new Set([0x3002, 0xff0e, 0xff61]);

/** `%63`: in the text of a link it is a c. */
const ENCODED = /^%[0-9a-f]{2}$/;

/** A network address, or not ASCII. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
const UNUSUAL = /\.\d+$|\]$|[^\u0000-\u007f]/;

/** @param phrases as filters keep them @param hosts in ASCII */
export const beginsOf = (phrases: Iterable<string>, hosts: Iterable<string>): Begins => {
  const all = [...hosts];
  const words = new Set([...phrases].map((phrase) => hashOf(phrase.split(' ')[0] as string)));
  const begun = new Set(all.map((host) => hashOf(/[a-z0-9]+/.exec(host)?.[0] ?? '')));
  const first = new Uint8Array(MASK + 1);
  for (const hash of [...words, ...begun]) first[hash & MASK] = 1;
  return { first, words, hosts: begun, anyHost: all.some((host) => UNUSUAL.test(host)) };
};

const kindAt = (text: string, index: number): number => {
  const code = index < text.length ? text.charCodeAt(index) : 10;
  return code < 128 ? (kinds[code] as number) : LETTER;
};
/** A dot with something behind it: every address has one, and few sentences. */
const insideBegins = (text: string, dot: number): boolean =>
  kindAt(text, dot + 1) !== SPACE && text.charCodeAt(dot + 1) !== DOT;
/** `&amp;`, `&#46;`, `\.`; not ` & `. */
const escapeBegins = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 92 ? kindAt(text, at + 1) !== SPACE : /^&[#a-z]/.test(text.slice(at, at + 2));

/** Never says no to what is there; says yes a little too often. Linear. */
export const glance = (text: string, begins: Begins): Glance => {
  const { first, words: phrases, hosts, anyHost } = begins;
  const read = text.toLowerCase();
  const { length } = read;
  let words = false;
  let links = false;
  let marked = false;
  // Words that are not ASCII, to be folded.
  let others = '';
  // Of what stands between two spaces: a dot inside, what may stand for other characters, what a host begins with.
  let dotted = false;
  let odd = false;
  let begun = false;
  // A mark stands right behind a word.
  let joined = false;
  for (let index = 0; index <= length; index++) {
    let code = index < length ? read.charCodeAt(index) : 10;
    let kind = code < 128 ? (kinds[code] as number) : LETTER;
    if (kind === LETTER) {
      // A word: letters, digits, and whatever is not ASCII.
      if (joined) marked = true;
      const from = index;
      let hash = 0;
      let foreign = false;
      do {
        hash = hashOn(hash, code);
        if (code > 127) {
          foreign = odd = true;
          if (FULL_STOPS.has(code)) dotted = true;
        }
        index++;
        code = index < length ? read.charCodeAt(index) : 10;
        kind = code < 128 ? (kinds[code] as number) : LETTER;
      } while (kind === LETTER);
      if (foreign) others += ` ${text.slice(from, index)}`;
      else if (first[hash & MASK] === 1) {
        words ||= phrases.has(hash);
        begun ||= hosts.has(hash);
      }
      joined = kind === MARK;
    } else if (kind !== MARK && code !== DOT) joined = false;
    else if (code === CLOSING) joined = true;
    if (kind === SPACE) {
      if (anyHost || (dotted && (begun || odd))) links = true;
      dotted = false;
      odd = false;
      begun = false;
    } else if (code === DOT) dotted ||= insideBegins(read, index);
    else if (kind === ODD) {
      dotted = odd = true;
      // Shown as what it stands for where it is in an address.
      marked ||= ENCODED.test(read.slice(index, index + 3));
    } else if (kind === ESCAPE) marked ||= escapeBegins(read, index);
  }
  if (!words && others !== '' && phrases.size > 0)
    words = readWords(length === text.length ? others : text).some((word) => phrases.has(hashOf(word)));
  return { words, links, marked };
};
