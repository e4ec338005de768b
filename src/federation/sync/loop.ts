// When to pull from whom, and when to tell whom that there is news. No queue per peer: a peer that fails is tried less often,
// never given up, and costs nothing else (protocol.md, Exchange).
import type { Chance, Timers } from '../../base/time.ts';
import { readHave } from '../../journal/heads.ts';
import { isNews } from './answer.ts';
import { checkSignatures } from './check-signatures.ts';
import { listPeers, noteFailure, type PeerRow } from './peer-store.ts';
import { type Pulled, type PullNeeds, pull } from './pull.ts';
import { pushWhatLacks } from './push.ts';
import type { Nudge } from './request.ts';

export type LoopNeeds = PullNeeds & {
  timers: Timers;
  chance: Chance;
  /** Milliseconds between two pulls from a random peer (± 20 %). */
  interval: number;
  /** The coalition that this instance is in now. */
  coalition: () => Promise<string | undefined>;
  /** After each pull: opens a new epoch where one is due, applies what has come due. */
  afterPull: (coalition: string, pulled: Pulled, peer: string) => Promise<void>;
};

/** At most one nudge per peer and so many ms. */
const COALESCE = 50;
const LONGEST_BACK_OFF = 10 * 60_000;

export type SyncLoop = {
  start(): void;
  /** Ends the loop and waits for what is under way. */
  stop(): Promise<void>;
  /**
   * Tells peers of news. Cheap; call it after each commit that let a journal grow. The first of `own` news goes at once:
   * nobody else can tell it. What came from others waits a moment, since who wrote it tells it too.
   */
  spread(own?: boolean): void;
  /** A peer says that it has news. */
  nudged(caller: string, nudge: Nudge): Promise<void>;
  /** Pulls from every peer now, whatever their back-off, and waits for it. */
  pullAll(): Promise<Pulled[]>;
};

