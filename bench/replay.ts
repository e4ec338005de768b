// Replaying a log of a million actions: from nothing, compared with what is in force, and its chain checked.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { openCore } from '../src/app/core.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { type ActionRow, commitTo, hashOfAction } from '../src/forum/moderation/chain.ts';
import { project, type Told } from '../src/forum/moderation/project.ts';
import { replayLog } from '../src/forum/moderation/replay-log.ts';
import { verifyLog } from '../src/forum/moderation/verify-log.ts';
import { newFolder, rmFolder } from './folder.ts';
import { prepareHouse, settings } from './house.ts';
import type { Figure } from './report.ts';

const ACTIONS = 1_000_000;
const SECONDS = 60;

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
