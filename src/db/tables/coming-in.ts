// Row types of coming in: applications, invitations, texts and who accepted them.
import type { Generated } from 'kysely';

/** What an instance tells everybody in versions. Members accept `rules` and `privacy`; an imprint is only read. */
export type TextKind = 'rules' | 'privacy' | 'imprint';

export type ComingInTables = {
  application: {
    id: Generated<number>;
    public_id: string;
    token_hash: string;
    name: string;
    display_name: string;
    /** `''` once it is decided or expired. */
    password_hash: string;
    question: string;
    answer: string;
    /** JSON: kinds of texts and their versions. */
    accepts: string;
    /** Null once it is decided or expired. */
    email: string | null;
    state: 'pending' | 'accepted' | 'refused' | 'expired';
    at: number;
    /** While it is pending: when it ends undecided. After that: when it is dropped. */
    expires_at: number;
    decided_at: number | null;
    /** Null where the operator decided. */
    decided_by: number | null;
    reason: string;
  };
  invitation: {
    id: Generated<number>;
    public_id: string;
    code_hash: string;
    /** Null where the operator invites. */
    member_id: number | null;
    note: string;
    uses: number;
    used: number;
    at: number;
    expires_at: number;
    ended_at: number | null;
  };
  invitation_use: { invitation_id: number; member_id: number; at: number };
  instance_text: {
    kind: TextKind;
    version: number;
    /** Markdown; `''` takes the text away. */
    text: string;
    at: number;
    member_id: number | null;
  };
  acceptance: { member_id: number; kind: TextKind; version: number; at: number };
};
