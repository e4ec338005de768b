import { defineConfig } from 'vitest/config';
import { testFiles } from './tests/support/test-files.mjs';

// Three runs: `unit` needs no database, `sqlite` and `postgres` are the same files on one and the other. Files share a
// process and its modules (`isolate: false`): no test replaces a module or leaves anything behind (tests/house).
const { unit, sqlite, postgres } = testFiles();

const project = (
  name: string,
  include: string[],
  more: { env?: Record<string, string>; globalSetup?: string } = {},
) => ({
  test: { name, include, isolate: false, testTimeout: 30_000, hookTimeout: 60_000, ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', unit),
      project('sqlite', sqlite, { env: { KOINON_TEST_DB: 'sqlite' } }),
      project('postgres', postgres, {
        env: { KOINON_TEST_DB: 'postgres' },
        globalSetup: './tests/support/postgres-global.ts',
      }),
    ],
  },
});
