// Row types of messages between instances (schema/0013-messages.ts).
import type { ColumnType, Generated } from 'kysely';

/** `refused`: the other side will never take it. `given-up`: it did not answer for 30 days, or is no peer any more. */
export type MessageState = 'waiting' | 'taken' | 'refused' | 'given-up';

export type MessageTables = {
  message_out: {
    id: Generated<number>;
    coalition: string;
    peer: string;
    /** The name by which the receiver knows it again. */
    message_id: string;
    kind: string;
    /** JSON; `''` once it is settled. */
    content: string;
    /** What asked for it, and is told how it ended. */
    ref: string;
    created_at: number;
    until_at: number;
    attempts: ColumnType<number, number | undefined, number>;
    /** null: settled. */
    next_at: number | null;
    state: MessageState;
    error: string | null;
    settled_at: number | null;
  };
  message_in: {
    coalition: string;
    /** Who sent it. */
    peer: string;
    message_id: string;
    kind: string;
    /** When it was written, by the sender's clock. */
    at: number;
    received_at: number;
    state: 'taken' | 'refused';
    why: string | null;
  };
};
