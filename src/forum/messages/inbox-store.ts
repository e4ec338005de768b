// What other instances told this one: each message once, remembered for longer than anybody may repeat it.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

const DAY = 86_400_000;
/** Messages written longer ago are refused: senders give up after 30 days. */
export const OLDEST_MESSAGE = 40 * DAY;
/** And those that claim to be written so far ahead. */
export const AHEAD_MESSAGE = DAY;
/** Longer than both together: what is forgotten can only come again as too old. */
export const REMEMBER_MESSAGES = 60 * DAY;
const HOUR = 60 * 60_000;

type Known = { coalition: string; peer: string; id: string };

const one = query<Known>()((db, p) =>
  db
    .selectFrom('message_in')
    .selectAll()
    .where('coalition', '=', p.coalition)
    .where('peer', '=', p.peer)
    .where('message_id', '=', p.id),
);

/** The message as it was taken or refused before. */
export const findReceived = async (reader: Reader, known: Known): Promise<Row<'message_in'> | undefined> =>
  reader.get(one, known);

type Lately = { coalition: string; peer: string; since: number; limit: number };
const times = query<Lately>()((db, p) =>
  db
    .selectFrom('message_in')
    .select('received_at')
    .where('coalition', '=', p.coalition)
    .where('peer', '=', p.peer)
    .where('received_at', '>', p.since)
    .orderBy('received_at', 'desc')
    .limit(p.limit),
);
const timesOfKind = query<Lately & { kind: string }>()((db, p) =>
  db
    .selectFrom('message_in')
    .select('received_at')
    .where('coalition', '=', p.coalition)
    .where('peer', '=', p.peer)
    .where('received_at', '>', p.since)
    .where('kind', '=', p.kind)
    .orderBy('received_at', 'desc')
    .limit(p.limit),
);

/** Whether a peer sent `most` messages within the last hour, of one kind where it is given; then the seconds to wait. */
export const isOverBudget = async (
  reader: Reader,
  { coalition, peer, now, most, kind }: { coalition: string; peer: string; now: number; most: number; kind?: string },
): Promise<number | undefined> => {
  const asked = { coalition, peer, since: now - HOUR, limit: most };
  const found = kind === undefined ? await reader.all(times, asked) : await reader.all(timesOfKind, { ...asked, kind });
  const oldest = found.at(-1);
  if (found.length < most || !oldest) return undefined;
  return Math.max(1, Math.ceil((oldest.received_at + HOUR - now) / 1000));
};

type Received = Known & { kind: string; at: number; now: number; state: 'taken' | 'refused'; why: string | null };

const insertReceived = command<Received>()((db, p) =>
  db
    .insertInto('message_in')
    .values({
      coalition: p.coalition,
      peer: p.peer,
      message_id: p.id,
      kind: p.kind,
      at: p.at,
      received_at: p.now,
      state: p.state,
      why: p.why,
    })
    .onConflict((oc) => oc.doNothing()),
);

/** @returns false where another call brought it first */
export const keepReceived = async (tx: Writer, received: Received): Promise<boolean> =>
  (await tx.run(insertReceived, received)) === 1;

const refuse = command<Known & { why: string }>()((db, p) =>
  db
    .updateTable('message_in')
    .set({ state: 'refused', why: p.why })
    .where('coalition', '=', p.coalition)
    .where('peer', '=', p.peer)
    .where('message_id', '=', p.id),
);
export const refuseReceived = async (tx: Writer, known: Known, why: string): Promise<void> => {
  await tx.run(refuse, { ...known, why });
};

const forget = command<{ before: number }>()((db, p) =>
  db.deleteFrom('message_in').where('received_at', '<', p.before),
);

export const forgetReceived = async (tx: Writer, now: number): Promise<number> =>
  tx.run(forget, { before: now - REMEMBER_MESSAGES });
