// Steps of moderation: whose posts a measure has still to be laid over, or taken off.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const types = {
  sqlite: { int: 'integer', rowless: ' without rowid' },
  postgres: { int: 'bigint', rowless: '' },
};

/** Statements in order. */
const statements = (dialect: Dialect): string[] => {
  const { int, rowless } = types[dialect];
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return [
    // The newest posts come first: those before this place are still to be looked at. A peer's are in the order of their numbers
    // (before_at says nothing), a member's in that of their times.
    `create table covering (subject ${text} primary key, before_at ${int} not null, before_id ${int} not null)${rowless}`,
  ];
};

export const steps = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
