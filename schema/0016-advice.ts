// What constituents advise each other, as their journals say, and what this instance makes of whose advice.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const types = {
  sqlite: { int: 'integer', rowless: ' without rowid' },
  postgres: { int: 'bigint', rowless: '' },
};

/** Statements in order. Times are epoch milliseconds, booleans 0/1. */
const statements = (dialect: Dialect): string[] => {
  const { int, rowless } = types[dialect];
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return [
    // Derived from the journals, and made anew with everything else that is. subject: as forum/policy/measures.ts writes it.
    // weighty: it is of a kind that may count towards a quorum; day: in which its issuer's budget holds it.
    `create table advisory (origin ${text} not null, seq ${int} not null, kind ${text} not null, subject ${text} not null, revision ${int},
       effect ${text} not null, reason ${text} not null, at ${int} not null, until_at ${int} not null, human ${int} not null, urgent ${int} not null,
       weighty ${int} not null, day ${int} not null, withdrawn_seq ${int}, primary key (origin, seq))${rowless}`,
    `create index advisory_by_subject on advisory (subject)`,
    `create index advisory_by_day on advisory (origin, day, seq) where weighty = 1`,
    `create index advisory_by_time on advisory (at, origin, seq)`,
    // An admin's choice for each peer: ignore, label (without a row) or count.
    `create table advice_choice (origin ${text} not null primary key, choice ${text} not null, at ${int} not null)${rowless}`,
    // Measures that were taken over from another instance's list: which it was, who brought it and what it said.
    `create table measure_source (action ${int} not null primary key, source ${text} not null, issuer ${text} not null, at ${int} not null,
       said ${text} not null)${rowless}`,
    // Own posts that moderators here took back in the journal, by the measure that carries it: it ends with that.
    `create table post_withdrawal (origin ${text} not null, seq ${int} not null, action ${int} not null, primary key (origin, seq))${rowless}`,
  ];
};

export const advice = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
