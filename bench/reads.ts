// Reading as a visitor: from memory, not at all (304), and from the database.
import { join } from 'node:path';
import { startChild } from './child.ts';
import { fillBoards, pathsIn } from './fill.ts';
import { fillMarks } from './fill-marks.ts';
import { newFolder, rmFolder } from './folder.ts';
import { prepareHouse, settings, signInAll } from './house.ts';
import { type Comparison, compare, type Length, shorten } from './measure.ts';
import { onSqlite, type Place } from './place.ts';
import { type Figure, ratioFigure } from './report.ts';
import type { Constants } from './servers/constant.ts';

const SIZE = { threads: 2_000, postsPerThread: 20 };
/** Different pages that are read in turn. */
const PAGES = 200;
const CONNECTIONS = 32;

const LENGTH: Length = { rounds: 7, amount: 12_000, warmUp: 12_000 };
const SHORTER: Length = { rounds: 7, amount: 6_000, warmUp: 6_000 };

type Headers = Record<string, string>;

const bodiesOf = (url: string, paths: readonly string[], headers: Headers = {}): Promise<[string, string, string][]> =>
  Promise.all(
    paths.map(async (path): Promise<[string, string, string]> => {
      const response = await fetch(url + path, { headers });
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
      return [path, await response.text(), response.headers.get('etag') ?? ''];
    }),
  );

type Kind = 'warm' | 'unchanged' | 'cold';

const compareReads = async (
  house: Record<string, string>,
  paths: readonly string[],
  kind: Kind,
  shorter: number,
): Promise<Comparison> => {
  const ours = await startChild('koinon', { ...house, ...(kind === 'cold' ? { READ_CACHE: '0' } : {}) });
  const bodies = await bodiesOf(ours.url, paths);
  const constants: Constants = { answers: bodies.map(([path, body]) => [path, body]) };
  const floor = await startChild('constant', constants);
  try {
    const asked = bodies.map(([path, , etag]) => ({
      path,
      ...(kind === 'unchanged' ? { headers: { 'if-none-match': etag } } : {}),
    }));
    return await compare(
      { child: ours, load: { requests: asked, connections: CONNECTIONS, expect: kind === 'unchanged' ? 304 : 200 } },
      { child: floor, load: { requests: paths.map((path) => ({ path })), connections: CONNECTIONS, expect: 200 } },
      shorten(kind === 'cold' ? SHORTER : LENGTH, shorter),
    );
  } finally {
    await Promise.all([ours.stop(), floor.stop()]);
  }
};

const HTML_TARGET = 0.5;
/** The page for people beside a call of the API. */
const shownAt = (path: string): string => path.replace(/^\/api\/v1/, '').replace(/\/(threads|posts)$/, '');

const targets: Record<Kind, number> = { warm: 0.55, unchanged: 0.7, cold: 0.15 };
const said: Record<Kind, string> = { warm: 'from memory', unchanged: '304', cold: 'from the database' };

export const benchReads = async (kinds: readonly Kind[], place: Place = onSqlite): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, SIZE);
    const { lists, pages } = pathsIn(file, PAGES);
    await place.load(file);
    const house = settings(folder, place.settings);
    const figures: Figure[] = [];
    for (const kind of kinds)
      for (const [what, paths, target] of [
        ['thread list', lists, targets[kind]],
        ['thread page', pages, targets[kind]],
        // The same as people see them.
        ...(kind === 'warm'
          ? ([
              ['thread list in HTML', lists.map(shownAt), HTML_TARGET],
              ['thread page in HTML', pages.map(shownAt), HTML_TARGET],
            ] as const)
          : []),
      ] as const) {
        const compared = await compareReads(house, paths, kind, place.shorter);
        figures.push(ratioFigure(`${what}, ${said[kind]}${place.said}`, compared, place.targets ? target : null));
      }
    return figures;
  } finally {
    rmFolder(folder);
  }
};

/** Lists as members read them, each with marks of their own: from the database, whatever is kept for visitors. */
export const benchMarks = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, SIZE);
    fillMarks(file);
    const { lists } = pathsIn(file, 1);
    const ours = await startChild('koinon', settings(folder));
    const members = await signInAll(ours.url);
    const bodies = await bodiesOf(ours.url, lists, members[0]);
    if (!bodies.every(([, body]) => /"unread":[1-9]/.test(body) && /"unread":0/.test(body)))
      throw new Error('The lists show no marks.');
    const constants: Constants = { answers: bodies.map(([path, body]) => [path, body]) };
    const floor = await startChild('constant', constants);
    try {
      const load = { requests: lists.map((path) => ({ path })), connections: CONNECTIONS, expect: 200 };
      const compared = await compare(
        { child: ours, load: { ...load, headers: members } },
        { child: floor, load },
        SHORTER,
      );
      return [ratioFigure('thread list, signed in, with unread marks', compared, 0.12)];
    } finally {
      await Promise.all([ours.stop(), floor.stop()]);
    }
  } finally {
    rmFolder(folder);
  }
};
