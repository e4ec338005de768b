// Reads JSON as I-JSON (RFC 7493): everybody who reads the same bytes must understand the same, so what parsers are free
// to read differently is refused. JSON.parse does the work; one scan over the text sees what it would hide.

/** The deepest nesting of objects and arrays that is read. */
const DEPTH = 32;

export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

export type StrictJsonOptions = {
  /** Lets U+0000 stand in strings, for frames that carry other people's bytes (default: refused). */
  readonly allowNul?: boolean;
};

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where the string that opens at `start` closes; the end of the text when it does not. */
const endOfString = (text: string, start: number): number => {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
};

/** Counts the members that the text writes down, duplicates included, and stops where it nests too deep. */
const countMembers = (text: string): number => {
  let members = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COLON:
        members += 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1;
        if (depth > DEPTH) throw new StrictJsonError(`nested deeper than ${DEPTH} levels`);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1;
        break;
    }
  }
  return members;
};

const checkString = (text: string, allowNul: boolean): void => {
  if (!text.isWellFormed()) throw new StrictJsonError('a lone surrogate in a string');
  if (!allowNul && text.includes('\0')) throw new StrictJsonError('U+0000 in a string');
};

/** Counts the members that survived parsing; `strings` looks at every string and key as well. */
const countKept = (value: unknown, strings: ((text: string) => void) | undefined): number => {
  if (typeof value === 'string') strings?.(value);
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += countKept(item, strings);
    return members;
  }
  // JSON.parse makes `__proto__` a member like any other, so what is read here is always the object's own.
  for (const key in value) {
    strings?.(key);
    members += 1 + countKept((value as Record<string, unknown>)[key], strings);
  }
  return members;
};

/**
 * @returns what JSON.parse makes of `text`: plain values, in which `__proto__` is a member like any other
 * @throws StrictJsonError when it is no JSON, names a member twice, nests deeper than 32 levels, or holds a lone
 *   surrogate or U+0000 (RFC 7493, sections 2.1 and 2.3; protocol.md, Three classes of fault)
 */
export const parseStrictJson = (text: string, { allowNul = false }: StrictJsonOptions = {}): unknown => {
  const written = countMembers(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StrictJsonError('not JSON', { cause });
  }
  if (!text.isWellFormed()) throw new StrictJsonError('a lone surrogate in a string');
  // In a well-formed text only an escape can put either of them into a string.
  const strings = text.includes('\\u') ? (string: string) => checkString(string, allowNul) : undefined;
  if (countKept(value, strings) !== written) throw new StrictJsonError('an object names a member twice');
  return value;
};
