// Markdown → safe HTML. What posts may contain is decided here, once, for all pages, feeds and answers.
import sanitize from 'sanitize-html';
import { type Mention, parseMarkup, parser, WEB_ADDRESS } from './markup-parse.ts';

export type Home = {
  /** The instance that shows the text. */
  readonly origin: string;
  /** The instance on which it was written, if another: there a bare `@name` means one of its own members. */
  readonly from?: string;
};

export const REL = 'nofollow ugc noopener';
const MEMBER_PAGE = /^\/members\/[a-z0-9_]{2,32}(?:@[a-z0-9.:~-]{1,255})?$/;

parser.renderer.rules.mention = (tokens, index, _options, env) => {
  const mention = tokens[index]?.meta as Mention;
  const { origin, from } = (env as { home: Home }).home;
  const host = mention.host ?? from ?? origin;
  // Shown by where it leads, never by how it was written.
  const handle = host === origin ? mention.name : `${mention.name}@${host}`;
  return `<a href="/members/${handle}">@${handle}</a>`;
};

/** The last word on links: to a member's page here, or out with our rel; anything else loses its address. */
const settleLink = (_tag: string, { href = '', title }: sanitize.Attributes): sanitize.Tag => {
  if (MEMBER_PAGE.test(href)) return { tagName: 'a', attribs: { href, class: 'mention' } };
  if (!WEB_ADDRESS.test(href)) return { tagName: 'a', attribs: {} };
  return { tagName: 'a', attribs: title ? { href, title, rel: REL } : { href, rel: REL } };
};

const blocks = ['p', 'blockquote', 'ul', 'ol', 'li', 'pre', 'hr', 'h3', 'h4', 'h5', 'h6'];
const tables = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
const allowed: sanitize.IOptions = {
  allowedTags: [...blocks, ...tables, 'a', 'em', 'strong', 's', 'code', 'br'],
  allowedAttributes: { a: ['href', 'title', 'rel', 'class'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: 64,
  transformTags: { a: settleLink },
};

/** Never throws. Answers HTML that is safe to show as it is (docs/decisions/markdown-only.md). */
export const renderMarkup = (markdown: string, home: Home): string => {
  const env = { home };
  return sanitize(parser.renderer.render(parseMarkup(markdown, env), parser.options, env), allowed);
};

/** Members named in the text, each once, at most 50. Not in quotes: there somebody else named them before. */
export const mentionsIn = (markdown: string): Mention[] => {
  if (!markdown.includes('@')) return [];
  const found = new Map<string, Mention>();
  let quotes = 0;
  for (const token of parseMarkup(markdown)) {
    if (token.type === 'blockquote_open') quotes++;
    if (token.type === 'blockquote_close') quotes--;
    if (quotes > 0) continue;
    for (const child of token.children ?? []) {
      if (child.type !== 'mention') continue;
      const mention = child.meta as Mention;
      found.set(`${mention.name}@${mention.host ?? ''}`, mention);
      if (found.size === 50) return [...found.values()];
    }
  }
  return [...found.values()];
};

/** What the text says, on one line, without markup and quotes. Not HTML: escape it. */
export const plainText = (markdown: string): string => {
  const pieces: string[] = [];
  let quotes = 0;
  for (const token of parseMarkup(markdown)) {
    if (token.type === 'blockquote_open') quotes++;
    if (token.type === 'blockquote_close') quotes--;
    if (quotes > 0) continue;
    if (token.type === 'fence' || token.type === 'code_block') pieces.push(token.content);
    for (const child of token.children ?? []) pieces.push(child.type.endsWith('break') ? ' ' : child.content);
    pieces.push(' ');
  }
  return pieces.join('').replaceAll(/\s+/g, ' ').trim();
};

/** The beginning as plain text (not HTML: escape it), without quotes, at most `length` UTF-16 code units, cut between words. */
export const excerptOf = (markdown: string, length: number): string => {
  // Markup takes room too; what lies far beyond the excerpt need not be parsed.
  const text = plainText(markdown.slice(0, length * 8 + 1000));
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
};
