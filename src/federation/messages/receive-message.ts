// A message of a peer comes in: checked, counted, taken once. Acknowledged means that what follows from it is in the database.
import { z } from 'zod';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import {
  AHEAD_MESSAGE,
  findReceived,
  isOverBudget,
  keepReceived,
  OLDEST_MESSAGE,
  refuseReceived,
} from '../../forum/messages/inbox-store.ts';
import {
  isMessageKind,
  type MessageKind,
  messageKinds,
  type ReceivedMessage,
} from '../../forum/messages/message-kinds.ts';
import type { FactsReader } from '../../forum/planks/facts.ts';
import { parseInstant } from '../../journal/forms.ts';
import { noteRefusal } from '../sync/peer-store.ts';

export const MESSAGE_BYTES = 32 * 1024;
/** Of one peer in an hour; what is over waits at its sender. */
export const MESSAGES_AN_HOUR = 300;

/** What stands around every message; the content is looked at once the kind is known. */
export const messageSchema = z.object({
  coalition: z.string().max(64),
  id: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  kind: z.string().regex(/^[a-z][a-z-]{0,31}(?:\.[a-z][a-z-]{0,31})?$/),
  at: z.string().refine((at) => parseInstant(at) !== undefined, 'is no instant'),
  content: z.record(z.string(), z.unknown()),
});
export type Message = z.infer<typeof messageSchema>;

/** What follows from messages of one kind, in the transaction that takes them. */
export type Take<K extends MessageKind> = {
  /** Of one peer; those beyond wait at their sender. */
  anHour?: number;
  /** @returns why it is refused (a code, a space, words), before anything was written; undefined where it was taken */
  take(tx: Writer, message: ReceivedMessage<K>): Promise<string | undefined>;
};
export type Taking = { [K in MessageKind]?: Take<K> };

export type Received =
  | { state: 'taken' }
  | { state: 'refused'; code: string; why: string }
  /** Not now: nothing of it was kept. */
  | { state: 'later'; code: 'too-many'; why: string; retryAfter: number }
  | { state: 'forbidden'; code: 'forbidden'; why: string };

export type ReceiveNeeds = {
  db: Database;
  clock: Clock;
  wake: Wake;
  log: Logger;
  facts: FactsReader;
  taking: Taking;
};

type Checked = { ok: true; message: ReceivedMessage } | { ok: false; code: string; why: string };

const checkMessage = (peer: string, message: Message, now: number): Checked => {
  const { coalition, id, kind } = message;
  const at = parseInstant(message.at) ?? 0;
  if (at < now - OLDEST_MESSAGE) return { ok: false, code: 'too-old', why: 'at: longer ago than 40 days.' };
  if (at > now + AHEAD_MESSAGE)
    return { ok: false, code: 'clock', why: 'at: more than a day ahead of the clock here.' };
  if (!isMessageKind(kind))
    return { ok: false, code: 'unknown-kind', why: `kind: messages of the kind ${kind} are not known here.` };
  const parsed = messageKinds[kind].safeParse(message.content);
  if (parsed.success) return { ok: true, message: { coalition, peer, id, kind, content: parsed.data, at, now } };
  const [issue] = parsed.error.issues;
  const why = `content.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as it should be'}`;
  return { ok: false, code: 'invalid', why: why.slice(0, 300) };
};

const asReceived = (row: { state: 'taken' | 'refused'; why: string | null }): Received => {
  if (row.state === 'taken') return { state: 'taken' };
  const [code = 'invalid', ...why] = (row.why ?? '').split(' ');
  return { state: 'refused', code, why: why.join(' ') };
};

const tooMany = async (
  tx: Writer,
  known: { coalition: string; peer: string },
  now: number,
  kind: string,
  anHour: number | undefined,
): Promise<Received | undefined> => {
  const whole = await isOverBudget(tx, { ...known, now, most: MESSAGES_AN_HOUR });
  const own = anHour === undefined ? undefined : await isOverBudget(tx, { ...known, now, most: anHour, kind });
  if (whole === undefined && own === undefined) return undefined;
  const what = own === undefined ? `${MESSAGES_AN_HOUR}` : `${anHour} of the kind ${kind}`;
  return {
    state: 'later',
    code: 'too-many',
    why: `More than ${what} an hour.`,
    retryAfter: Math.max(whole ?? 0, own ?? 0),
  };
};

/** @param caller whose token was checked */
export const receiveMessage =
  (needs: ReceiveNeeds) =>
  async (caller: string, message: Message): Promise<Received> => {
    const { db, clock, log } = needs;
    const now = clock.now();
    const { coalition, id, kind } = message;
    const known = { coalition, peer: caller, id };
    const facts = await needs.facts(db.read, coalition);
    if (!facts.versions.at(-1)?.charter.constituents.some((one) => one.id === caller))
      return { state: 'forbidden', code: 'forbidden', why: 'Only constituents of the newest charter send messages.' };
    const before = await findReceived(db.read, known);
    if (before) return asReceived(before);

    const checked = checkMessage(caller, message, now);
    const received = await db.write(async (tx): Promise<Received> => {
      // The table says for each kind what takes it; the compiler cannot see that kind and content belong together here.
      const taking = checked.ok ? (needs.taking[checked.message.kind] as Take<MessageKind> | undefined) : undefined;
      const later = await tooMany(tx, known, now, kind, taking?.anHour);
      if (later) return later;
      const refused = checked.ok ? undefined : `${checked.code} ${checked.why}`;
      const row = { ...known, kind, at: parseInstant(message.at) ?? 0, now };
      const state = refused === undefined ? 'taken' : 'refused';
      if (!(await keepReceived(tx, { ...row, state, why: refused ?? null }))) {
        const first = await findReceived(tx, known);
        return first ? asReceived(first) : { state: 'taken' };
      }
      const why = refused ?? (checked.ok ? await taking?.take(tx, checked.message) : undefined);
      if (why !== undefined) {
        if (refused === undefined) await refuseReceived(tx, known, why);
        await noteRefusal(tx, { coalition, origin: caller, at: now, why: `message ${kind}: ${why}`, count: 1 });
      }
      await appendEvent(tx, { kind: 'message.received', at: now, data: { peer: caller, kind } });
      return why === undefined ? { state: 'taken' } : asReceived({ state: 'refused', why });
    });
    needs.wake.ring();
    if (received.state !== 'taken') log.warn({ peer: caller, kind, ...received }, 'a message was not taken');
    return received;
  };
