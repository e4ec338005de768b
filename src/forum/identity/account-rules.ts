// What a name, a password and a profile may be. Lengths count characters as people do: code points.
import { invalid } from '../../base/errors.ts';
import { FORMER_NAME, MEMBER_NAME } from '../../base/names.ts';
import { said } from '../../base/said.ts';

export const accountLimits = { passwordMin: 10, passwordMax: 200, displayName: 60, bio: 2000, agent: 200 } as const;

/** Names that would pass for the instance, its staff or a word of the pages. An operator may hand them out. */
export const RESERVED: ReadonlySet<string> = new Set(
  `abuse account accounts admin administrator admins all anonymous api board boards bot charter coalition contact
   deleted erased everybody everyone federation guest help here info instance koinon login me member members mod
   moderation moderator moderators mods nobody null official operator operators owner peers plank planks postmaster
   register registration root security service staff steward stewards superuser support system team undefined unknown
   visitor webmaster`.split(/\s+/),
);

const length = (text: string): number => Array.from(text).length;

/** @throws Refusal `invalid` on `name` */
export const checkName = (name: string): string => {
  if (!MEMBER_NAME.test(name)) throw invalid('name', said`use 2 to 32 of the characters a-z, 0-9 and _.`);
  return name;
};

/** @throws Refusal `invalid` on `name`; its text tells reserved from malformed, not whether a member has it */
export const checkUnreserved = (name: string): void => {
  if (RESERVED.has(name) || FORMER_NAME.test(name)) throw invalid('name', said`this name is reserved.`);
};

/** @throws Refusal `invalid` on the field that held the password */
export const checkPassword = (password: string, name: string, field = 'password'): string => {
  const { passwordMin, passwordMax } = accountLimits;
  const count = length(password);
  if (count < passwordMin || count > passwordMax) {
    throw invalid(field, said`use ${passwordMin} to ${passwordMax} characters.`);
  }
  if (password.toLowerCase() === name) throw invalid(field, said`use something else than the name.`);
  return password;
};

// Lone surrogates and U+0000 have no place in I-JSON (protocol.md, faults of content) nor in PostgreSQL; bidirectional
// overrides would let one name turn around the text after it.
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
const NOT_IN_TEXT = /[\p{Cs}\u202A-\u202E\u2066-\u2069]|(?![\n\t])\p{Cc}/u;

/** @throws Refusal `invalid` on `field` */
export const checkLine = (field: string, line: string, max: number): string => {
  const text = line.trim().normalize('NFC');
  const count = length(text);
  if (count < 1 || count > max || NOT_IN_A_LINE.test(text)) {
    throw invalid(field, said`use 1 to ${max} characters on one line.`);
  }
  return text;
};

/** @throws Refusal `invalid` on `displayName` */
export const checkDisplayName = (displayName: string): string =>
  checkLine('displayName', displayName, accountLimits.displayName);

/** @throws Refusal `invalid` on `bio` */
export const checkBio = (bio: string): string => {
  const text = bio.replaceAll('\r\n', '\n').trim().normalize('NFC');
  if (length(text) > accountLimits.bio || NOT_IN_TEXT.test(text)) {
    throw invalid('bio', said`use up to ${accountLimits.bio} characters of plain text.`);
  }
  return text;
};

/** An answer, a reason, a note. @throws Refusal `invalid` on `field` */
export const checkText = (field: string, text: string, { min = 0, max }: { min?: number; max: number }): string => {
  const tidy = text.replaceAll('\r\n', '\n').trim().normalize('NFC');
  const count = length(tidy);
  if (count < min || count > max || NOT_IN_TEXT.test(tidy)) {
    throw invalid(
      field,
      min > 0 ? said`use ${min} to ${max} characters of plain text.` : said`use up to ${max} characters of plain text.`,
    );
  }
  return tidy;
};

/** What a browser calls itself, cut to what is shown in the list of sessions. */
export const tidyAgent = (agent: string): string => agent.slice(0, accountLimits.agent).replace(/[\p{Cc}\p{Cs}]/gu, '');
