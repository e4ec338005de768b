// Votes: who voted how (here alone), the totals of posts, and the scores that lists are sorted by.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const types = {
  sqlite: { int: 'integer', real: 'real', rowless: ' without rowid' },
  postgres: { int: 'bigint', real: 'double precision', rowless: '' },
};

const statements = (dialect: Dialect): string[] => {
  const { int, real, rowless } = types[dialect];
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return [
    // Posts by name: planks are folded anew with other row ids, and votes stay.
    `create table vote (member_id ${int} not null references member(id), post_origin ${text} not null, post_seq ${int} not null,
       value ${int} not null, at ${int} not null, primary key (member_id, post_origin, post_seq))${rowless}`,
    // The votes of this instance's members on each post, counted as they come.
    `create table vote_count (post_origin ${text} not null, post_seq ${int} not null, up ${int} not null, down ${int} not null,
       primary key (post_origin, post_seq))${rowless}`,
    // Posts on planks of which the own journal does not tell the newest count yet.
    `create table tally_due (post_origin ${text} not null, post_seq ${int} not null, at ${int} not null,
       primary key (post_origin, post_seq))${rowless}`,
    `create index tally_due_by_time on tally_due (at, post_origin, post_seq)`,
    // What readers see: on boards the votes here, on planks the sum of all tallies.
    `alter table post add column up ${int} not null default 0`,
    `alter table post add column down ${int} not null default 0`,
    // Of the thread's start. bridging is 2^n times protocol.md's product for n voters: exactly the same order, and 1 without votes.
    `alter table thread add column score ${int} not null default 0`,
    `alter table thread add column bridging ${real} not null default 1`,
    // Cards made before say nothing of votes.
    'update post set card = null',
    'update thread set card = null',
    `create index thread_by_score on thread (place_id, listed, score desc, at desc, origin desc, seq desc)`,
    `create index thread_by_bridging on thread (place_id, listed, bridging desc, at desc, origin desc, seq desc)`,
  ];
};

export const votes = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
