// Mail that waits to be sent. A verb puts a row into its own transaction and sends nothing: src/delivery/mail/ does, once
// it is committed.
import { sql } from 'kysely';
import { foldMailAddress, parseMailAddress } from '../../base/mail-address.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export type NewMail = {
  /** What it is for: `password-reset`. Counted by, and logged. */
  kind: string;
  to: string;
  memberId?: number;
  /** One line; what would break it becomes a space. */
  subject: string;
  /** Plain text, its lines ended by `\n`. */
  text: string;
  /** An http(s) address that ends these mails when something is posted to it (RFC 8058). */
  unsubscribe?: string;
  /** Epoch milliseconds. */
  now: number;
  /** Not worth sending later than that; three days from now unless said. */
  until?: number;
};

const DAY = 86_400_000;
/** So long it is tried. */
export const MAIL_PATIENCE = 3 * DAY;
/** So long one knows that it was sent. */
export const KEEP_MAIL = 7 * DAY;
const SUBJECT = 200;

const insertMail = command<{
  kind: string;
  memberId: number | null;
  address: string;
  subject: string;
  text: string;
  unsubscribe: string | null;
  now: number;
  until: number;
}>()((db, p) =>
  db.insertInto('outbox').values({
    kind: p.kind,
    member_id: p.memberId,
    address: p.address,
    subject: p.subject,
    text: p.text,
    unsubscribe: p.unsubscribe,
    created_at: p.now,
    until_at: p.until,
    next_at: p.now,
    error: null,
    sent_at: null,
  }),
);

/** Control characters, line and paragraph ends, and what turns the order of letters round, become spaces. */
export const oneLine = (text: string): string =>
  Array.from(text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim())
    .slice(0, SUBJECT)
    .join('');

const checkUnsubscribe = (address: string): string => {
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) throw new Error('An address to unsubscribe at is an http address.');
  return url.href;
};

/**
 * Puts a mail into the transaction. Ring the bell after the commit: the sender hears it.
 * @throws Error where `to` or `unsubscribe` is no address: callers bring only what was checked
 */
export const queueMail = async (tx: Writer, mail: NewMail): Promise<void> => {
  const address = parseMailAddress(mail.to);
  if (address === undefined) throw new Error(`A mail of the kind ${mail.kind} has no address to go to.`);
  await tx.run(insertMail, {
    kind: mail.kind,
    memberId: mail.memberId ?? null,
    address,
    subject: oneLine(mail.subject),
    text: mail.text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'),
    unsubscribe: mail.unsubscribe === undefined ? null : checkUnsubscribe(mail.unsubscribe),
    now: mail.now,
    until: mail.until ?? mail.now + MAIL_PATIENCE,
  });
};

const countOfMember = query<{ kind: string; memberId: number; since: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('member_id', '=', p.memberId)
    .where('created_at', '>', p.since)
    .where('kind', '=', p.kind),
);
const countOfAddress = query<{ kind: string; address: string; since: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(sql<string>`lower(address)`, '=', p.address)
    .where('created_at', '>', p.since)
    .where('kind', '=', p.kind),
);

/** Mails of one kind that were queued for a member since then; KEEP_MAIL is as far as it goes back. */
export const mailsToMember = async (reader: Reader, kind: string, memberId: number, since: number): Promise<number> =>
  Number((await reader.get(countOfMember, { kind, memberId, since }))?.count ?? 0);

/** The same, for an address, whosever it is. */
export const mailsToAddress = async (reader: Reader, kind: string, address: string, since: number): Promise<number> =>
  Number((await reader.get(countOfAddress, { kind, address: foldMailAddress(address), since }))?.count ?? 0);

const dueMails = query<{ now: number; limit: number }>()((db, p) =>
  db.selectFrom('outbox').selectAll().where('next_at', '<=', p.now).orderBy('next_at').orderBy('id').limit(p.limit),
);

export type DueMail = {
  id: number;
  kind: string;
  address: string;
  subject: string;
  text: string;
  unsubscribe: string | null;
  createdAt: number;
  until: number;
  attempts: number;
};

/** Those whose turn it is, at most `limit`. */
export const readDueMails = async (reader: Reader, now: number, limit: number): Promise<DueMail[]> =>
  (await reader.all(dueMails, { now, limit })).map((row) => ({
    id: row.id,
    kind: row.kind,
    address: row.address,
    subject: row.subject,
    text: row.text,
    unsubscribe: row.unsubscribe,
    createdAt: row.created_at,
    until: row.until_at,
    attempts: row.attempts,
  }));

/** Counts an attempt before it is made: a mail under way when the power fails comes again at `next`, not at once. */
export const takeMail = command<{ id: number; attempts: number; next: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_at: p.next }))
    .where('id', '=', p.id)
    .where('attempts', '=', p.attempts)
    .where('next_at', 'is not', null),
);
/** Not counted after all: the server could not be reached, which is not this mail's fault. */
export const giveBackMail = command<{ id: number; next: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({ attempts: eb('attempts', '-', 1), next_at: p.next }))
    .where('id', '=', p.id)
    .where('next_at', 'is not', null),
);
export const markSent = command<{ id: number; now: number }>()((db, p) =>
  db.updateTable('outbox').set({ text: '', next_at: null, error: null, sent_at: p.now }).where('id', '=', p.id),
);
export const markDelayed = command<{ id: number; error: string }>()((db, p) =>
  db.updateTable('outbox').set({ error: p.error }).where('id', '=', p.id),
);
export const markGivenUp = command<{ id: number; error: string }>()((db, p) =>
  db.updateTable('outbox').set({ text: '', next_at: null, error: p.error }).where('id', '=', p.id),
);

const dropOld = command<{ before: number }>()((db, p) =>
  db.deleteFrom('outbox').where('next_at', 'is', null).where('created_at', '<', p.before),
);

/** Forgets mails that were sent or given up, KEEP_MAIL after they were written. */
export const dropOldMails = async (tx: Writer, now: number): Promise<number> =>
  tx.run(dropOld, { before: now - KEEP_MAIL });
