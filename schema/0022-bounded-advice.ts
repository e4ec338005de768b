// What of one instance is looked at when a post is weighed has an end, however much it advises: each counting advisory knows its
// place in its day, and the newest of an issuer about a subject are found without reading the others.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const statements = (dialect: Dialect): readonly string[] => [
  // How many of its issuer's that may count came before it on its day.
  `alter table advisory add column place ${dialect === 'sqlite' ? 'integer' : 'bigint'} not null default 0`,
  `update advisory set place = (select count(*) from advisory earlier where earlier.weighty = 1 and earlier.origin = advisory.origin
     and earlier.day = advisory.day and earlier.seq < advisory.seq) where weighty = 1`,
  'drop index advisory_by_subject',
  'create index advisory_by_subject on advisory (subject, origin, seq)',
  'create index advisory_counting on advisory (subject, origin, seq) where weighty = 1 and place < 50',
];

export const boundedAdvice = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
