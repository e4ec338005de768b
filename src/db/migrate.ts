// Brings a database up to date at start: forward only, in the order of schema/index.ts.
import { type Dialect, Kysely, Migrator } from 'kysely';
import { migrations } from '../../schema/index.ts';

/** What tells which migrations a database has had: the migrator's own table. */
export const DONE = { table: 'kysely_migration', names: 'select name from kysely_migration order by name' } as const;

/** Whether it has had all of them and no other: then the migrator, which asks a lot, has nothing to do. */
export const isUpToDate = (done: readonly string[], kind: 'sqlite' | 'postgres'): boolean => {
  const all = Object.keys(migrations(kind)).sort();
  return done.length === all.length && done.every((name, index) => name === all[index]);
};

/** @throws the first migration's own error; nothing of a failed migration stays */
export const migrate = async (dialect: Dialect, kind: 'sqlite' | 'postgres'): Promise<void> => {
  const db = new Kysely<unknown>({ dialect });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (kind === 'postgres') await db.destroy();
  if (error) throw error;
};
