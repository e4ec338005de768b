// Any character of Unicode for generated texts: `fc.string({ unit: codePoint })`. The same texts come of a seed as of fast-check's
// own unit `binary`, which first spends a second of a core on a table of all characters.
import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10_ffff;

const indexOf = (text: unknown): number => {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (code === undefined || text !== String.fromCodePoint(code)) throw new TypeError('not one character');
  if (code < FIRST_SURROGATE) return code;
  if (code < FIRST_SURROGATE + SURROGATES) throw new TypeError('half a character');
  return code - SURROGATES;
};

export const codePoint: fc.Arbitrary<string> = fc
  .nat(LAST - SURROGATES)
  .map((index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES), indexOf);
