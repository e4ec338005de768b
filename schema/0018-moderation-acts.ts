// Acts of moderation that the log holds, too: whose reports are not taken is a measure like others now. Mutes from before end here.
import { type Kysely, sql } from 'kysely';

/** Statements in order. */
const statements = (): string[] => [
  `drop table report_mute`,
  `create index measure_of_mutes on measure (action) where kind = 'mute'`,
];

export const moderationActs = () => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements()) await sql.raw(statement).execute(db);
  },
});
