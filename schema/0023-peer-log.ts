// What was decided about another instance is found without reading the whole log.
import { type Kysely, sql } from 'kysely';

export const peerLog = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`create index action_by_peer on action (subject, number) where subject_kind = 'peer'`).execute(db);
  },
});
