// A brake falls on the members of one instance at a place: those here, or those of one peer. And what advice of one instance counts
// in a day goes by when it came, which its issuer does not choose.
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
    // origin: whose members; '' are those here.
    `create table place_brake (place_id ${int} not null references place(id), origin ${text} not null, from_at ${int} not null,
       until_at ${int} not null, action ${int} not null, case_id ${text} not null, primary key (place_id, origin))${rowless}`,
    `insert into place_brake (place_id, origin, from_at, until_at, action, case_id)
       select place_id, '', from_at, until_at, action, case_id from raid_brake`,
    'drop table raid_brake',

    // When a member of another instance first wrote in a place, by their opaque id: a view folded anew changes nothing of it.
    `create table place_stranger (place_id ${int} not null references place(id), origin ${text} not null, public_id ${text} not null,
       at ${int} not null, primary key (place_id, origin, public_id))${rowless}`,
    `create index place_stranger_by_time on place_stranger (place_id, origin, at)`,
    `insert into place_stranger (place_id, origin, public_id, at)
       select post.place_id, author.origin, author.public_id, min(post.at) from post join author on author.id = post.author_id
       where author.member_id is null and post.origin <> '' group by post.place_id, author.origin, author.public_id`,

    `update advisory set day = (select max(entry.arrived_at) / 86400000 from entry join journal on journal.id = entry.journal_id
       where journal.origin = advisory.origin and entry.seq = advisory.seq)
       where exists (select 1 from entry join journal on journal.id = entry.journal_id
         where journal.origin = advisory.origin and entry.seq = advisory.seq)`,
    `update advisory set place = ranked.place from (select origin, seq,
         row_number() over (partition by origin, day order by seq) - 1 as place from advisory where weighty = 1) as ranked
       where advisory.origin = ranked.origin and advisory.seq = ranked.seq`,
  ];
};

export const brakesOfPeers = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
