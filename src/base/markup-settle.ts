// Settles HTML that reads, tag for tag, as our renderer writes it: each tag one of a closed list, each closed where it was
// opened, each address harmless as it stands. Whatever else there is goes to the sanitiser, which answers the same for what
// is settled here (tests/base/markup-settle.test.ts) and costs more than all the rest of rendering (bench/README.md).

const plain = ['p', 'blockquote', 'ul', 'ol', 'li', 'pre', 'h3', 'h4', 'h5', 'h6', 'em', 'strong', 's', 'code'];
const tables = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
const opening = new Set([...plain, ...tables]);
/** What the sanitiser makes of them. */
const voids: Readonly<Record<string, string>> = { br: '<br />', hr: '<hr />' };

const LINK = /^a href="([\w:/?#@!$'()*+,;=.~%-]+)"$/;
const LIST = /^ol start="[0-9]+"$/;
/** Attributes that the sanitiser takes away. */
const DROPPED = /^(?:(th|td) style="text-align:(?:left|right|center)"|(code) class="[\w+#.-]+")$/;
/** Nothing that needs a second look; the sanitiser writes a quotation mark as it is. */
const ENTITY = /&(?!(?:amp|lt|gt|quot);)/;
/** Well below the sanitiser's limit. */
const DEPTH = 48;

/**
 * @param linkTo the opening tag of a link to this address; undefined when it may not stand as it is
 * @returns undefined for what the sanitiser must look at
 */
export const settleMarkup = (html: string, linkTo: (href: string) => string | undefined): string | undefined => {
  if (ENTITY.test(html)) return undefined;
  const open: string[] = [];
  const pieces = html.split('<');
  let settled = pieces[0] ?? '';
  if (settled.includes('>')) return undefined;
  for (let index = 1; index < pieces.length; index++) {
    const piece = pieces[index] ?? '';
    const end = piece.indexOf('>');
    if (end < 0 || piece.indexOf('>', end + 1) >= 0) return undefined;
    const tag = piece.slice(0, end);
    const text = piece.slice(end + 1);
    if (tag.startsWith('/')) {
      if (open.pop() !== tag.slice(1)) return undefined;
      settled += `</${tag.slice(1)}>${text}`;
      continue;
    }
    if (opening.has(tag) || LIST.test(tag)) {
      open.push(tag.startsWith('ol') ? 'ol' : tag);
      settled += `<${tag}>${text}`;
    } else if (voids[tag] !== undefined) settled += voids[tag] + text;
    else {
      const [, href] = LINK.exec(tag) ?? [];
      const [, cell, code] = DROPPED.exec(tag) ?? [];
      const name = href === undefined ? (cell ?? code) : 'a';
      const written = href === undefined ? name && `<${name}>` : linkTo(href);
      if (name === undefined || written === undefined) return undefined;
      open.push(name);
      settled += written + text;
    }
    if (open.length > DEPTH) return undefined;
  }
  if (open.length > 0) return undefined;
  return settled.includes('&quot;') ? settled.replaceAll('&quot;', '"') : settled;
};
