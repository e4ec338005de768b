// A journal to catch up with: an instance founds a coalition, its members talk on a plank, and a copy of its database from
// before the first word is who catches up.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { parseEntryName } from '../src/base/names.ts';
import type { MemberActor } from '../src/forum/policy/actor.ts';
import { entriesBetween } from '../src/journal/entry-store.ts';
import { newestOwnEpoch } from '../src/journal/journal-store.ts';
import { PAGE_ENTRIES } from '../src/journal/limits.ts';
import { entryLine } from '../src/journal/lines.ts';
import { PLANK, prepareHouse, settings } from './house.ts';
import { textOf, titleOf } from './texts.ts';

export type Talk = {
  coalition: string;
  /** Of who catches up; copy it for each time. */
  before: string;
  /** As they come over the wire: pages of at most 1,000 lines. */
  pages: string[][];
};

const REPLIES_PER_THREAD = 20;
/** Threads that are being talked in at the same time. */
const LIVELY = 20;
/** Members write at the same time. */
const AT_ONCE = 50;

/** What the copy is no more: the instance whose journal this is. */
const becomeReader = (file: string): void => {
  const db = new BetterSqlite3(file);
  db.prepare('update journal set own = 0').run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};

/** @param posts starts included; members are described on top of that */
export const makeTalk = async (folder: string, posts: number): Promise<Talk> => {
  await prepareHouse(folder, { coalition: true });
  const before = join(folder, 'before.sqlite');
  copyFileSync(join(folder, 'koinon.sqlite'), before);
  becomeReader(before);

  const core = await openCore({ config: readConfig(settings(folder)), log: silentLogger });
  const { planks } = buildForum(core, () => {}).verbs;
  const members = readMembers(join(folder, 'koinon.sqlite'));
  const author = (number: number): MemberActor => members[number % members.length] as MemberActor;
  let said = 0;
  while (said < posts) {
    const lively: string[] = [];
    for (; lively.length < LIVELY && said < posts; said++) {
      const { name } = await planks.startThread(author(said), PLANK, {
        title: titleOf(said),
        body: textOf(said),
        acknowledged: true,
      });
      lively.push(name);
    }
    const end = Math.min(posts, said + LIVELY * REPLIES_PER_THREAD);
    while (said < end) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, end - said) }, () => said++);
      await Promise.all(
        numbers.map((number) => {
          const key = parseEntryName(lively[number % lively.length] ?? '');
          if (!key) throw new Error('A thread has no name.');
          return planks.postReply(author(number), key, { body: textOf(number), acknowledged: true });
        }),
      );
    }
  }

  const coalition = (await core.coalition()) ?? '';
  const epoch = await newestOwnEpoch(core.db.read, coalition);
  if (!epoch) throw new Error('There is no journal.');
  const pages: string[][] = [];
  for (let from = 1; from <= epoch.head_seq; from += PAGE_ENTRIES) {
    const rows = await entriesBetween(core.db.read, epoch.journal_id, from, epoch.head_seq, PAGE_ENTRIES);
    pages.push(rows.map((row) => entryLine(row.envelope, row.content_state, row.content)));
  }
  await core.db.close();
  return { coalition, before, pages };
};

const readMembers = (file: string): MemberActor[] => {
  const db = new BetterSqlite3(file, { readonly: true });
  const rows = db.prepare('select id, name, public_id from member order by id').all() as {
    id: number;
    name: string;
    public_id: string;
  }[];
  db.close();
  return rows.map(({ id, name, public_id }) => ({
    kind: 'member',
    memberId: id,
    name,
    role: 'member',
    publicId: public_id,
    sessionId: 0,
  }));
};
