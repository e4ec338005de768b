// The log of what moderators did as an Atom feed (RFC 4287): as everybody may read it, without names and words.
import type { LogEntry } from '../forum/moderation/read-modlog.ts';
import { plain } from './atom.ts';

export type ModlogSite = { name: string; origin: string; publicUrl: string };

const until = ({ until: end, reviewAt, permanent }: LogEntry): string => {
  if (end !== null) return `until ${new Date(end).toISOString()}`;
  if (reviewAt !== null) return `to be reviewed ${new Date(reviewAt).toISOString()}`;
  return permanent ? 'for good' : '';
};

const ON: Readonly<Record<string, string>> = {
  post: 'a post',
  thread: 'a thread',
  place: 'a place',
  member: 'a member',
  remote: 'a member',
  peer: 'an instance',
  held: 'what was put aside',
  none: '',
};

const BASIS: Readonly<Record<string, string>> = {
  report: 'on a report',
  own: 'on own initiative',
  automatic: 'automatically',
  advisory: 'on advice',
  legal: 'on a legal order',
  appeal: 'on an appeal',
};

/** One line, in English: a feed has no reader whose language is known. */
export const sayEntry = (entry: LogEntry): string => {
  const { kind, on, host, scope, reason, rule, basis, by, target, toRole } = entry;
  const what = [kind, ON[on], host === null || on === 'place' ? '' : `of ${host}`]
    .filter((part) => part !== '')
    .join(' ');
  const where = scope === null ? '' : ` (${scope})`;
  const role = toRole === null ? '' : `, ${toRole} from then on`;
  const points = target === null ? '' : `, of action ${target}`;
  return `${what}${where}${role}${points}: ${reason}${rule === '' ? '' : `, ${rule}`}, ${until(entry)}, ${BASIS[basis] ?? basis}, by ${by}`;
};

const escaped = (text: string): string =>
  plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param entries the newest first; what names nobody */
export const modlogAtom = async (site: ModlogSite, feedPath: string, entries: readonly LogEntry[]): Promise<string> => {
  const { Feed } = await import('feed');
  const { publicUrl, name, origin } = site;
  const feed = new Feed({
    id: `${publicUrl}${feedPath}`,
    title: plain(`What moderators did · ${name}`),
    link: `${publicUrl}/modlog`,
    feedLinks: { atom: `${publicUrl}${feedPath}` },
    updated: new Date(entries[0]?.at ?? 0),
    generator: 'Koinon',
  });
  for (const entry of entries)
    feed.addItem({
      title: escaped(`${entry.number}: ${sayEntry(entry)}`),
      id: `tag:${origin.replace(/[:~].*$/, '')},2026:action/${entry.number}`,
      link: `${publicUrl}/modlog#${entry.number}`,
      date: new Date(entry.at),
      author: [{ name: entry.by }],
      content: `<p>${escaped(sayEntry(entry))}</p>`,
    });
  return feed.atom1();
};
