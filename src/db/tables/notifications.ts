// Row types of notifications (schema/0007-notifications.ts).
import type { ColumnType, Generated } from 'kysely';

type Defaulted = ColumnType<number, number | undefined, number>;
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** From the strongest down, as far as posts go: of one post a member is told once. */
export type NotificationKind =
  | 'mention'
  | 'reply'
  | 'thread'
  | 'place'
  | 'decision'
  | 'application'
  | 'invitation'
  /** What moderators decided about a member or their posts. */
  | 'measure'
  /** How a report of the member was decided, an appeal, and what another instance did about the member. */
  | 'report'
  | 'appeal'
  | 'notice'
  /** Something waits for those who moderate: one for the whole queue. */
  | 'case';
/** In the forum alone; also by mail at once; also in a daily digest; or not at all. */
export type NotificationWay = 'forum' | 'mail' | 'digest' | 'off';

export type NotificationTables = {
  notification: {
    id: Generated<number>;
    member_id: number;
    kind: NotificationKind;
    thread_origin: Optional<string>;
    thread_seq: Optional<number>;
    /** Of a pile: the post that arrived last. */
    post_origin: Optional<string>;
    post_seq: Optional<number>;
    from_at: Optional<number>;
    from_origin: Optional<string>;
    from_seq: Optional<number>;
    to_at: Optional<number>;
    about: Optional<string>;
    at: number;
    read_at: Optional<number>;
    filtered: ColumnType<0 | 1, 0 | 1 | undefined, 0 | 1>;
    mail_at: Optional<number>;
  };
  notification_setting: { member_id: number; kind: NotificationKind; way: NotificationWay };
  notification_mail: {
    member_id: number;
    secret: string;
    hour: number;
    digest_at: Optional<number>;
    digested_at: Defaulted;
    mailed_at: Defaulted;
  };
  notification_sender: {
    member_id: number;
    origin: string;
    public_id: string;
    name: string;
    accepted: 0 | 1;
    at: number;
  };
  notification_work: {
    id: Generated<number>;
    /** thread, place: tells followers of a post. drop: takes back what told of it. sweep: looks what there is no more. */
    kind: 'thread' | 'place' | 'drop' | 'sweep';
    thread_origin: string;
    thread_seq: number;
    post_origin: string;
    post_seq: number;
    at: number;
    after_id: number;
  };
};
