// What happened here, in order. A verb's last act: the event stands in the same transaction as what it tells.

import type { Writer } from '../db/database.ts';
import { inTurn } from '../db/dialect.ts';
import { oneByOne } from '../db/one-by-one.ts';
import { command } from '../db/statement.ts';

export const eventKinds = [
  'thread.started',
  'thread.moved', // to another board: place is where it is now
  'post.created',
  'post.edited',
  'post.deleted',
  'post.changed', // withdrawn, reinstated, content arrived late
  'votes.changed', // never whose
  'place.changed',
  'member.changed',
  'member.left', // data.member
  'session.changed',
  'account.changed', // address, links to a new password, second factor: nobody else's news
  'journal.grew', // own or foreign entries were stored: data.origins
  'view.rebuilt', // everything derived may have changed
  'charter.changed',
  'peer.changed',
  'instance.changed',
  'announcement.changed',
  'archive.changed', // data.member
  'texts.accepted', // data.member
  'application.received', // data.application
  'application.decided', // data.application, data.state; data.member: who was let in
  'invitation.changed', // data.invitation
  'invitation.used', // data.invitation, data.joined; data.member: who invited
  'report.received', // data.report, data.case: never whose
  'report.settled', // data.reports: whose outcome is known now
  'case.changed', // data.case, data.state
  'case.opened', // data.case: it waits for those who moderate, by what looks by itself, or was passed up
  'case.noted', // data.note: the number of what moderators wrote to whom a case concerns, or to those who reported
  'appeal.received', // data.appeal, data.case
  'appeal.decided', // data.appeal
  'notice.received', // data.notice: another instance told of a measure about a member
  'message.queued', // data.peer, data.kind
  'message.received', // data.peer, data.kind
  'message.settled', // data.peer, data.kind, data.state
  'action.taken', // data.first, data.last: numbers of actions that take effect now; for those who moderate, and notices
  'action.pending', // the same, but they wait for a second approval
  'measure.ended', // data.actions: whose time is over
  'post.held', // data.held; data.member: the author; data.state: refused, where it cannot be said any more
  'filter.changed', // data.filter
  'notifications.changed', // data.members: whose; nobody else's news
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Names and numbers, never what somebody wrote: events outlive the posts they tell of. */
export type NewEvent = {
  kind: EventKind;
  at: number;
  placeId?: number;
  threadId?: number;
  postId?: number;
  data?: Readonly<Record<string, string | number | readonly string[]>>;
};

type Params = {
  kind: string;
  at: number;
  place: number | null;
  thread: number | null;
  post: number | null;
  data: string;
};

const insertEvent = command<Params>()((db, p) =>
  db
    .insertInto('event')
    .values({ kind: p.kind, at: p.at, place_id: p.place, thread_id: p.thread, post_id: p.post, data: p.data }),
);

const rowOf = ({ kind, placeId, threadId, postId, data }: Omit<NewEvent, 'at'>, at: number): Params => ({
  kind,
  at,
  place: placeId ?? null,
  thread: threadId ?? null,
  post: postId ?? null,
  data: data ? JSON.stringify(data) : '{}',
});

/** Comes last in a transaction: it takes the turn of all who append events. */
export const appendEvent = async (tx: Writer, event: NewEvent): Promise<void> => {
  await inTurn(tx, 'event');
  await tx.run(insertEvent, rowOf(event, event.at));
};

/** Like {@link appendEvent}, for all that happened at one time. */
export const appendEvents = async (tx: Writer, events: readonly Omit<NewEvent, 'at'>[], at: number): Promise<void> => {
  if (events.length === 0) return;
  await inTurn(tx, 'event');
  await oneByOne(events, (event) => tx.run(insertEvent, rowOf(event, at)));
};
