// Row types of members who leave, archives, announcements.
import type { ColumnType, Generated } from 'kysely';

type Counted = ColumnType<number, number | undefined, number>;

export type OwnDataTables = {
  leaving: {
    member_id: number;
    public_id: string;
    /** What becomes of the posts. */
    posts: 'keep' | 'erase';
    at: number;
    /** Posts on boards up to this one are done. */
    board_at: Counted;
    board_id: Counted;
    /** Why it could not be finished yet. */
    error: ColumnType<string | null, string | null | undefined, string | null>;
    tried_at: Counted;
  };
  former_name: { hash: string };
  archive: {
    id: Generated<number>;
    public_id: string;
    member_id: number;
    state: 'waiting' | 'ready' | 'failed';
    at: number;
    tries: Counted;
    ready_at: number | null;
    expires_at: number | null;
    /** Bytes. */
    size: number | null;
  };
  announcement: {
    id: Generated<number>;
    /** Markdown. */
    text: string;
    level: 'info' | 'warning';
    /** Who sees it. */
    audience: 'public' | 'members';
    from_at: number;
    until_at: number;
    at: number;
    member_id: number | null;
  };
};
