// Drafts, what members agree to before they write on planks, and threads on boards that are about a thread on a plank.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const statements = (dialect: Dialect): string[] => {
  const int = dialect === 'sqlite' ? 'integer' : 'bigint';
  const rowless = dialect === 'sqlite' ? ' without rowid' : '';
  return [
    // Of one member each, under a name that their program chose.
    `create table draft (member_id ${int} not null references member(id), name text not null, target_kind text not null, target text not null,
       parent text, title text not null, body text not null, version ${int} not null, at ${int} not null,
       primary key (member_id, name))${rowless}`,
    // When the member agreed to what a plank is; whoever has spoken on one has.
    `alter table member add column acknowledged_at ${int}`,
    // The name of a thread on a plank: a link, never a copy.
    'alter table thread add column about text',
  ];
};

export const writing = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
