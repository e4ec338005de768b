// One live stream: the events from where its reader was, as far as they may be told, until the reader goes away, signs
// out or does not keep up. It is read, never pushed: a chunk is made when the connection has taken the one before.
import type { Logger } from '../../base/log.ts';
import type { Clock, Timers } from '../../base/time.ts';
import type { Feed } from '../../events/feed.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { countFrame, frameOf, HEARTBEAT, HELD, isForCount, SIGNED_OUT } from './frames.ts';

type Needs = {
  feed: Feed;
  clock: Clock;
  timers: Timers;
  log: Logger;
  /** The reader as they are now: what restricts them acts at once. Undefined: their sign-in ended. */
  again: (actor: Actor) => Promise<Actor | undefined>;
  /** What a member has not read. */
  counts: (actor: Actor) => Promise<{ unread: number; filtered: number }>;
  /** Another one whenever it is known better who holds what; looked at now and then. */
  heldVersion: () => number;
  /** Milliseconds without a word, before a heartbeat. */
  heartbeat: number;
  /** Milliseconds that a reader may take for one chunk. */
  patience: number;
};

type Opening = {
  actor: Actor;
  /** The id of the last event that the reader has. */
  from: number;
  /** The first words. */
  greeting: string;
  /** Breaks the connection of a reader that takes nothing. */
  hangUp: () => void;
  /** Called once, however it ends. */
  onEnd: () => void;
};

export type LiveStream = { body: ReadableStream<Uint8Array>; end(): void };

/** Who holds what is looked at so often, where nothing else happens. Milliseconds; costs no read. */
const LOOK = 5_000;

export const openStream = (needs: Needs, { actor, from, greeting, hangUp, onEnd }: Opening): LiveStream => {
  const { feed, clock, timers, log, again, counts, heldVersion, heartbeat, patience } = needs;
  const over = new AbortController();
  const { signal } = over;

  async function* speak(): AsyncGenerator<string, void> {
    let held = heldVersion();
    yield greeting;
    const idle = Math.min(heartbeat, LOOK);
    let silent = 0;
    let spoke = clock.now();
    for await (const batch of feed.read({ from, signal, idle })) {
      const heldNow = heldVersion();
      silent = batch.length === 0 ? silent + idle : 0;
      if (batch.length === 0 && heldNow === held && silent < heartbeat) continue;
      silent = 0;
      const reader = await again(actor);
      if (!reader) return yield SIGNED_OUT;
      // As it is now, however old the event that tells of it.
      const count = batch.some((event) => isForCount(event, reader)) ? await counts(reader) : undefined;
      const words = batch
        .map((event) => (count && isForCount(event, reader) ? countFrame(event.id, count) : frameOf(event, reader)))
        .join('');
      const heldWords = heldNow === held ? '' : HELD;
      held = heldNow;
      // What others may not hear of is no reason to stay silent for long.
      if (words + heldWords === '' && batch.length > 0 && clock.now() - spoke < heartbeat) continue;
      spoke = clock.now();
      yield words + heldWords || HEARTBEAT;
    }
  }

  const speech = speak();
  const encoder = new TextEncoder();
  let close = () => {};
  let forget = () => {};

  const end = (): void => {
    if (signal.aborted) return;
    over.abort();
    forget();
    close();
    onEnd();
    // Where it waits for nothing it would never see the signal.
    speech.return().catch(() => {});
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        close = () => controller.close();
        forget = timers.after(patience, end);
      },
      async pull(controller) {
        forget();
        const next = await speech.next().catch((error) => {
          log.warn({ err: error }, 'a live stream ended');
          return undefined;
        });
        if (signal.aborted) return;
        if (!next?.value) return end();
        controller.enqueue(encoder.encode(next.value));
        forget = timers.after(patience, () => {
          log.debug({}, 'a live reader was too slow');
          end();
          hangUp();
        });
      },
      cancel() {
        close = () => {};
        end();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, end };
};
