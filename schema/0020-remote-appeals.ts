// Appeals across instances: of members elsewhere, here; and of members here, against what another instance told about them.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

/** As schema/0014-cases.ts has it, but that a member of another instance may have appealed: `person` (an opaque id) of `peer`. */
const appealTable = `create table appeal_new (id integer primary key autoincrement, public_id text not null unique,
  case_id integer not null references moderation_case(id), action integer, report_id integer references report(id),
  member_id integer references member(id), words text not null, at integer not null, state text not null, reasons text not null,
  decided_at integer, decided_by integer references member(id), actor text not null, peer text not null default '', person text not null default '')`;
const columns =
  'id, public_id, case_id, action, report_id, member_id, words, at, state, reasons, decided_at, decided_by, actor';

/** Statements in order. SQLite takes `not null` off a column by making the table anew. */
const loosened: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    appealTable,
    `insert into appeal_new (${columns}) select ${columns} from appeal`,
    'drop table appeal',
    'alter table appeal_new rename to appeal',
    'create unique index appeal_of_action on appeal (member_id, action) where action is not null',
    'create unique index appeal_of_report on appeal (report_id) where report_id is not null',
    'create index appeal_by_case on appeal (case_id, id)',
    'create index appeal_by_member on appeal (member_id, id)',
  ],
  postgres: [
    'alter table appeal alter column member_id drop not null',
    `alter table appeal add column peer text collate "C" not null default ''`,
    `alter table appeal add column person text collate "C" not null default ''`,
  ],
};

const statements = (dialect: Dialect): readonly string[] => {
  const int = dialect === 'sqlite' ? 'integer' : 'bigint';
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return [
    ...loosened[dialect],
    `create unique index appeal_of_peer on appeal (peer, person, action) where peer <> ''`,
    // The handle by which another instance knows an action.
    'create index action_by_hash on action (hash)',
    // The member's appeal against it: one, sent to that instance. state: sent, open (it has it), refused (it takes none), or how it was decided.
    `alter table peer_notice add column appeal_id ${text}`,
    `alter table peer_notice add column appeal_words ${text} not null default ''`,
    `alter table peer_notice add column appeal_at ${int}`,
    `alter table peer_notice add column appeal_state ${text}`,
    `alter table peer_notice add column appeal_reasons ${text} not null default ''`,
    `alter table peer_notice add column appeal_decided_at ${int}`,
    'create unique index peer_notice_by_appeal on peer_notice (appeal_id) where appeal_id is not null',
  ];
};

export const remoteAppeals = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect)) await sql.raw(statement).execute(db);
  },
});
