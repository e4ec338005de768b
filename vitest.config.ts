import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { testFiles } from './tests/support/test-files.mjs';

// Twelve parts, side by side in `npm test` (tests/run.mjs), each of less than two minutes of a core: `unit` needs neither
// database nor processes, `town` and `town-more` simulate instances, `real` and `commands` start them, `pages`, `pages-desks`
// and `pages-all` look at them in a browser, `sqlite` and `sqlite-peers` are on one database what `postgres` and
// `postgres-peers` are on the other. Files share a process and its modules (`isolate: false`): no test replaces a module or
// leaves anything behind (tests/house).
const files = testFiles();

/** Where what was made of the sources is kept: the parts of one whole run share it. */
const cache = process.env.KOINON_TEST_CACHE;

const project = (
  name: string,
  include: string[],
  more: { env?: Record<string, string>; globalSetup?: string } = {},
) => ({
  test: {
    ...{ name, include, isolate: false },
    // What is waited for is a condition; how long that takes depends on what else the machine does, and proves nothing.
    ...{ testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 90_000 } } },
    // Compiled copies of the source (tests/town/mutated.ts) are run as they are.
    server: { deps: { external: [/koinon-mutants-/] } },
    ...more,
  },
});

const inBrowser = { globalSetup: './tests/pages/support/global.ts' };
const onSqlite = { env: { KOINON_TEST_DB: 'sqlite' } };
const onPostgres = { env: { KOINON_TEST_DB: 'postgres' }, globalSetup: './tests/support/postgres-global.ts' };

export default defineConfig({
  test: {
    ...(cache ? { experimental: { fsModuleCache: true, fsModuleCachePath: cache } } : {}),
    // Where a part is run alone; also on two cores, where it would be one: much of the time is waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('unit', files.unit),
      project('town', files.town),
      project('town-more', files['town-more']),
      project('real', files.real),
      project('commands', files.commands),
      project('pages', files.pages, inBrowser),
      project('pages-desks', files['pages-desks'], inBrowser),
      project('pages-all', files['pages-all'], inBrowser),
      project('sqlite', files.sqlite, onSqlite),
      project('sqlite-peers', files['sqlite-peers'], onSqlite),
      project('postgres', files.postgres, onPostgres),
      project('postgres-peers', files['postgres-peers'], onPostgres),
    ],
  },
});
