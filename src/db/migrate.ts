// Brings a database up to date at start: forward only, in the order of schema/index.ts.
import { type Dialect, Kysely, Migrator } from 'kysely';
import { migrations } from '../../schema/index.ts';

/** @throws the first migration's own error; nothing of a failed migration stays */
export const migrate = async (dialect: Dialect, kind: 'sqlite' | 'postgres'): Promise<void> => {
  const db = new Kysely<unknown>({ dialect });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (kind === 'postgres') await db.destroy();
  if (error) throw error;
};
