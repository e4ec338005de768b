// Actions that somebody wants to look at again are found by when.
import { type Kysely, sql } from 'kysely';

type Dialect = 'sqlite' | 'postgres';

export const reviews = (_dialect: Dialect) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw('create index action_by_review on action (review_at, number) where review_at is not null')
      .execute(db);
  },
});
