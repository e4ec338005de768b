// An Atom feed (RFC 4287) of posts, by the library `feed`, which is loaded with the first one that is asked for.

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

export type AtomPost = {
  name: string;
  /** Of its thread. */
  thread: string;
  threadTitle: string;
  /** Safe HTML. */
  html: string;
  author: { name: string; origin: string };
  at: string;
  editedAt: string | null;
};

export type AtomFeed = {
  title: string;
  /** Where people read the same, and where the feed is: paths. */
  path: string;
  feedPath: string;
  site: { name: string; origin: string; publicUrl: string };
  posts: readonly AtomPost[];
};

/** XML 1.0, 2.2: characters that no document may hold, however they are written. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** What an XML document may hold of it. */
export const plain = (text: string): string => text.replaceAll(FORBIDDEN, '\uFFFD');
/** Titles are read as HTML. */
const asHtml = (text: string): string =>
  plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** RFC 4151: the same for a post wherever it is read, and for ever. */
const tagOf = (name: string, home: string): string => {
  const [seq = '', origin = home] = name.split('@');
  return `tag:${origin.replace(/[:~].*$/, '')},2026:${seq}${origin.includes(':') ? `/${origin.replaceAll(/[^a-z0-9.-]/g, '-')}` : ''}`;
};

const HTML_PATH = /\b(href|src)="\//g;

export const atomOf = async ({ title, path, feedPath, site, posts }: AtomFeed): Promise<string> => {
  const { Feed } = await import('feed');
  const { publicUrl, origin } = site;
  const updated = posts.reduce((last, post) => {
    const at = post.editedAt ?? post.at;
    return at > last ? at : last;
  }, '1970-01-01T00:00:00.000Z');
  const feed = new Feed({
    id: `${publicUrl}${feedPath}`,
    title: plain(`${title} · ${site.name}`),
    link: `${publicUrl}${path}`,
    feedLinks: { atom: `${publicUrl}${feedPath}` },
    updated: new Date(updated),
    generator: 'Koinon',
  });
  for (const post of posts)
    feed.addItem({
      title: asHtml(post.threadTitle || 'A thread whose start is gone'),
      id: tagOf(post.name, origin),
      link: `${publicUrl}/threads/${encodeURIComponent(post.thread)}?post=${encodeURIComponent(post.name)}`,
      date: new Date(post.editedAt ?? post.at),
      published: new Date(post.at),
      author: [{ name: plain(`${post.author.name}@${post.author.origin}`) }],
      // A reader of feeds stands elsewhere: what leads to this instance says so.
      content: plain(post.html).replaceAll(HTML_PATH, `$1="${publicUrl}/`) || '<p></p>',
    });
  return feed.atom1();
};
