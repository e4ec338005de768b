// Replying as a member, 64 at once: acknowledged when it is on the disk. On a board, and on a plank, where a reply is also
// an entry of the journal, sealed and signed.
import { startChild } from './child.ts';
import type { Replied } from './copy-reply.ts';
import { newFolder, rmFolder } from './folder.ts';
import { boardNamed, MEMBERS, PLANK, prepareHouse, settings, signInAll } from './house.ts';
import { compare, type Length, shorten } from './measure.ts';
import { onSqlite, type Place } from './place.ts';
import { type Figure, ratioFigure } from './report.ts';
import { textOf, titleOf } from './texts.ts';

const CONNECTIONS = 64;
const THREADS = 10;
const LENGTH: Length = { rounds: 9, amount: 3_000, warmUp: 20_000 };

type Headers = Record<string, string>;

const post = async (url: string, headers: Headers, body: object): Promise<{ name: string; text: string }> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${text}`);
  return { name: JSON.parse(text).name, text };
};

/** Threads to reply in; every member has said something, so that each is described in the journal by now. */
const startThreads = async (url: string, members: Headers[], kind: 'board' | 'plank'): Promise<Replied[]> => {
  const replied: Replied[] = [];
  const author = (number: number): Headers => members[number % MEMBERS] ?? {};
  for (let number = 0; number < THREADS; number++) {
    const place = kind === 'board' ? `boards/${boardNamed(number)}` : `planks/${PLANK}`;
    const words = { title: titleOf(number), body: textOf(number), acknowledged: true };
    const { name } = await post(`${url}/api/v1/${place}/threads`, author(number), words);
    replied.push({ thread: name, answer: '' });
  }
  for (let number = 0; number < MEMBERS + THREADS; number++) {
    const one = replied[number % THREADS] as Replied;
    const path = `${url}/api/v1/threads/${one.thread}/posts`;
    one.answer = (await post(path, author(number), { body: textOf(number), acknowledged: true })).text;
  }
  return replied;
};

const targets = { board: 0.4, plank: 0.3 };

export const benchReplies = async (kind: 'board' | 'plank', place: Place = onSqlite): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    const all = settings(folder, place.settings);
    await prepareHouse(folder, { coalition: kind === 'plank', more: place.settings });
    const before = await startChild('koinon', all);
    const members = await signInAll(before.url);
    const replied = await startThreads(before.url, members, kind);
    await before.stop();
    const origin = kind === 'board' ? '' : new URL(all.PUBLIC_URL ?? '').host;
    const floor = await place.startRows(folder, { origin, replied });
    const ours = await startChild('koinon', all);
    try {
      const requests = replied.map(({ thread }, number) => ({
        method: 'POST',
        path: `/api/v1/threads/${thread}/posts`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ body: textOf(number) }),
      }));
      const load = { requests, connections: CONNECTIONS, headers: members, expect: 201 };
      const compared = await compare({ child: ours, load }, { child: floor, load }, shorten(LENGTH, place.shorter));
      const what = `reply on a ${kind}, durable, ${CONNECTIONS} connections${place.said}`;
      return [ratioFigure(what, compared, place.targets ? targets[kind] : null, 'rate')];
    } finally {
      await Promise.all([ours.stop(), floor.stop()]);
    }
  } finally {
    rmFolder(folder);
  }
};
