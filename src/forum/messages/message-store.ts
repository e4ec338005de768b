// Messages to other instances, kept until they are acknowledged. A verb puts a row into its own transaction and sends nothing:
// src/federation/messages/ does, once it is committed.
import type { Chance } from '../../base/time.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { MessageState } from '../../db/tables/messages.ts';
import type { Row } from '../../db/tables.ts';
import { type MessageContent, type MessageKind, messageKinds } from './message-kinds.ts';

const DAY = 86_400_000;
/** So long it is tried (protocol.md, Exchange). */
export const MESSAGE_PATIENCE = 30 * DAY;
/** So long one knows how it ended. */
const KEEP_SETTLED = 30 * DAY;

export type NewMessage<K extends MessageKind = MessageKind> = {
  coalition: string;
  /** The origin of the receiver. */
  peer: string;
  /** See {@link newMessageId}. */
  id: string;
  kind: K;
  content: MessageContent<K>;
  /** What asked for it: comes back when it is settled. */
  ref?: string;
  /** Epoch milliseconds. */
  now: number;
};

/** 16 random bytes as base64url. */
export const newMessageId = (chance: Pick<Chance, 'bytes'>): string =>
  Buffer.from(chance.bytes(16)).toString('base64url');

type Params = Omit<NewMessage, 'content' | 'ref'> & { content: string; ref: string; until: number };

const insertMessage = command<Params>()((db, p) =>
  db.insertInto('message_out').values({
    coalition: p.coalition,
    peer: p.peer,
    message_id: p.id,
    kind: p.kind,
    content: p.content,
    ref: p.ref,
    created_at: p.now,
    until_at: p.until,
    next_at: p.now,
    state: 'waiting',
    error: null,
    settled_at: null,
  }),
);

/**
 * Puts a message into the transaction. The verb's event, or `message.queued`, makes it go at once; it goes a little later else.
 * @throws Error where the content is not its kind's: callers bring only what was checked
 */
export const queueMessage = async <K extends MessageKind>(tx: Writer, message: NewMessage<K>): Promise<void> => {
  const { kind, content, ref = '', now } = message;
  const checked = messageKinds[kind].parse(content);
  await tx.run(insertMessage, {
    ...message,
    content: JSON.stringify(checked),
    ref,
    until: now + MESSAGE_PATIENCE,
  });
};

const dueMessages = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('message_out')
    .selectAll()
    .where('next_at', '<=', p.now)
    .orderBy('next_at')
    .orderBy('id')
    .limit(p.limit),
);
export type DueMessage = Row<'message_out'>;

/** Those whose turn it is, at most `limit`. */
export const readDueMessages = async (reader: Reader, now: number, limit: number): Promise<DueMessage[]> =>
  reader.all(dueMessages, { now, limit });

/** Counts an attempt before it is made: a message under way when the power fails comes again at `next`, not at once. */
export const takeMessage = command<{ id: number; attempts: number; next: number }>()((db, p) =>
  db
    .updateTable('message_out')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_at: p.next }))
    .where('id', '=', p.id)
    .where('attempts', '=', p.attempts)
    .where('next_at', 'is not', null),
);
export const delayMessage = command<{ id: number; next: number; error: string }>()((db, p) =>
  db
    .updateTable('message_out')
    .set({ next_at: p.next, error: p.error })
    .where('id', '=', p.id)
    .where('next_at', 'is not', null),
);
/** The others that are due for a peer that cannot be reached, or wants to be asked later. */
export const delayOthers = command<{ coalition: string; peer: string; now: number; next: number }>()((db, p) =>
  db
    .updateTable('message_out')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_at: p.next }))
    .where('coalition', '=', p.coalition)
    .where('peer', '=', p.peer)
    .where('next_at', '<=', p.now),
);
const settle = command<{ id: number; state: MessageState; error: string | null; now: number }>()((db, p) =>
  db
    .updateTable('message_out')
    .set({ content: '', next_at: null, state: p.state, error: p.error, settled_at: p.now })
    .where('id', '=', p.id)
    .where('next_at', 'is not', null),
);

/** @returns whether it was not settled before */
export const settleMessage = async (
  tx: Writer,
  settled: { id: number; state: Exclude<MessageState, 'waiting'>; error: string | null; now: number },
): Promise<boolean> => (await tx.run(settle, settled)) === 1;

const byRef = query<{ ref: string }>()((db, p) =>
  db.selectFrom('message_out').selectAll().where('ref', '=', p.ref).orderBy('id'),
);

/** How the messages stand that somebody asked for. */
export const messagesFor = async (reader: Reader, ref: string): Promise<Row<'message_out'>[]> =>
  reader.all(byRef, { ref });

const dropSettled = command<{ before: number }>()((db, p) =>
  db.deleteFrom('message_out').where('settled_at', '<', p.before),
);

export const dropSettledMessages = async (tx: Writer, now: number): Promise<number> =>
  tx.run(dropSettled, { before: now - KEEP_SETTLED });
