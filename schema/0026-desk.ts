// The desk's lists by place, by person, by kind and by reason: each is a range of an index, however long it is.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

const statements = [
  `create index moderation_case_by_reason on moderation_case (queue, reason, rank, id)`,
  `create index moderation_case_by_scope_reason on moderation_case (queue, scope, reason, rank, id)`,
  `create index moderation_case_by_queue_person on moderation_case (queue, person, rank, id)`,
  `create index moderation_case_by_appeal on moderation_case (queue, rank, id) where appeals > 0`,

  `create index action_by_scope on action (scope, number)`,
  `create index action_by_scope_kind on action (scope, kind, number)`,
  `create index action_by_kind on action (kind, number)`,
  `create index action_by_reason on action (reason, number)`,

  `create index measure_by_scope on measure (scope, action) where ended = 0`,
  `create index measure_by_scope_kind on measure (scope, kind, action) where ended = 0`,
  `create index measure_by_kind on measure (kind, action) where ended = 0`,
  `create index measure_by_reason on measure (reason, action) where ended = 0`,
  `create index measure_by_person on measure (person, action)`,

  `create index held_post_by_place on held_post (place_id, id) where state = 'held'`,
];

export const desk = (_dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});
