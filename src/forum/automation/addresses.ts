// Addresses in a text, with and without a scheme, as browsers take them.
import { domainToASCII } from 'node:url';
import { plainLetters, withoutUnseen } from './read-words.ts';

/** What stands around an address. */
const AROUND = /[\s<>()[\]{}"'`|*\\,;!]+/u;
/** A dot with something behind it: every address has one, and few sentences. Browsers take the other three for dots, too. */
const INSIDE = /(?:[.\u3002\uff0e\uff61]|%2e)[^.\s]/i;
const SCHEME = /(?:^|:)\/\//;
const BEFORE = /^[^\p{L}\p{N}%]+/u;
const HOST = /[\p{L}\p{N}\p{M}\-_.\u3002\uff0e\uff61%]+/gu;
const EDGES = /^[-_.]+|[-_.]+$/g;
/** An IPv6 address, behind who asks. */
const SIXTH = /\/\/(?:[^\s/?#@]*@)?\[([0-9a-f:.]{2,45})\](?::\d*)?([/?#][^\s<>"'`]*)?/gi;
const MOST = 253;

export type Address = {
  /** In ASCII, lower case; of IPv6 with its brackets. */
  readonly host: string;
  /** What follows the host as it is written: path, query, fragment. */
  readonly rest: string;
};

const hostOf = (text: string): string =>
  (domainToASCII(text) || text.normalize('NFKC').toLowerCase()).replace(EDGES, '');

/** Of one address behind its scheme, or of anything that may be one. */
const inPiece = (piece: string, found: Address[]): void => {
  const begun = piece.replace(BEFORE, '');
  const slash = begun.search(/[/?#]/);
  const authority = slash === -1 ? begun : begun.slice(0, slash);
  const rest = slash === -1 ? '' : begun.slice(slash);
  for (const [written] of authority.slice(authority.lastIndexOf('@') + 1).matchAll(HOST)) {
    if (written.length > MOST || !INSIDE.test(written)) continue;
    const host = hostOf(written.replace(EDGES, ''));
    if (host.includes('.', 1)) found.push({ host, rest });
  }
};

export const addressesIn = (text: string): Address[] => {
  const seen = plainLetters(withoutUnseen(text));
  const found: Address[] = [];
  for (const [, host = '', rest = ''] of seen.includes('//[') || seen.includes('@[') ? seen.matchAll(SIXTH) : [])
    if (URL.canParse(`http://[${host}]`)) found.push({ host: new URL(`http://[${host}]`).hostname, rest });
  if (!INSIDE.test(seen)) return found;
  for (const token of seen.split(AROUND)) {
    if (!INSIDE.test(token)) continue;
    for (const piece of token.split(SCHEME)) inPiece(piece, found);
  }
  return found;
};

/** `a/offer?x` of `//a/%6Fffer/../offer?X`: as most servers take it, and in lower case. */
export const pathOf = ({ rest }: Pick<Address, 'rest'>): string => {
  if (!URL.canParse(`http://h${rest}`)) return rest.toLowerCase();
  const { pathname, search, hash } = new URL(`http://h${rest}`);
  const path = `${pathname}${search}${hash}`;
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // Not UTF-8: as it is written.
  }
  return decoded
    .replaceAll(/\/{2,}/g, '/')
    .replace(/^\//, '')
    .toLowerCase();
};
