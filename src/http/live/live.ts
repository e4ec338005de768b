// GET /live: what happens here, as it happens, to everybody who may know of it. Resumes at Last-Event-ID.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock, Timers } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { canGoOn, eventEnds } from '../../events/event-store.ts';
import type { Feed } from '../../events/feed.ts';
import { actorAgain } from '../../forum/identity/session-actor.ts';
import { countNotifications } from '../../forum/notifications/notification-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { createNetworkOf } from '../client-address.ts';
import { defineRoute, type Route } from '../route.ts';
import { readyFrame, resetFrame } from './frames.ts';
import { createSlots } from './slots.ts';
import { openStream } from './stream.ts';

export type LiveNeeds = {
  db: Pick<Database, 'read'>;
  clock: Clock;
  timers: Timers;
  feed: Feed;
  log: Logger;
  held?: { version(): number };
};

export type LiveLimits = {
  /** Streams at once, in all and from one address. */
  total?: number;
  perAddress?: number;
  /** Milliseconds. */
  heartbeat?: number;
  patience?: number;
};

export type Live = {
  readonly routes: Route[];
  /** Streams that are open now. */
  readonly open: number;
  /** Ends all streams, and opens no more: before the server closes, which would wait for them. */
  close(): void;
};

/** Milliseconds that a stream goes back. */
export const LIVE_REACH = 7 * 24 * 3600_000;
export const EVENT_STREAM = 'text/event-stream';

const ID = /^[0-9]{1,15}$/;

const readId = (header: string | undefined): number | undefined => {
  if (header === undefined || header === '') return undefined;
  if (!ID.test(header)) throw new Refusal('invalid', 'Last-Event-ID: must be an id from this stream.');
  return Number(header);
};

export const createLive = (needs: LiveNeeds, limits: LiveLimits = {}): Live => {
  const { db, clock } = needs;
  const { total = 1000, perAddress = 20, heartbeat = 15_000, patience = 30_000 } = limits;
  const slots = createSlots({ total, perAddress });
  const networkOf = createNetworkOf();
  const open = new Set<() => void>();
  let closed = false;

  const again = async (actor: Actor): Promise<Actor | undefined> =>
    actor.kind === 'member' ? actorAgain(db.read, actor.sessionId, clock.now()) : actor;

  const counts = async (actor: Actor) =>
    actor.kind === 'member' ? countNotifications(db.read, actor.memberId) : { unread: 0, filtered: 0 };

  const heldVersion = () => needs.held?.version() ?? 0;

  /** Where the stream begins, and its first words. */
  const begin = async (last: number | undefined): Promise<{ from: number; greeting: string }> => {
    if (last !== undefined && (await canGoOn(db.read, last, clock.now() - LIVE_REACH)))
      return { from: last, greeting: readyFrame(last) };
    const { newest } = await eventEnds(db.read);
    return { from: newest, greeting: last === undefined ? readyFrame(newest) : resetFrame(newest) };
  };

  const route = defineRoute({
    method: 'get',
    path: '/live',
    summary: 'What happens here, as server-sent events; resumes at Last-Event-ID, up to 7 days back',
    tag: 'live',
    auth: 'none',
    // No parameters, above all no token: addresses are logged and kept.
    query: z.strictObject({}),
    answers: {
      200: z.string().meta({
        description:
          'Events with the names of places, threads and posts; to a member also how many notifications are unread.',
      }),
    },
    answerType: EVENT_STREAM,
    async handler({ actor, address, header, hangUp }) {
      if (closed) throw new Refusal('unavailable', 'This instance is stopping.', { retryAfter: 5 });
      const release = slots.take(networkOf(address));
      try {
        const beginning = await begin(readId(header('last-event-id')));
        const onEnd = () => {
          open.delete(stream.end);
          release();
        };
        const stream = openStream(
          { ...needs, again, counts, heldVersion, heartbeat, patience },
          { actor, ...beginning, hangUp, onEnd },
        );
        open.add(stream.end);
        if (closed) stream.end();
        return { status: 200, type: EVENT_STREAM, body: stream.body, headers: { 'x-accel-buffering': 'no' } };
      } catch (error) {
        release();
        throw error;
      }
    },
  });

  return {
    routes: [route],
    get open() {
      return slots.taken;
    },
    close() {
      closed = true;
      for (const end of [...open]) end();
    },
  };
};
