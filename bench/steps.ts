// Does anything go over very many rows in one go? A plank with a hundred thousand posts of one member, and what goes over all of them:
// the longest time that the event loop stood still meanwhile. In this process, on SQLite.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { type Core, openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { forgetMember } from '../src/app/member-data.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { parseEntryName } from '../src/base/names.ts';
import { beginRefold } from '../src/forum/planks/again/refold-step.ts';
import { type MemberActor, operator } from '../src/forum/policy/actor.ts';
import type { Subject } from '../src/forum/policy/measures.ts';
import { benchDisk, newFolder, rmFolder } from './folder.ts';
import { PLANK, prepareHouse, settings } from './house.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';

const POSTS = 100_000;
const PER_THREAD = 50;
const AT_ONCE = 50;
/** Actions of one bulk measure. */
const BULK = 3_000;
/** Milliseconds. */
const MOST = 50;

const firstMember = (file: string): MemberActor => {
  const db = new BetterSqlite3(file, { readonly: true });
  const row = db.prepare('select id, name, public_id from member order by id limit 1').get() as {
    id: number;
    name: string;
    public_id: string;
  };
  db.close();
  return { kind: 'member', memberId: row.id, name: row.name, role: 'member', publicId: row.public_id, sessionId: 0 };
};

/** A house where one member said all of it; made once. */
const fill = async (): Promise<string> => {
  const kept = join(benchDisk(), `steps-${POSTS}.sqlite`);
  if (existsSync(kept)) return kept;
  const folder = newFolder();
  await prepareHouse(folder, { coalition: true });
  const file = join(folder, 'koinon.sqlite');
  const core = await openCore({ config: readConfig(settings(folder)), log: silentLogger });
  const { planks } = buildForum(core, () => {}).verbs;
  const member = firstMember(file);
  for (let said = 0; said < POSTS; said += PER_THREAD) {
    const words = { title: titleOf(said), body: textOf(said), acknowledged: true };
    const key = parseEntryName((await planks.startThread(member, PLANK, words)).name);
    if (!key) throw new Error('A thread has no name.');
    for (let from = 1; from < PER_THREAD; from += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, PER_THREAD - from) }, (_, index) =>
          planks.postReply(member, key, { body: textOf(said + from + index), acknowledged: true }),
        ),
      );
  }
  await core.db.close();
  const db = new BetterSqlite3(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  copyFileSync(file, kept);
  rmFolder(folder);
  return kept;
};

type House = { core: Core; forum: ReturnType<typeof buildForum>; member: MemberActor; file: string };
type Deed = {
  what: string;
  host?: string;
  prepare?(house: House): Promise<unknown>;
  work(house: House): Promise<unknown>;
};

/** @param host of the instance that reads: another than the one that wrote sees posts of a peer */
const open = async (folder: string, kept: string, host = 'bench.localhost:4400'): Promise<House> => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'koinon.sqlite');
  copyFileSync(kept, file);
  const member = firstMember(file);
  if (host !== 'bench.localhost:4400') {
    const db = new BetterSqlite3(file);
    db.prepare('update journal set own = 0').run();
    db.close();
  }
  const config = readConfig(settings(folder, { PUBLIC_URL: `http://${host}` }));
  const core = await openCore({ config, log: silentLogger });
  return { core, forum: buildForum(core, () => {}), member, file };
};

const READER = 'reader.localhost:4401';
const WRITER = 'bench.localhost:4400';

const lasts = { permanent: 'Measured.' };
const bulkOf = (file: string): Subject[] => {
  const db = new BetterSqlite3(file, { readonly: true });
  const seqs = db
    .prepare(`select seq from post where origin <> '' order by id limit ${BULK}`)
    .pluck()
    .all() as number[];
  db.close();
  return seqs.map((seq) => ({ kind: 'post', key: { origin: WRITER, seq }, revision: seq }));
};
const takeBulk = ({ forum, file }: House) =>
  forum.moderation.takeBulk(operator, {
    ...{ kind: 'collapse', subjects: bulkOf(file), reason: 'spam', basis: 'own', words: 'Sold things.', lasts },
  });
const finish = async ({ core, forum }: House): Promise<void> => {
  await forum.moderation.cover();
  const coalition = await core.coalition();
  if (coalition === undefined) throw new Error('no coalition');
};

