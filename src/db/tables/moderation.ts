// Row types of moderation (schema/0012-moderation.ts). Kinds, reasons and scopes are closed lists of forum/policy/measures.ts.
import type { ColumnType, Generated } from 'kysely';

type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Flag = 0 | 1;
type Defaulted = ColumnType<Flag, Flag | undefined, Flag>;

export type ModerationTables = {
  action: {
    number: number;
    at: number;
    kind: string;
    subject_kind: string;
    subject: string;
    host: string;
    revision: number | null;
    scope: string;
    reason: string;
    rule: string;
    basis: string;
    role: string;
    alias: number | null;
    until_at: number | null;
    review_at: number | null;
    permanent: Flag;
    parent: number | null;
    target: number | null;
    case_id: string | null;
    automatic: Flag;
    settings: string;
    /** `approval`: of a second person; `wait`: until effective_at; else ''. */
    awaits: string;
    effective_at: number | null;
    /** How many acts it counts for. */
    weight: number;
    since_at: number | null;
    /** JSON: the commitment of each private part. */
    commits: string;
    prev: string;
    hash: string;
  };
  action_part: { action: number; part: 'subject' | 'words' | 'actor'; person: string; salt: string; data: string };
  measure: {
    action: number;
    kind: string;
    subject: string;
    scope: string;
    person: string;
    from_at: number;
    until_at: number | null;
    ended: Defaulted;
    reason: string;
    rule: string;
    basis: string;
    role: string;
    alias: number | null;
    automatic: Flag;
    settings: string;
    parent: number | null;
  };
  moderator_alias: { number: number; member_id: number | null };
  duty: { member_id: number; scope: string; capabilities: string; action: number };
  held_post: {
    id: Generated<number>;
    public_id: string;
    member_id: number;
    kind: 'thread' | 'reply';
    place_id: number;
    thread_origin: string | null;
    thread_seq: number | null;
    parent: string | null;
    title: string;
    body: string;
    attachments: string;
    about: string | null;
    acknowledged: Flag;
    why: string;
    action: number;
    at: number;
    until_at: number | null;
    state: 'held' | 'released' | 'refused' | 'withdrawn';
    decided_at: Optional<number>;
    post: Optional<string>;
  };
  post_advice: { origin: string; seq: number; effect: 'label' | 'collapse'; data: string; until_at: number | null };
  member: { standing: Optional<string>; duties: Optional<string> };
  post: { layer: Optional<string>; veiled: Defaulted };
  thread: { layer: Optional<string>; veiled: Defaulted };
  place: { layer: Optional<string> };
};
