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
  more: {
    env?: Record<string, string>;
    globalSetup?: string;
    testTimeout?: number;
    hookTimeout?: number;
    expect?: object;
  } = {},
) => ({
  test: {
    ...{ name, include, isolate: false, testTimeout: 120_000, hookTimeout: 120_000 },
    // Compiled copies of the source (tests/town/mutated.ts) are run as they are.
    server: { deps: { external: [/koinon-mutants-/] } },
    ...more,
  },
});

// Their time depends on what else the machine does; what they wait for is a condition (tests/real/patience.ts).
const processes = { testTimeout: 600_000, hookTimeout: 300_000 };
const inBrowser = {
  globalSetup: './tests/pages/support/global.ts',
  expect: { poll: { timeout: 20_000 } },
  // One test may look at forty pages.
  testTimeout: 300_000,
};
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
      project('real', files.real, processes),
      project('commands', files.commands, processes),
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
