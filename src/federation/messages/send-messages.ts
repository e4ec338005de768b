// Sends what waits for peers, until they acknowledge it. At least once: the receiver drops what it has had, by id.
import type { Logger } from '../../base/log.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { forgetReceived } from '../../forum/messages/inbox-store.ts';
import { isMessageKind, type MessageKind } from '../../forum/messages/message-kinds.ts';
import {
  type DueMessage,
  delayMessage,
  delayOthers,
  dropSettledMessages,
  readDueMessages,
  settleMessage,
  takeMessage,
} from '../../forum/messages/message-store.ts';
import { findPeer } from '../sync/peer-store.ts';
import type { Peer } from '../sync/transport.ts';

/** What a peer said to a message. */
export type Said =
  | { kind: 'taken' }
  | { kind: 'refused'; why: string }
  /** Asked again later: after so many seconds, where it said so. */
  | { kind: 'later'; why: string; retryAfter?: number };

/** How a message ended, for whoever asked for it. */
export type Settled = {
  coalition: string;
  peer: string;
  kind: MessageKind;
  ref: string;
  state: 'taken' | 'refused' | 'given-up';
  why: string;
  now: number;
};

export type SendNeeds = {
  db: Database;
  clock: Clock;
  chance: Pick<Chance, 'fraction'>;
  wake: Pick<Wake, 'ring'>;
  log: Logger;
  post(peer: Peer, body: string): Promise<Said>;
  /** Called in the transaction that settles a message. */
  settled(tx: Writer, settled: Settled): Promise<void>;
};

const BATCH = 100;
/** Peers that are called at the same time. */
const TOGETHER = 4;
const FIRST = 5_000;
const LONGEST = 30 * 60_000;
const SWEEP = 60 * 60_000;

/** 5 to 10 s, then twice as long each time, up to an hour: what failed together does not come again together. */
export const pauseBefore = (attempts: number, chance: Pick<Chance, 'fraction'>): number =>
  Math.floor(Math.min(FIRST * 2 ** Math.min(attempts, 20), LONGEST) * (1 + chance.fraction()));

export const sendMessages = (needs: SendNeeds) => {
  const { db, clock, chance, log, wake } = needs;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const settle = async (message: DueMessage, state: Settled['state'], why: string): Promise<void> => {
    const { id, coalition, peer, kind, ref } = message;
    const now = clock.now();
    await db.write(async (tx) => {
      if (!(await settleMessage(tx, { id, state, error: why === '' ? null : why, now }))) return;
      if (isMessageKind(kind)) await needs.settled(tx, { coalition, peer, kind, ref, state, why, now });
      await appendEvent(tx, { kind: 'message.settled', at: now, data: { peer, kind, state } });
    });
    wake.ring();
    if (state === 'taken') log.info({ peer, kind }, 'a message was taken');
    else log.warn({ peer, kind, state, why }, 'a message was not taken');
  };

  /** Whether the peer may be asked for more. */
  const sendOne = async (message: DueMessage): Promise<boolean> => {
    const { id, coalition, peer: origin, attempts } = message;
    const now = clock.now();
    const peer = await findPeer(db.read, coalition, origin);
    if (!peer) {
      await settle(message, 'given-up', 'it is no peer any more');
      return true;
    }
    if (now >= message.until_at) {
      await settle(message, 'given-up', message.error ?? 'it was never reached');
      return true;
    }
    const next = now + pauseBefore(attempts, chance);
    if ((await db.write(async (tx) => tx.run(takeMessage, { id, attempts, next }))) === 0) return true;
    const at = new Date(message.created_at).toISOString();
    const body = { coalition, id: message.message_id, kind: message.kind, at, content: JSON.parse(message.content) };
    const said = await needs.post({ coalition, origin, url: peer.url }, JSON.stringify(body));
    if (said.kind !== 'later') {
      await settle(message, said.kind, said.kind === 'refused' ? said.why.slice(0, 300) : '');
      return true;
    }
    const later = said.retryAfter === undefined ? next : clock.now() + Math.min(said.retryAfter * 1000, 2 * LONGEST);
    log.info({ peer: origin, kind: message.kind, why: said.why }, 'a message will be sent again');
    await db.write(async (tx) => {
      await tx.run(delayMessage, { id, next: later, error: said.why.slice(0, 300) });
      await tx.run(delayOthers, { coalition, peer: origin, now: clock.now(), next: later });
    });
    return false;
  };

  /** Sends all that is due. Call it in one process at a time. @param signal aborted: begins no more */
  return async (signal?: AbortSignal): Promise<void> => {
    for (;;) {
      const due = await readDueMessages(db.read, clock.now(), BATCH);
      if (due.length === 0 || signal?.aborted) break;
      const byPeer = new Map<string, DueMessage[]>();
      for (const message of due) {
        const key = `${message.coalition} ${message.peer}`;
        byPeer.set(key, [...(byPeer.get(key) ?? []), message]);
      }
      const queue = byPeer.values();
      const work = async (): Promise<void> => {
        for (const messages of queue)
          for (const message of messages) if (signal?.aborted || !(await sendOne(message))) break;
      };
      await Promise.all(Array.from({ length: TOGETHER }, work));
    }
    if (clock.now() - sweptAt < SWEEP || signal?.aborted) return;
    sweptAt = clock.now();
    await db.write(async (tx) => {
      await dropSettledMessages(tx, sweptAt);
      await forgetReceived(tx, sweptAt);
    });
  };
};
