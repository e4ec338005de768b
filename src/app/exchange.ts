// The exchange with peers, over whatever carries it: the loop that pulls, and what follows from what comes.

import type { PlainEvent } from '../events/event-store.ts';
import { createGoOn } from '../federation/go-on.ts';
import { createSyncLoop, type SyncLoop } from '../federation/sync/loop.ts';
import type { Transport } from '../federation/sync/transport.ts';
import { applyDue } from '../forum/planks/apply-due.ts';
import { renewEpoch } from '../forum/planks/renew-epoch.ts';
import type { Core } from './core.ts';

/** After a new epoch was opened, peers whose pulls failed under the old key are asked again. */
const AGAIN = 500;

export type ExchangeNeeds = {
  transport: Transport;
  /** Reads anew who holds what. */
  held: { refresh(): Promise<void> };
  /** Entries asked for at once. */
  pageSize?: number | undefined;
};

export const buildExchange = (core: Core, { transport, held, pageSize }: ExchangeNeeds) => {
  const { config, timers } = core;
  const log = core.log.child({ part: 'sync' });
  const takeIn = {
    ...core,
    log,
    pause: () => new Promise<void>((resolve) => timers.after(0, resolve)),
    budget: { entries: config.dailyEntries, bytes: config.dailyBytes },
  };
  const due = applyDue(core);
  const renew = renewEpoch(core);
  const restored = createGoOn({ ...core, renew });
  let cancelPull = (): void => {};

  /** Goes on in a new epoch after a backup was restored, as soon as that is safe; then peers take our calls again. */
  const goOn = async (coalition: string): Promise<void> => {
    if ((await restored.attempt(coalition)) === undefined) return;
    cancelPull();
    cancelPull = timers.after(AGAIN, () => void loop.pullAll().catch((error) => log.error({ err: error }, 'no pull')));
  };

  const loop: SyncLoop = createSyncLoop({
    ...takeIn,
    transport,
    interval: config.syncInterval,
    ...(pageSize === undefined ? {} : { pageSize }),
    async afterPull(coalition, pulled, peer) {
      await due(coalition);
      restored.note(peer, pulled.ok || pulled.told === true);
      await goOn(coalition);
      await held.refresh();
    },
  });
  const growsOwn = (data: string): boolean => JSON.parse(data).origins.includes(core.origin);
  return {
    ...{ loop, takeIn, due, renew, restored, goOn },
    /** What has come due by now. */
    async catchUp(): Promise<void> {
      const coalition = await core.coalition();
      if (coalition === undefined) return;
      await due(coalition);
      await goOn(coalition);
    },
    /** What happened here makes peers hear of it. */
    tell(events: readonly PlainEvent[]): void {
      const grew = events.filter((event) => event.kind === 'journal.grew');
      if (grew.length > 0) loop.spread(grew.some((event) => growsOwn(event.data)));
    },
    async stop(): Promise<void> {
      cancelPull();
      await loop.stop();
      cancelPull();
    },
  };
};
