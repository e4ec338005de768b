// What was decided about something held is found without reading the whole log.
import { type Kysely, sql } from 'kysely';

export const heldDecisions = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`create index action_by_held on action (subject, number) where subject_kind = 'held'`).execute(db);
  },
});
