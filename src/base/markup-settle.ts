// The last word on what a post may contain: only our tags, with our attributes, and links only where links may lead.
import { createRequire } from 'node:module';
import type sanitize from 'sanitize-html';
import { WEB_ADDRESS } from './markup-parse.ts';

export const REL = 'nofollow ugc noopener';
const MEMBER = '/members/[a-z0-9_]{2,32}(?:@[a-z0-9.:~-]{1,255})?';
const MEMBER_PAGE = new RegExp(`^${MEMBER}$`);

/** A link leads to a member's page here, or out with our rel; anything else loses its address. */
export const linkAttributes = (href: string, title = ''): Record<string, string> => {
  if (MEMBER_PAGE.test(href)) return { href, class: 'mention' };
  if (!WEB_ADDRESS.test(href)) return {};
  return title !== '' ? { href, title, rel: REL } : { href, rel: REL };
};

const phrases = ['em', 'strong', 's', 'code', 'a', 'br'];
const headings = ['h3', 'h4', 'h5', 'h6'];
const blocks = ['p', 'blockquote', 'ul', 'ol', 'pre', 'hr', 'table', ...headings];
const contents: Readonly<Record<string, readonly string[]>> = {
  p: phrases,
  blockquote: blocks,
  ul: ['li'],
  ol: ['li'],
  li: [...blocks, ...phrases],
  pre: ['code'],
  table: ['thead', 'tbody'],
  thead: ['tr'],
  tbody: ['tr'],
  tr: ['th', 'td'],
  th: phrases,
  td: phrases,
  em: phrases,
  strong: phrases,
  s: phrases,
  a: phrases,
  code: [],
  ...Object.fromEntries(headings.map((heading) => [heading, phrases])),
};

const allowed: sanitize.IOptions = {
  allowedTags: [...Object.keys(contents), 'br', 'hr'],
  allowedAttributes: { a: ['href', 'title', 'rel', 'class'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: 64,
  transformTags: {
    a: (_tag, { href = '', title }) => ({ tagName: 'a', attribs: linkAttributes(href, title) }),
  },
};

let library: typeof sanitize | undefined;

/** Keeps what is allowed of any HTML whatsoever. */
export const sanitizeHtml = (html: string): string => {
  // Most posts do well without it, and it is large: loaded when the first one needs it.
  library ??= createRequire(import.meta.url)('sanitize-html') as typeof sanitize;
  return library(html, allowed);
};

// Which character follows says all: no control characters, quotes, brackets, backslashes, and no letters but ASCII.
const ADDRESS = "(?:https?://(?!/)|mailto:(?!/))(?:[!#-%'-;=?-Z\\[\\]^_a-z{|}~]|&amp;)+";
/** Text, then one tag in the one form that the sanitiser writes, or the end. */
const PIECE = new RegExp(
  `[^<>]*(?:<(?:(/)?(${Object.keys(contents).join('|')})>|([bh]r) />|(ol) start="[0-9]{1,9}">` +
    `|(a) href="(?:${ADDRESS}" rel="${REL}|${MEMBER}" class="mention)">)|$)`,
  'y',
);
const OTHER_REFERENCE = /&(?!(?:amp|lt|gt);)/;
const DEEPEST = 50;

/**
 * Whether every tag, attribute, address and character reference of it stands where and as {@link sanitizeHtml} would write
 * it: then that would answer the same bytes. Reads all of it and trusts nobody; what it does not know, it refuses.
 */
export const isSettled = (html: string): boolean => {
  if (OTHER_REFERENCE.test(html)) return false;
  const open: string[] = [];
  let inside: readonly string[] = blocks;
  PIECE.lastIndex = 0;
  for (;;) {
    const piece = PIECE.exec(html);
    if (!piece) return false;
    const name = piece[2];
    if (piece[1] !== undefined) {
      if (open.pop() !== name) return false;
      inside = contents[open.at(-1) ?? ''] ?? blocks;
      continue;
    }
    const tag = name ?? piece[3] ?? piece[4] ?? piece[5];
    if (tag === undefined) return open.length === 0;
    if (!inside.includes(tag)) return false;
    if (piece[3] !== undefined) continue;
    if (open.push(tag) > DEEPEST) return false;
    inside = contents[tag] ?? [];
  }
};

/** The same as {@link sanitizeHtml}, sooner where there is nothing to do. */
export const settleHtml = (html: string): string => (isSettled(html) ? html : sanitizeHtml(html));
