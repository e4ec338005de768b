// Row types of every table. One convention: times are epoch milliseconds, booleans 0 or 1, JSON and keys are text.
import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { AdviceTables } from './tables/advice.ts';
import type { AutomationTables } from './tables/automation.ts';
import type { CaseTables } from './tables/cases.ts';
import type { ComingInTables } from './tables/coming-in.ts';
import type { MailTables } from './tables/mail.ts';
import type { MessageTables } from './tables/messages.ts';
import type { ModerationTables } from './tables/moderation.ts';
import type { NotificationTables } from './tables/notifications.ts';
import type { OwnDataTables } from './tables/own-data.ts';
import type { PasskeyTables } from './tables/passkeys.ts';
import type { PeerHistoryTables } from './tables/peer-history.ts';
import type { ReadingTables } from './tables/reading.ts';
import type { SearchTables } from './tables/search.ts';
import type { StepTables } from './tables/steps.ts';
import type { UploadTables } from './tables/uploads.ts';
import type { VoteTables } from './tables/votes.ts';
import type { WritingTables } from './tables/writing.ts';

type Flag = 0 | 1;
/** Set by the database on insert. */
type Id = Generated<number>;
type Counted = ColumnType<number, number | undefined, number>;

export type PlaceKind = 'board' | 'plank';
export type Visibility = 'public' | 'members';
export type Role = 'member' | 'moderator' | 'admin';
/** `none`: the type has no content. `missing`: nothing erased it and we do not have it (a hole). */
export type ContentState = 'none' | 'held' | 'erased' | 'withheld' | 'missing';
/** `waiting`: see table waiting. `void`: kept and passed on, without effect. `kept`: a type without effect in this version. */
export type Effect = 'applied' | 'waiting' | 'void' | 'kept';
/** `live`; `deleted` by its author; `erased` elsewhere; `missing`: its content has not arrived; `void`: its content breaks its schema. */
export type PostState = 'live' | 'deleted' | 'erased' | 'missing' | 'withheld' | 'void';

