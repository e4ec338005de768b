// What moderation costs whoever is not moderated: standing in the look-up of each call, and what looks at each post before it
// appears. And replaying a log of a million actions.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { parsePostName } from '../src/base/names.ts';
import { query } from '../src/db/statement.ts';
import { postReply } from '../src/forum/boards/post-reply.ts';
import { actorOfSession } from '../src/forum/identity/session-actor.ts';
import { type ActionRow, commitTo, hashOfAction } from '../src/forum/moderation/chain.ts';
import { project, type Told } from '../src/forum/moderation/project.ts';
import { replayLog } from '../src/forum/moderation/replay-log.ts';
import { createScreen } from '../src/forum/moderation/screen.ts';
import { verifyLog } from '../src/forum/moderation/verify-log.ts';
import type { MemberActor } from '../src/forum/policy/actor.ts';
import { newFolder, rmFolder } from './folder.ts';
import { boardNamed, prepareHouse, settings } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';

const ROUNDS = 20;
const READS = 1_500;
const POSTS = 400;
const AT_ONCE = 20;
/** More than so much of what it costs without. */
const MOST = 1.05;
const ACTIONS = 1_000_000;
const SECONDS = 60;

/** The look-up as it was before members had a standing. */
const bare = query<{ session: string; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select(['member.id as memberId', 'member.name', 'member.role', 'member.public_id as publicId'])
    .select('session.id as sessionId')
    .where('session.public_id', '=', p.session)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

type Work = (number: number) => Promise<unknown>;

/** Microseconds of the processor for each. @param atOnce what goes on at the same time, and shares commits */
const cost = async (times: number, atOnce: number, work: Work): Promise<number> => {
  const before = process.cpuUsage();
  for (let number = 0; number < times; number += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => work(number + index)));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
};

const figureOf = (what: string, ours: number[], floor: number[]): Figure => {
  const ratio = median(ours.map((one, round) => one / (floor[round] ?? one)));
  return {
    what,
    ours: `${median(ours).toFixed(1)} µs`,
    floor: `${median(floor).toFixed(1)} µs`,
    measured: ratio.toFixed(3),
    target: `≤ ${MOST}`,
    met: ratio <= MOST,
  };
};

export const benchStanding = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const core = await openCore({ config: readConfig(settings(folder)), log: silentLogger });
    const forum = buildForum(core, () => {});
    const { member: view, session } = await forum.signIn({
      ...{ name: 'member_0', password: 'correct horse battery staple', kind: 'token', agent: 'bench' },
    });
    const { read } = core.db;
    const now = core.clock.now();
    const member = (await actorOfSession(read, session.id, now)) as MemberActor;
    if (member.name !== view.name) throw new Error('Somebody else signed in.');
    const { name } = await forum.verbs.boards.startThread(member, boardNamed(0), {
      title: titleOf(1),
      body: textOf(1),
    });
    const thread = parsePostName(name);
    if (!thread) throw new Error('no thread');
    for (let number = 0; number < 20; number++)
      await forum.verbs.boards.postReply(member, thread, { body: textOf(number) });

    const readWith = async () =>
      forum.reads.posts((await actorOfSession(read, session.id, now)) as MemberActor, thread, { limit: 20 });
    const readWithout = async () => {
      const row = await read.get(bare, { session: session.id, now });
      return forum.reads.posts({ kind: 'member', ...row } as MemberActor, thread, { limit: 20 });
    };
    const plain = postReply(core);
    const screened = postReply({ ...core, screen: createScreen(core) });
    const [reads, bareReads, posts, barePosts]: number[][] = [[], [], [], []];
    const postWith: Work = (number) => screened(member, thread, { body: textOf(number) });
    const postWithout: Work = (number) => plain(member, thread, { body: textOf(number) });
    for (const work of [readWith, readWithout]) await cost(READS, 1, work);
    for (const work of [postWith, postWithout]) await cost(POSTS, AT_ONCE, work);
    // Each goes first as often as second.
    for (let round = 0; round < ROUNDS; round++) {
      const turn = async (into: number[] | undefined, times: number, atOnce: number, work: Work) =>
        into?.push(await cost(times, atOnce, work));
      const turns = [
        [() => turn(reads, READS, 1, readWith), () => turn(bareReads, READS, 1, readWithout)],
        [() => turn(posts, POSTS, AT_ONCE, postWith), () => turn(barePosts, POSTS, AT_ONCE, postWithout)],
      ];
      for (const pair of turns) for (const go of round % 2 === 0 ? pair : pair.reverse()) await go();
    }
    await core.db.close();
    return [
      figureOf('a page of posts for a member, standing in the look-up', reads ?? [], bareReads ?? []),
      figureOf('a reply on a board, screened', posts ?? [], barePosts ?? []),
    ];
  } finally {
    rmFolder(folder);
  }
};

