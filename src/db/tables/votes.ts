// Row types of votes, and what they add to posts and threads.
import type { ColumnType } from 'kysely';

type Counted = ColumnType<number, number | undefined, number>;

export type VoteTables = {
  /** Posts by name: row ids of planks change when they are folded anew. */
  vote: { member_id: number; post_origin: string; post_seq: number; value: 1 | -1; at: number };
  /** Of this instance's members. */
  vote_count: { post_origin: string; post_seq: number; up: number; down: number };
  /** Posts on planks of which the own journal does not tell the newest count yet; `at`: since when. */
  tally_due: { post_origin: string; post_seq: number; at: number };
  /** What readers see: on boards the votes here, on planks the sum of all tallies. */
  post: { up: Counted; down: Counted };
  /** Of its start: up − down; and 2^n times the product of n voters (threads/bridging.ts). */
  thread: { score: Counted; bridging: Counted };
};
