// Row types of mail and of the second factor (schema/0003-mail.ts).
import type { ColumnType, Generated } from 'kysely';

type Id = Generated<number>;
type Counted = ColumnType<number, number | undefined, number>;

export type MailTables = {
  outbox: {
    id: Id;
    kind: string;
    member_id: number | null;
    address: string;
    subject: string;
    /** `''` once it was sent or given up. */
    text: string;
    unsubscribe: string | null;
    created_at: number;
    /** Not worth sending later than that. */
    until_at: number;
    attempts: Counted;
    /** null: sent, or given up. */
    next_at: number | null;
    error: string | null;
    sent_at: number | null;
  };
  member_email: {
    member_id: number;
    address: string;
    /** In lower case, to find it by. */
    folded: string;
    confirmed_at: number | null;
    created_at: number;
  };
  email_confirmation: { member_id: number; hash: string; address: string; created_at: number; expires_at: number };
  reset_request: { id: Id; account: string; created_at: number };
  /** `via`: `mail`, or the name of the admin who made the link (`''`: the operator). */
  password_reset: { hash: string; member_id: number; via: string; created_at: number; expires_at: number };
  totp: { member_id: number; secret: string; active_at: number | null; last_step: Counted; created_at: number };
  recovery_code: { member_id: number; hash: string };
};
