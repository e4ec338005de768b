// How it stood with the peers over time: samples for a day, hours for a month. And since when a peer is as it is.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const types = {
  sqlite: { int: 'integer', rowless: ' without rowid' },
  postgres: { int: 'bigint', rowless: '' },
};

/** Statements in order. Times are epoch milliseconds. */
const statements = (dialect: Dialect): string[] => {
  const { int, rowless } = types[dialect];
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return [
    // One row a peer and span of time: span in milliseconds, at its beginning. lag, missing and holes are the most of the span.
    `create table peer_history (coalition ${text} not null, origin ${text} not null, span ${int} not null, at ${int} not null,
       samples ${int} not null, reached ${int} not null, lag ${int}, missing ${int} not null, holes ${int} not null,
       primary key (coalition, origin, span, at))${rowless}`,
    `create index peer_history_by_age on peer_history (span, at)`,
    // Since when the peer answers, or does not.
    `alter table peer add column since_at ${int}`,
    // Entries that the peer said it holds and that are not here.
    `alter table peer add column missing ${int} not null default 0`,
  ];
};

export const peerHistory = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
