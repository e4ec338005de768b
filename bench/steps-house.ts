// What `steps` measures on: an instance where one member said a hundred thousand posts on a plank.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { type Core, openCore } from '../src/app/core.ts';
import { buildForum } from '../src/app/forum.ts';
import { readConfig } from '../src/base/config.ts';
import { silentLogger } from '../src/base/log.ts';
import { parseEntryName } from '../src/base/names.ts';
import type { MemberActor } from '../src/forum/policy/actor.ts';
import { benchDisk, newFolder, rmFolder } from './folder.ts';
import { PLANK, prepareHouse, settings } from './house.ts';
import { textOf, titleOf } from './texts.ts';

export const POSTS = 100_000;
const PER_THREAD = 50;
const AT_ONCE = 50;

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
export const fill = async (): Promise<string> => {
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

export type House = { core: Core; forum: ReturnType<typeof buildForum>; member: MemberActor; file: string };
export type Deed = {
  what: string;
  host?: string;
  prepare?(house: House): Promise<unknown>;
  work(house: House): Promise<unknown>;
};

/** @param host of the instance that reads: another than the one that wrote sees posts of a peer */
export const open = async (folder: string, kept: string, host = 'bench.localhost:4400'): Promise<House> => {
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

export const READER = 'reader.localhost:4401';
export const WRITER = 'bench.localhost:4400';
