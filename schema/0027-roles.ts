// Roles are in the log of moderation from now on. Who has one already gets an entry of their own with the next start, or the next
// command: it takes a chain and salts, which no statement makes.
import { type Kysely, sql } from 'kysely';

export const roles = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw(
        `insert into setting (name, value) select 'moderation.roles-before', 'due'
           where exists (select id from member where role <> 'member' and state = 'active')`,
      )
      .execute(db);
  },
});
