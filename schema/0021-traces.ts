// Texts that left the database otherwise than with a post of the index: SQLite's file is looked after for them too
// (src/db/scrub.ts; schema/0006-search.ts counts posts).
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const noted = (name: string, when: string): string =>
  `create trigger ${name} after ${when} begin update words_removed set count = count + 1; end`;

const statements = [
  noted('entry_emptied', 'update of content on entry when old.content is not null and new.content is null'),
  noted('snapshot_gone', 'delete on post_snapshot'),
  noted('held_gone', `update of body on held_post when old.body <> '' and new.body = ''`),
  noted('held_dropped', 'delete on held_post'),
  noted('action_part_gone', 'delete on action_part'),
  noted('member_left', 'delete on leaving'),
];

export const traces = (dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of dialect === 'sqlite' ? statements : []) await sql.raw(statement).execute(db);
  },
});
