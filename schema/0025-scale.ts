// Folding journals anew in steps: which entries speak of what, and what is rightly erased.
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
    // Both are empty but while journals are folded anew. A name is that of a thread, a post, an advisory (42@greens.example) or a member.
    `create table fold_name (name ${text} not null, entry_id ${int} not null, primary key (name, entry_id))${rowless}`,
    `create table fold_range (journal_id ${int} not null, from_seq ${int} not null, to_seq ${int} not null,
      primary key (journal_id, to_seq, from_seq))${rowless}`,
  ];
};

export const scale = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