const deeds: Deed[] = [
  {
    what: 'folding all journals anew',
    work: async (house) => {
      await house.core.db.write(beginRefold);
      await finish(house);
    },
  },
  {
    what: 'erasing all that a member said on planks',
    work: async (house) => {
      await house.forum.eraseMember(house.member, { pause: () => nextTurn() });
      await finish(house);
    },
  },
  {
    what: 'another name for who wrote all posts',
    work: async (house) => {
      await house.forum.changeProfile(house.member, { displayName: 'Another name' });
      await house.forum.redescribeMember(operator, house.member.publicId);
      await finish(house);
    },
  },
  {
    what: 'letting a member of a filtered peer through',
    host: READER,
    prepare: async (house) => {
      const subject = { kind: 'peer', origin: WRITER } as const;
      const settings = { holdFirst: true, collapse: true };
      await house.forum.moderation.takeAction(operator, {
        ...{
          kind: 'filter',
          subject,
          scope: 'planks',
          reason: 'spam',
          basis: 'own',
          words: 'Mostly spam.',
          lasts,
          settings,
        },
      });
      await finish(house);
    },
    work: async (house) => {
      const [subject] = bulkOf(house.file);
      if (!subject) throw new Error('no post');
      await house.forum.moderation.takeAction(operator, {
        ...{ kind: 'keep', subject, reason: 'other', basis: 'own', words: 'It is fine.', lasts },
      });
      await finish(house);
    },
  },
  {
    what: 'the page of what is held from peers, none of it',
    host: READER,
    prepare: async (house) => {
      await house.forum.moderation.takeAction(operator, {
        ...{ kind: 'limit', subject: { kind: 'remote', origin: WRITER, member: house.member.publicId } },
        ...{ scope: 'plank:nothing', reason: 'spam', basis: 'own', words: 'Mostly spam.', lasts },
      });
      await finish(house);
    },
    work: ({ forum }) => forum.moderation.heldFromPeers(operator, { limit: 50 }),
  },
  {
    what: `${BULK.toLocaleString('en')} posts collapsed by one action`,
    work: async (house) => {
      await takeBulk(house);
      await finish(house);
    },
  },
  {
    what: `an action that carries ${BULK.toLocaleString('en')} undone`,
    prepare: takeBulk,
    work: async (house) => {
      const { forum } = house;
      await forum.moderation.reverseAction(operator, 1, { words: 'It was not so.', basis: 'own' });
      await finish(house);
    },
  },
  {
    what: 'votes on all posts of a member who leaves',
    prepare: async ({ file, member }) => {
      const db = new BetterSqlite3(file);
      db.exec(
        `insert into vote (member_id, post_origin, post_seq, value, at) select ${member.memberId}, origin, seq, 1, 1 from post where origin <> ''`,
      );
      db.exec(
        `insert or replace into vote_count (post_origin, post_seq, up, down) select origin, seq, 1, 0 from post where origin <> ''`,
      );
      db.close();
    },
    work: async ({ core, member }) => core.db.write((tx) => forgetMember(tx, member.memberId)),
  },
];

export const benchSteps = async (): Promise<Figure[]> => {
  const kept = await fill();
  const figures: Figure[] = [];
  // Between two steps nothing else keeps the process.
  const alive = setInterval(() => {}, 60_000);
  for (const { what, host, prepare, work } of deeds) {
    const folder = newFolder();
    const house = await open(folder, kept, host);
    try {
      await prepare?.(house);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const before = process.cpuUsage();
      const began = performance.now();
      await work(house);
      const { user, system } = process.cpuUsage(before);
      const took = performance.now() - began;
      await nextTurn();
      await new Promise((resolve) => setTimeout(resolve, 5));
      delay.disable();
      const longest = delay.max / 1e6;
      figures.push({
        what,
        ours: `${((user + system) / 1e6).toFixed(2)} s`,
        floor: `${(took / 1000).toFixed(2)} s`,
        measured: `${longest.toFixed(0)} ms`,
        target: `≤ ${MOST} ms`,
        met: longest <= MOST,
      });
    } finally {
      await house.core.db.close();
      rmFolder(folder);
    }
  }
  clearInterval(alive);
  return figures;
};