type Base = {
  setting: { name: string; value: string };
  secret_key: { kid: string; purpose: 'token' | 'operations'; jwk: string; created_at: number };
  cursor: { name: string; event_id: number };
  member: {
    id: Id;
    name: string;
    public_id: string;
    display_name: string;
    bio: string;
    password_hash: string;
    role: Role;
    state: 'active' | 'erased';
    created_at: number;
    version: Counted;
    /** When they agreed to what a plank is. */
    acknowledged_at: ColumnType<number | null, number | null | undefined, number | null>;
  };
  session: {
    id: Id;
    public_id: string;
    member_id: number;
    kind: 'token' | 'cookie';
    agent: string;
    created_at: number;
    used_at: number;
    expires_at: number;
    ended_at: number | null;
  };
  session_secret: { hash: string; session_id: number; created_at: number; used_at: number | null };
  idempotency: { member_id: number; key: string; request_hash: string; status: number; body: string; at: number };
  place: {
    id: Id;
    kind: PlaceKind;
    coalition: string;
    slug: string;
    title: string;
    text: string;
    visibility: Visibility;
    position: number;
    state: 'open' | 'archived' | 'closed';
    thread_count: Counted;
    post_count: Counted;
    active_at: number | null;
    created_at: number;
    version: Counted;
  };
  author: {
    id: Id;
    member_id: number | null;
    origin: string;
    public_id: string;
    name: string;
    display_name: string;
    bio: string;
    seq: Counted;
    erased_seq: Counted;
  };
  thread: {
    id: Id;
    place_id: number;
    origin: string;
    seq: number;
    title: string;
    author_id: number;
    state: 'open' | 'closed';
    listed: Flag;
    at: number;
    active_at: number;
    post_count: number;
    version: Counted;
    card: string | null;
    /** On boards: the name of a thread on a plank that it is about. */
    about: ColumnType<string | null, string | null | undefined, string | null>;
  };
  post: {
    id: Id;
    thread_id: number;
    place_id: number;
    origin: string;
    seq: number;
    parent_id: number | null;
    author_id: number;
    state: PostState;
    title: string;
    body: string;
    at: number;
    arrived_at: number;
    edited_at: number | null;
    edit_seq: number;
    revision_count: Counted;
    withdrawn_seq: Counted;
    withdrawn_reason: string | null;
    version: Counted;
    card: string | null;
  };
  revision: { post_id: number; seq: number; title: string; body: string; at: number };
  tally: {
    post_id: number;
    origin: string;
    up: number;
    down: number;
    seq: number;
    /** 0: votes of that instance do not count here. */
    counted: ColumnType<Flag, Flag | undefined, Flag>;
  };
  journal: {
    id: Id;
    coalition: string;
    origin: string;
    own: Flag;
    /** Why this instance writes nothing into its own journal for now. */
    halted: string | null;
    budget_day: Counted;
    budget_entries: Counted;
    budget_bytes: Counted;
  };
  epoch: {
    journal_id: number;
    epoch: number;
    statement: string;
    hash: string;
    kid: string;
    key: string;
    after_epoch: number;
    after_seq: number;
    after_hash: string;
    final: Flag;
    at: number;
    head_seq: number;
    head_hash: string;
    head_at: number;
    checked_seq: number;
    /** From here on the epoch has left the fold: its author said two things at once. */
    forked_seq: number | null;
    /** A later, final statement ended the epoch here. */
    end_seq: number | null;
    end_hash: string | null;
  };
  entry: {
    id: Id;
    journal_id: number;
    epoch: number;
    seq: number;
    hash: string;
    type: string;
    at: number;
    envelope: string;
    content: Uint8Array | null;
    content_state: ContentState;
    effect: Effect;
    arrived_at: number;
  };
  evidence: { journal_id: number; epoch: number; seq: number; first: string; second: string; at: number };
  waiting: { journal_id: number; seq: number; awaits: string; due_at: number | null };
  erased_range: { journal_id: number; from_seq: number; to_seq: number };
  erasure: { journal_id: number; hash: string; statement: string; at: number };
  charter_version: {
    coalition: string;
    v: number;
    hash: string;
    bytes: string;
    certificate: string;
    effective: number;
  };
  founding: { hash: string; bytes: string; state: 'draft' | 'in-force' | 'refused'; received_at: number };
  founding_signature: { hash: string; origin: string; signature: string; received_at: number };
  peer: {
    coalition: string;
    origin: string;
    url: string;
    failures: Counted;
    next_at: Counted;
    seen_at: number | null;
    error: string | null;
    error_at: number | null;
    offset_ms: number | null;
    charter_v: Counted;
    refused: Counted;
    refused_why: string | null;
    refused_at: number | null;
    /** Since when it answers, or does not. */
    since_at: ColumnType<number | null, number | null | undefined, number | null>;
    /** Entries that it said it holds and that are not here. */
    missing: Counted;
  };
  peer_head: {
    coalition: string;
    peer: string;
    journal_id: number;
    epoch: number;
    seq: number;
    holes: number;
    at: number;
  };
  call_token: { issuer: string; jti: string; expires_at: number };
  event: {
    id: Id;
    kind: string;
    at: number;
    place_id: number | null;
    thread_id: number | null;
    post_id: number | null;
    data: string;
  };
};

export type DB = Base &
  AdviceTables &
  AutomationTables &
  CaseTables &
  ComingInTables &
  MailTables &
  MessageTables &
  ModerationTables &
  NotificationTables &
  OwnDataTables &
  PasskeyTables &
  PeerHistoryTables &
  ReadingTables &
  SearchTables &
  StepTables &
  UploadTables &
  VoteTables &
  WritingTables;

export type Row<T extends keyof DB> = Selectable<DB[T]>;
export type NewRow<T extends keyof DB> = Insertable<DB[T]>;