/** Four measures on posts, then one that undoes the first of them. */
const fillLog = (file: string): void => {
  const db = new BetterSqlite3(file);
  db.pragma('synchronous = OFF');
  const columns = db.prepare('select * from action limit 0').columns();
  const names = columns.map(({ name }) => name);
  const insert = db.prepare(`insert into action (${names.join()}) values (${names.map((name) => `@${name}`).join()})`);
  const part = db.prepare('insert into action_part values (?, ?, ?, ?, ?)');
  const measure =
    db.prepare(`insert into measure (action, kind, subject, scope, person, from_at, until_at, ended, reason, rule, basis,
    role, alias, automatic, settings, parent) values (?, 'collapse', ?, 'board:garden', '', 0, ?, 0, 'spam', '', 'own', 'moderator', 1, 0, '{}', null)`);
  const told: Told[] = [];
  let prev = '';
  db.exec('begin');
  for (let number = 1; number <= ACTIONS; number++) {
    const undoes = number % 5 === 0;
    const until = undoes ? null : number % 2 === 0 ? 1_000 : 9_000_000_000_000;
    const data = JSON.stringify({ words: `Words to somebody, number ${number}`, note: '', permanent: '' });
    const commits = { words: commitTo('words', 'c2FsdHNhbHRzYWx0c2FsdA', data) };
    const row: Omit<ActionRow, 'hash'> = {
      ...{
        number,
        at: number,
        kind: undoes ? 'reversal' : 'collapse',
        subject_kind: 'post',
        subject: `post b${number}`,
      },
      ...{ host: 'bench.localhost', revision: 0, scope: 'board:garden', reason: 'spam', rule: '', basis: 'own' },
      ...{ role: 'moderator', alias: 1, until_at: until, review_at: null, permanent: undoes ? 1 : 0, parent: null },
      ...{ target: undoes ? number - 4 : null, case_id: null, automatic: 0, settings: '{}', awaits: '' },
      ...{ effective_at: null, weight: 1, since_at: null, commits: JSON.stringify(commits), prev },
    };
    prev = hashOfAction(row);
    insert.run({ ...row, hash: prev });
    part.run(number, 'words', '', 'c2FsdHNhbHRzYWx0c2FsdA', data);
    told.push({
      ...{ number, at: number, kind: undoes ? 'reversal' : 'collapse', subject: row.subject, until, parent: null },
      ...{ target: row.target, awaits: '', effectiveAt: null },
    });
  }
  for (const number of project(told, 1_000_000_000).active)
    measure.run(number, `post b${number}`, told[number - 1]?.until ?? null);
  db.exec('commit');
  db.close();
};

export const benchReplay = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    fillLog(join(folder, 'koinon.sqlite'));
    const core = await openCore({ config: readConfig(settings(folder)), log: silentLogger });
    const started = performance.now();
    const replayed = await replayLog(core.db.read, core.clock.now());
    const took = (performance.now() - started) / 1000;
    const again = performance.now();
    const verified = await verifyLog(core.db.read);
    const checked = (performance.now() - again) / 1000;
    await core.db.close();
    if (replayed.actions !== ACTIONS || replayed.differences.length > 0)
      throw new Error(`The log does not replay: ${replayed.differences.join(', ')}`);
    if (verified.faults.length > 0) throw new Error('The log does not verify.');
    return [
      {
        what: 'replaying 10⁶ actions and comparing; in brackets checking the chain',
        ours: `${took.toFixed(1)} s (${checked.toFixed(1)} s)`,
        floor: '–',
        measured: `${took.toFixed(1)} s`,
        target: `≤ ${SECONDS} s`,
        met: took <= SECONDS && checked <= SECONDS,
      },
    ];
  } finally {
    rmFolder(folder);
  }
};
