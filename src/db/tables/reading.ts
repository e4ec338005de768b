// Row types of what members keep of their reading (schema/0004-reading.ts).
import type { ColumnType, Generated } from 'kysely';

type Counted = ColumnType<number, number | undefined, number>;

/** `mentions`: hears of mentions alone. `muted`: of nothing, and it leaves the unread list. */
export type FollowLevel = 'every' | 'mentions' | 'muted';
/** What becomes of threads that a member starts or replies to. */
export type AutoFollow = 'every' | 'mentions' | 'off';

export type ReadingTables = {
  thread: {
    /** When its newest post reached this instance. */
    arrived_at: Counted;
  };
  read_mark: {
    member_id: number;
    thread_origin: string;
    thread_seq: number;
    arrived_at: number;
    post_origin: string;
    post_seq: number;
    posts: number;
    below: ColumnType<0 | 1, 0 | 1 | undefined, 0 | 1>;
    read_at: number;
  };
  place_mark: { member_id: number; place_id: number; arrived_at: number };
  follow: {
    id: Generated<number>;
    member_id: number;
    kind: 'thread' | 'place';
    origin: string;
    seq: number;
    level: FollowLevel;
    at: number;
  };
  reading_setting: { member_id: number; started: AutoFollow; replied: AutoFollow };
  bookmark: {
    id: Generated<number>;
    member_id: number;
    post_origin: string;
    post_seq: number;
    note: string;
    at: number;
  };
  hidden: {
    id: Generated<number>;
    member_id: number;
    origin: string;
    public_id: string;
    name: string;
    at: number;
  };
};
