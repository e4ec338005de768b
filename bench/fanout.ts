// What a reply costs its author when many follow the thread: the answer's time, beside that of a reply in a thread that nobody
// follows, and of one that comes while followers are being told.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startChild } from './child.ts';
import { newFolder, rmFolder } from './folder.ts';
import { boardNamed, prepareHouse, settings, signInAll } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';
import { quantile } from './travel.ts';

const FOLLOWERS = 10_000;
const ROUNDS = 50;
const WARM_UP = 200;
const PAUSE = 20;
/** Milliseconds after which followers were forgotten. */
const LOST = 60_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const addFollowers = (file: string, thread: number): void => {
  const db = new Database(file);
  const member = db.prepare(
    `insert into member (id, name, public_id, display_name, bio, password_hash, role, state, created_at)
     values (?, ?, ?, '', '', '', 'member', 'active', 0)`,
  );
  const follow = db.prepare(
    `insert into follow (member_id, kind, origin, seq, level, at) values (?, 'thread', '', ?, 'every', 0)`,
  );
  db.transaction(() => {
    for (let number = 0; number < FOLLOWERS; number++) {
      member.run(100_000 + number, `follower_${number}`, `follower-${number}`);
      follow.run(100_000 + number, thread);
    }
  })();
  db.close();
};

export const benchFanout = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    const all = settings(folder);
    await prepareHouse(folder, { coalition: false });
    const before = await startChild('koinon', all);
    const [headers = {}, others = {}] = await signInAll(before.url);
    const post = async (url: string, path: string, as: Record<string, string>, body: object) => {
      const began = performance.now();
      const response = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { ...as, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { name } = (await response.json()) as { name: string };
      if (response.status !== 201) throw new Error(`${path}: ${response.status}`);
      return { name, ms: performance.now() - began };
    };
    const start = async (number: number): Promise<string> =>
      (
        await post(before.url, `/boards/${boardNamed(number)}/threads`, headers, {
          title: titleOf(number),
          body: textOf(1),
        })
      ).name;
    const [loud, quiet] = [await start(0), await start(1)];
    await before.stop();
    const file = join(folder, 'koinon.sqlite');
    addFollowers(file, Number(loud.slice(1)));
    const ours = await startChild('koinon', all);
    const look = new Database(file, { readonly: true });
    const told = look.prepare(
      `select count(*) as n from notification where kind = 'thread' and thread_seq = ? and post_seq = ?`,
    );
    try {
      const reply = (thread: string, number: number) =>
        post(ours.url, `/threads/${thread}/posts`, others, { body: textOf(number) });
      for (let number = 0; number < WARM_UP; number++) await reply(quiet, number);
      const times = { none: [] as number[], many: [] as number[], during: [] as number[], told: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        await pause(PAUSE);
        times.none.push((await reply(quiet, round)).ms);
        await pause(PAUSE);
        const began = performance.now();
        const { name, ms } = await reply(loud, round);
        times.many.push(ms);
        times.during.push((await reply(quiet, round)).ms);
        const [thread, seq] = [Number(loud.slice(1)), Number(name.slice(1))];
        while ((told.get(thread, seq) as { n: number }).n < FOLLOWERS) {
          if (performance.now() - began > LOST) throw new Error('Not all followers were told.');
          await pause(2);
        }
        times.told.push(performance.now() - began);
      }
      const p99 = (values: number[]) => quantile(values, 0.99);
      const shown = (values: number[]) => `${p99(values).toFixed(1)} ms (median ${median(values).toFixed(1)})`;
      const ratio = p99(times.many) / p99(times.none);
      const during = p99(times.during) / p99(times.none);
      return [
        {
          what: 'reply in a thread with 10,000 followers, 99 of 100',
          ours: shown(times.many),
          floor: shown(times.none),
          measured: ratio.toFixed(2),
          target: '≤ 1.2',
          met: ratio <= 1.2,
        },
        {
          what: 'another reply while they are told, 99 of 100',
          ours: shown(times.during),
          floor: shown(times.none),
          measured: during.toFixed(2),
          target: '–',
          met: null,
        },
        {
          what: 'until all 10,000 have it',
          ours: shown(times.told),
          floor: '–',
          measured: `${Math.round(median(times.told))} ms`,
          target: '–',
          met: null,
        },
      ];
    } finally {
      look.close();
      await ours.stop();
    }
  } finally {
    rmFolder(folder);
  }
};
