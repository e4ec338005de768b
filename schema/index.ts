// The ordered list of migrations: forward only, each frozen once released.
import type { Migration } from 'kysely';
import { foundation } from './0001-foundation.ts';
import { writing } from './0008-writing.ts';
import { uploads } from './0009-uploads.ts';

export const migrations = (dialect: 'sqlite' | 'postgres'): Record<string, Migration> => ({
  '0001-foundation': foundation(dialect),
  '0008-writing': writing(dialect),
  '0009-uploads': uploads(dialect),
});
