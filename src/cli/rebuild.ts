// `koinon rebuild`: folds the journals anew. With --check it changes nothing, and on SQLite works on a copy: nobody waits for it.
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { openCore } from '../app/core.ts';
import type { Config } from '../base/config.ts';
import { createLogger } from '../base/log.ts';
import { copySqlite } from '../db/copy-sqlite.ts';
import type { Comparison } from '../forum/planks/compare-views.ts';
import { rebuildView } from '../forum/planks/rebuild-view.ts';
import { operator } from '../forum/policy/actor.ts';
import { rebuildSearch } from '../forum/search/rebuild-search.ts';
import { configFromEnvironment } from './environment.ts';
import { plainText } from './terminal.ts';
import { withCore } from './with-core.ts';

const LONGEST = 400;
const shorten = (text: string): string => plainText(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const print = ({ stored, folded, lines, differences }: Comparison, check: boolean): void => {
  if (differences.length === 0) {
    console.log(`equal: what is stored is what the journals give (${lines} lines, ${folded})`);
    return;
  }
  console.log(`different: stored ${stored}, folded ${folded}`);
  for (const { line, ...texts } of differences) {
    console.log(`line ${line}`);
    console.log(`  stored ${shorten(texts.stored) || 'nothing'}`);
    console.log(`  folded ${shorten(texts.folded) || 'nothing'}`);
  }
  console.log(check ? 'Nothing was changed. "koinon rebuild" stores what the journals give.' : 'Stored as folded.');
};

const rebuild = async (config: Config, check: boolean): Promise<Comparison> => {
  const core = await openCore({ config, log: createLogger('warn') });
  try {
    return await rebuildView(core)(operator, { check });
  } finally {
    await core.db.close();
  }
};

/** Beside the database: there is room for such a file, and only its owner looks in. */
const onCopy = async (config: Config, file: string): Promise<Comparison> => {
  const folder = mkdtempSync(join(dirname(file), 'check-'));
  try {
    const copy = join(folder, 'koinon.sqlite');
    await copySqlite(file, copy);
    return await rebuild({ ...config, database: { kind: 'sqlite', file: copy } }, true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const run = async ({ check = false, search = false }: { check?: boolean; search?: boolean }): Promise<void> => {
  if (search) {
    if (check) throw new Error('--check and --search do not go together: the index is built anew, not compared.');
    const posts = await withCore((core) => rebuildSearch(core)(operator));
    console.log(`indexed ${posts} posts`);
    return;
  }
  const config = configFromEnvironment();
  const { database } = config;
  const compared =
    check && database.kind === 'sqlite' ? await onCopy(config, database.file) : await rebuild(config, check);
  print(compared, check);
  if (check && compared.differences.length > 0) process.exitCode = 1;
};

export const addRebuild = (program: Command): void => {
  program
    .command('rebuild')
    .option('--check', 'change nothing; exit with 1 when what is stored is not what the journals give')
    .option('--search', 'build the index of the search anew instead; others read and write meanwhile')
    .description('fold the journals of all constituents anew')
    .action(run);
};