export const createSyncLoop = (needs: LoopNeeds): SyncLoop => {
  const pullFrom = pull(needs);
  const push = pushWhatLacks(needs);
  const pulling = new Map<string, Promise<Pulled>>();
  const again = new Set<string>();
  const under = new Set<Promise<unknown>>();
  /** Nudges whose news did not come make the next wait longer. */
  const idleNudges = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  let stopped = false;
  let cancelTick: (() => void) | undefined;
  let cancelSpread: (() => void) | undefined;
  let untold = false;

  const track = <T>(work: Promise<T>): Promise<T> => {
    under.add(work);
    const done = () => under.delete(work);
    work.then(done, done);
    return work;
  };
  const jitter = (ms: number): number => Math.round(ms * (0.8 + 0.4 * needs.chance.fraction()));

  const pullOnce = async (peer: PeerRow): Promise<Pulled> => {
    let pulled: Pulled;
    try {
      pulled = await pullFrom(peer);
    } catch (error) {
      needs.log.error({ peer: peer.origin, err: error }, 'a pull failed here');
      pulled = { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
    // What was broken off because we stop says nothing of the peer.
    if (!pulled.ok && !stopped) {
      const { why } = pulled;
      const at = needs.clock.now();
      const wait = jitter(Math.min(LONGEST_BACK_OFF, 1_000 * 2 ** Math.min(peer.failures, 20)));
      needs.log.info({ peer: peer.origin, why, wait }, 'a peer could not be pulled from');
      await needs.db.write((tx) =>
        noteFailure(tx, { coalition: peer.coalition, origin: peer.origin, at, next: at + wait, why }),
      );
    }
    await needs.afterPull(peer.coalition, pulled, peer.origin);
    if (pulled.ok && pulled.stored > 0) spread();
    if (pulled.ok && !stopped) await push(peer, pulled.have);
    // Also what a push brought, or was stored before a crash. Cheap when all are checked.
    if (pulled.ok) await checkSignatures(needs, peer.coalition, () => stopped);
    return pulled;
  };

  /** One pull per peer at a time; asked for meanwhile, it runs once more. */
  const pullPeer = (peer: PeerRow): Promise<Pulled> => {
    const running = pulling.get(peer.origin);
    if (running) {
      again.add(peer.origin);
      return running;
    }
    const work = (async () => {
      let pulled = await pullOnce(peer);
      while (!stopped && again.delete(peer.origin) && pulled.ok) pulled = await pullOnce(peer);
      return pulled;
    })();
    const done = () => {
      pulling.delete(peer.origin);
      again.delete(peer.origin);
    };
    work.then(done, done);
    pulling.set(peer.origin, work);
    return track(work);
  };

  const peersNow = async (): Promise<PeerRow[]> => {
    const coalition = await needs.coalition();
    return coalition ? listPeers(needs.db.read, coalition) : [];
  };

  /** Waits for work, but no longer than so many ms: one peer holds up nobody else. */
  const awhile = (work: Promise<unknown>, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = needs.timers.after(ms, resolve);
      const done = () => {
        cancel();
        resolve();
      };
      work.then(done, done);
    });
  const tick = async (): Promise<void> => {
    const now = needs.clock.now();
    const due = (await peersNow()).filter((peer) => peer.next_at <= now && !pulling.has(peer.origin));
    const peer = due[Math.floor(needs.chance.fraction() * due.length)];
    // No longer than until the next is due: a pull that always brings more goes on by itself.
    if (peer) await awhile(pullPeer(peer), needs.interval);
  };
  const schedule = (): void => {
    if (stopped) return;
    cancelTick = needs.timers.after(jitter(needs.interval), () => {
      const logged = (error: unknown) => needs.log.error({ err: error }, 'the sync loop stumbled');
      // With several processes on one database, one of them ticks.
      track(needs.db.alone('sync', tick).catch(logged)).finally(schedule);
    });
  };

  const nudgeAll = async (): Promise<true> => {
    const peers = await peersNow();
    const [first] = peers;
    if (!first) return true;
    const have = await readHave(needs.db.read, first.coalition);
    const heads: Nudge['heads'] = {};
    for (const [origin, epochs] of Object.entries(have))
      heads[origin] = Math.max(...Object.values(epochs).map(([seq]) => seq));
    const now = needs.clock.now();
    const reachable = peers.filter((peer) => peer.next_at <= now);
    const send = (peer: PeerRow) => track(needs.transport.nudge(peer, { coalition: peer.coalition, heads }));
    await awhile(Promise.all(reachable.map(send)), COALESCE);
    return true;
  };
  const tell = (): void => {
    untold = false;
    const round = async (): Promise<void> => {
      // Whoever is telling just now may have read before this was written.
      if ((await needs.db.alone('nudge', nudgeAll)) === undefined) spread();
    };
    track(round().catch((error) => needs.log.error({ err: error }, 'nudging failed')));
  };
  const coalesce = (): void => {
    cancelSpread = needs.timers.after(COALESCE, () => {
      cancelSpread = undefined;
      if (stopped || !untold) return;
      tell();
      coalesce();
    });
  };
  const spread = (own = false): void => {
    if (stopped) return;
    untold = true;
    if (cancelSpread) return;
    if (own) tell();
    coalesce();
  };

  return {
    start() {
      track(
        (async () => {
          for (const peer of await peersNow()) track(pullPeer(peer));
        })().catch((error) => needs.log.error({ err: error }, 'the first pulls failed')),
      );
      schedule();
    },
    async stop() {
      stopped = true;
      cancelTick?.();
      cancelSpread?.();
      for (const cancel of waiting.values()) cancel();
      while (under.size > 0) await Promise.allSettled(under);
    },
    spread,
    async nudged(caller, nudge) {
      const peer = (await peersNow()).find((one) => one.origin === caller);
      if (stopped || !peer || peer.coalition !== nudge.coalition) return;
      if (!(await isNews(needs.db.read, nudge)) || waiting.has(caller)) return;
      const idle = idleNudges.get(caller) ?? 0;
      const run = async () => {
        await pullPeer(peer);
        // Whoever brought it: what the nudge told was true.
        const broken = await isNews(needs.db.read, nudge);
        idleNudges.set(caller, broken ? Math.min(8, idle + 1) : 0);
      };
      if (idle === 0) {
        track(run().catch(() => {}));
        return;
      }
      const later = () => {
        waiting.delete(caller);
        if (!stopped) track(run().catch(() => {}));
      };
      waiting.set(caller, needs.timers.after(COALESCE * 2 ** idle, later));
    },
    async pullAll() {
      return Promise.all((await peersNow()).map(pullPeer));
    },
  };
};
