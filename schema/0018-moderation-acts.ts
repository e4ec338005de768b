// Moderation, rounded off: whose reports are not taken is a measure in the log like others (mutes from before end here); votes of a
// peer may not count here, and first posts of its members may wait until somebody lets them through.
import { type Kysely, sql } from 'kysely';

/** Statements in order. */
const statements = (int: string): string[] => [
  `drop table report_mute`,
  `create index measure_of_mutes on measure (action) where kind = 'mute'`,
  // Who was let through: known by the posts that stand for good.
  `create index measure_of_kept on measure (person) where kind = 'keep'`,
  `create index post_held_here on post (id) where layer like '{"state":"held"%'`,
  // 0: a measure on that instance leaves its votes out here.
  `alter table tally add column counted ${int} not null default 1`,
  `create index tally_by_origin on tally (origin, post_id)`,
];

export const moderationActs = (dialect: 'sqlite' | 'postgres') => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements(dialect === 'sqlite' ? 'integer' : 'bigint'))
      await sql.raw(statement).execute(db);
  },
});
