// Row types of reports, cases and appeals (schema/0014-cases.ts).
import type { ColumnType, Generated } from 'kysely';

type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Counted = ColumnType<number, number | undefined, number>;
type Flag = ColumnType<0 | 1, 0 | 1 | undefined, 0 | 1>;

export type CaseState = 'open' | 'claimed' | 'actioned' | 'dismissed' | 'escalated' | 'closed';
/** In which list a case stands. */
export type CaseQueue = 'waiting' | 'claimed' | 'decided' | 'closed';
export type AppealState = 'open' | 'overturned' | 'narrowed' | 'upheld';
/** Moderators here; whom the case concerns; whoever reported. */
export type NoteAudience = 'moderators' | 'person' | 'reporters';

export type CaseTables = {
  moderation_case: {
    id: Generated<number>;
    public_id: string;
    /** As forum/policy/measures.ts writes it: `post b17`. */
    subject: string;
    scope: string;
    /** `<opaque id>@<origin>` of whom it concerns; `''` where that is nobody, or erased. */
    person: string;
    /** Of a post: the newest revision that was reported. */
    revision: Optional<number>;
    /** The gravest that was named. */
    reason: string;
    state: CaseState;
    queue: CaseQueue;
    rank: number;
    priority: number;
    version: Counted;
    claimed_by: Optional<number>;
    claimed_until: Optional<number>;
    reports: Counted;
    /** Appeals that wait. */
    appeals: Counted;
    opened_at: number;
    changed_at: number;
    /** How it was decided last: kept while it is closed. */
    outcome: Optional<'actioned' | 'dismissed'>;
    decided_at: Optional<number>;
    decided_by: Optional<number>;
    closed_at: Optional<number>;
    /** Something automatic opened it. */
    automatic: Flag;
    /** Whoever had it could not decide: for those who moderate the whole instance. */
    escalated: Flag;
  };
  report: {
    id: Generated<number>;
    public_id: string;
    case_id: number;
    member_id: number | null;
    /** `''`: a member here. */
    peer: string;
    handle: string;
    reason: string;
    words: string;
    /** -1: it is about no post. */
    revision: number;
    at: number;
    outcome: Optional<string>;
    outcome_at: Optional<number>;
  };
  post_snapshot: {
    origin: string;
    seq: number;
    revision: number;
    case_id: number;
    title: string;
    body: string;
    at: number;
    gone: Flag;
    gone_at: Optional<number>;
  };
  case_note: {
    id: Generated<number>;
    case_id: number;
    member_id: number | null;
    peer: string;
    /** `note`, `forwarded`, `outcome`, `decided`, `appeal`, … */
    kind: string;
    audience: NoteAudience;
    words: string;
    at: number;
  };
  appeal: {
    id: Generated<number>;
    public_id: string;
    case_id: number;
    action: number | null;
    report_id: number | null;
    /** null: of another instance. */
    member_id: number | null;
    words: string;
    at: number;
    state: AppealState;
    reasons: string;
    decided_at: Optional<number>;
    decided_by: Optional<number>;
    /** The opaque id of the member whose decision it is about; `''`: the operator, or nobody known. */
    actor: string;
    /** The home of who appealed, and their opaque id there; `''`: a member here. */
    peer: string;
    person: string;
  };
  peer_notice: {
    id: Generated<number>;
    public_id: string;
    member_id: number;
    peer: string;
    /** The handle of the measure there. */
    action: string;
    /** JSON, as it came. */
    content: string;
    at: number;
    ended_at: Optional<number>;
    /** Of the member, against it; null: none. */
    appeal_id: Optional<string>;
    appeal_words: ColumnType<string, string | undefined, string>;
    appeal_at: Optional<number>;
    /** `sent`, then `open` once that instance has it, or `refused`. */
    appeal_state: Optional<AppealState | 'sent' | 'refused'>;
    appeal_reasons: ColumnType<string, string | undefined, string>;
    appeal_decided_at: Optional<number>;
  };
};
