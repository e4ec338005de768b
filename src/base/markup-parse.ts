// Markdown → tokens: CommonMark with tables, strikethrough and bare addresses as links, without raw HTML and without
// images; mentions found. Rendering is markup.ts.
import { createRequire } from 'node:module';
import type { MarkdownIt, StateCore, Token } from 'markdown-it';
import { limitTables } from './markup-table.ts';
import { ORIGIN } from './names.ts';

export type Mention = {
  readonly name: string;
  /** As written, in lower case; absent in a bare `@name`. */
  readonly host?: string;
};

/** Where a link may lead. No relative ones: what they mean would differ from instance to instance. */
export const WEB_ADDRESS = /^(?:https?:\/\/[^/\\]|mailto:[^/\\])/i;
const MAX_ADDRESS = 20_000;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const HOST = `${LABEL}(?:\\.${LABEL}){0,9}(?::[1-9][0-9]{0,4})?(?:~[A-Za-z0-9-]{1,32})?`;
/** Letters are spelled out: with the flags `iu`, [a-z] would take U+212A and U+017F too. */
const MENTION = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}_@/.+%=&#$-])@([A-Za-z0-9_]{2,32})(?:@(${HOST})(?!\\.[\\p{L}\\p{N}]))?(?![\\p{L}\\p{N}\\p{M}_@/])`,
  'gu',
);
const BEFORE_MENTION = /[\p{L}\p{N}\p{M}_@/.+%=&#$-]$/u;

const mentionOf = (name: string, host: string | undefined): Mention | undefined => {
  const lower = host?.toLowerCase();
  if (lower === undefined) return { name: name.toLowerCase() };
  return ORIGIN.test(lower) ? { name: name.toLowerCase(), host: lower } : undefined;
};

const textToken = (state: StateCore, content: string, level: number): Token => {
  const token = new state.Token('text', '', 0);
  token.content = content;
  token.level = level;
  return token;
};

/** Splits a text at its mentions; `before` is what stands in front of it. */
const splitMentions = (state: StateCore, token: Token, before: string, out: Token[]): void => {
  const { content, level } = token;
  let done = 0;
  for (const match of content.matchAll(MENTION)) {
    const mention = mentionOf(match[1] ?? '', match[2]);
    if (!mention || (match.index === 0 && BEFORE_MENTION.test(before))) continue;
    if (match.index > done) out.push(textToken(state, content.slice(done, match.index), level));
    const found = new state.Token('mention', 'a', 0);
    found.meta = mention;
    found.content = match[0];
    found.level = level;
    out.push(found);
    done = match.index + match[0].length;
  }
  if (done < content.length) out.push(done === 0 ? token : textToken(state, content.slice(done), level));
};

/** A definition used many times could make a short post long: beyond this many characters links lose their address. */
const LINK_BUDGET = 400_000;

const refineInline = (state: StateCore, children: Token[], spent: number): { tokens: Token[]; spent: number } => {
  const tokens: Token[] = [];
  let sum = spent;
  let depth = 0;
  for (const [index, token] of children.entries()) {
    if (token.type === 'link_open') {
      depth++;
      for (const [, value] of token.attrs ?? []) sum += String(value).length;
      if (sum > LINK_BUDGET) token.attrs = null;
      const last = tokens.at(-1);
      const written = token.markup !== 'linkify' && token.markup !== 'autolink';
      if (written && last?.type === 'text' && last.content.endsWith('!')) last.content = last.content.slice(0, -1);
    }
    if (token.type === 'link_close') depth--;
    if (token.type === 'text' && depth === 0 && token.content.includes('@')) {
      const previous = children[index - 1];
      splitMentions(state, token, previous?.type.startsWith('text') ? previous.content : '', tokens);
    } else tokens.push(token);
  }
  return { tokens, spent: sum };
};

/** Posts stand below the titles of their page, so their headings begin at h3. */
const headings: Readonly<Record<string, string>> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6', h6: 'h6' };

/** Left-to-right and right-to-left override: they only serve to show something else than what is there. */
const OVERRIDES = /[\u202d\u202e]/g;

/** Loaded with the first text: an instance at rest does without. */
const createParser = (): MarkdownIt => {
  const Markdown = createRequire(import.meta.url)('markdown-it') as typeof MarkdownIt;
  const md = new Markdown({ html: false, linkify: true, typographer: false, breaks: false, maxNesting: 40 });
  // Images come as links: their rule is off, so `![alt](address)` is a link after an exclamation mark, which goes below.
  md.disable('image');
  limitTables(md, new Markdown());
  // A bare address stays under that limit even when each character takes nine (`%E2%82%AC`): one that was found and then
  // refused would be looked at again from each `://` inside it.
  md.linkify.set({ fuzzyLink: false, maxLength: 2000 }).add('//', null).add('ftp:', null);
  md.validateLink = (address) => address.length <= MAX_ADDRESS && WEB_ADDRESS.test(address);

  // A bare address shows the host that will be asked (`xn--…` where letters could deceive), and its path readable unless
  // something invisible hides in it.
  const { mdurl } = md.utils.lib;
  md.normalizeLinkText = (address) => {
    const encoded = md.normalizeLink(address);
    const readable = mdurl.decode(encoded, `${mdurl.decode.defaultChars}%`);
    return /[\p{C}\p{Z}\p{M}]/u.test(readable) ? encoded : readable;
  };
  md.core.ruler.after('linkify', 'koinon', (state) => {
    let spent = 0;
    for (const token of state.tokens) {
      if (token.type === 'heading_open' || token.type === 'heading_close') token.tag = headings[token.tag] ?? token.tag;
      if (token.type !== 'inline' || !token.children) continue;
      const refined = refineInline(state, token.children, spent);
      token.children = refined.tokens;
      spent = refined.spent;
    }
  });
  return md;
};

let made: MarkdownIt | undefined;
export const parser = (): MarkdownIt => {
  made ??= createParser();
  return made;
};

export const parseMarkup = (markdown: string, env: Record<string, unknown> = {}): Token[] =>
  parser().parse(markdown.replace(OVERRIDES, ''), env);
