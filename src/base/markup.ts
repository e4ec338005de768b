// Markdown → safe HTML. What posts may contain is decided here, once, for all pages, feeds and answers.
import type { MarkdownIt, Token } from 'markdown-it';
import { type Mention, parseMarkup, parser } from './markup-parse.ts';
import { linkAttributes, settleHtml } from './markup-settle.ts';

export type Home = {
  /** The instance that shows the text. */
  readonly origin: string;
  /** The instance on which it was written, if another: there a bare `@name` means one of its own members. */
  readonly from?: string;
};

const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text;
const escapeAttribute = (value: string): string => escapeText(value).replaceAll('"', '&quot;');
const contentOf = (tokens: Token[], index: number): string => escapeText(tokens[index]?.content ?? '');

// All this in the form that the sanitiser writes, so that it finds nothing to change in most posts (markup-settle.ts).
const createRenderer = (): MarkdownIt => {
  const md = parser();
  md.set({ xhtmlOut: true });
  const { rules } = md.renderer;
  rules.text = contentOf;
  rules.code_inline = (tokens, index) => `<code>${contentOf(tokens, index)}</code>`;
  rules.code_block = (tokens, index) => `<pre><code>${contentOf(tokens, index)}</code></pre>\n`;
  rules.fence = rules.code_block;
  rules.link_open = (tokens, index) => {
    const token = tokens[index];
    const attribute = (name: string): string => String(token?.attrGet(name) ?? '');
    const link = linkAttributes(attribute('href'), attribute('title'));
    return `<a${Object.entries(link)
      .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
      .join('')}>`;
  };
  rules.mention = (tokens, index, _options, env) => {
    const mention = tokens[index]?.meta as Mention;
    const { origin, from } = (env as { home: Home }).home;
    const host = mention.host ?? from ?? origin;
    // Shown by where it leads, never by how it was written.
    const handle = host === origin ? mention.name : `${mention.name}@${host}`;
    return `<a href="/members/${handle}" class="mention">@${handle}</a>`;
  };
  return md;
};

/** Members named in the text, each once, at most 50. Not in quotes: there somebody else named them before. */
const gatherMentions = (tokens: readonly Token[]): Mention[] => {
  const found = new Map<string, Mention>();
  let quotes = 0;
  for (const token of tokens) {
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

const countLinks = (tokens: readonly Token[]): number => {
  let made = 0;
  for (const token of tokens) for (const child of token.children ?? []) if (child.type === 'link_open') made++;
  return made;
};

/** What is asked of a text besides its HTML. */
type Asked = { readonly mentions: readonly Mention[]; readonly links: number };
const askedOf = (tokens: readonly Token[]): Asked => ({ mentions: gatherMentions(tokens), links: countLinks(tokens) });
/** Others name nobody, and have the links that are written out. */
const isAsked = (markdown: string): boolean => markdown.includes('@') || markdown.includes('[');

/** What is written is rendered, screened and told of within moments: what is asked of it is found in the same parse. */
const known = new Map<string, Asked>();
const KEPT = 200;
const KEPT_LENGTH = 5_000;

const keep = (markdown: string, asked: Asked): void => {
  if (markdown.length > KEPT_LENGTH || known.has(markdown)) return;
  const [oldest] = known.keys();
  if (known.size === KEPT && oldest !== undefined) known.delete(oldest);
  known.set(markdown, asked);
};
const asked = (markdown: string): Asked => known.get(markdown) ?? askedOf(parseMarkup(markdown));

let made: MarkdownIt | undefined;

/** What the renderer makes of it, before the last word. */
export const renderUnsettled = (markdown: string, home: Home): string => {
  const env = { home };
  made ??= createRenderer();
  const tokens = parseMarkup(markdown, env);
  if (isAsked(markdown)) keep(markdown, askedOf(tokens));
  return made.renderer.render(tokens, made.options, env);
};

/** Never throws. Answers HTML that is safe to show as it is (docs/decisions/markdown-only.md). */
export const renderMarkup = (markdown: string, home: Home): string => settleHtml(renderUnsettled(markdown, home));

/** Members named in the text, each once, at most 50, but not in quotes. */
export const mentionsIn = (markdown: string): readonly Mention[] =>
  markdown.includes('@') ? asked(markdown).mentions : [];

const LINK = /\b(?:https?:\/\/|www\.)/gi;

/** How many links readers get: written out, and by brackets, which may name one address many times or hide how it begins. */
export const linksIn = (markdown: string): number => {
  const written = markdown.match(LINK)?.length ?? 0;
  return markdown.includes('[') ? Math.max(written, asked(markdown).links) : written;
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

/** All that a text shows, quotes too, then the titles and addresses of links: to look for something in it. Not HTML. */
export const shownText = (markdown: string): string => {
  const pieces: string[] = [];
  const behind: string[] = [];
  for (const { content, children, type } of parseMarkup(markdown)) {
    if (type === 'fence' || type === 'code_block') pieces.push(content);
    for (const child of children ?? []) {
      pieces.push(child.type.endsWith('break') ? ' ' : child.content);
      for (const name of ['title', 'href', 'src']) {
        const value = child.attrGet(name);
        if (value !== null) behind.push(String(value));
      }
    }
    pieces.push('\n');
  }
  return `${pieces.join('')}${behind.join('\n')}`;
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
