// One life of an instance, from start to crash: its timers and its turns of the event loop end with it.
import type { Chance, Timers } from '../../src/base/time.ts';
import { drained, type Scheduler } from './scheduler.ts';

export type Life = {
  readonly alive: boolean;
  readonly timers: Timers;
  /** The next turn of this instance's event loop: in order, each up to a millisecond after the one before. */
  soon(callback: () => void): void;
  /** Ends it between two steps. What waits for a timer or a peer waits for ever. */
  end(): void;
  /**
   * Lets the turns that were under way run out, so that the database can be closed. Its files were copied before: what
   * happens here, nobody sees.
   */
  runOut(): Promise<void>;
};

export const createLife = (scheduler: Scheduler, chance: Chance): Life => {
  let alive = true;
  let turnAt = 0;
  const turns = new Set<() => void>();

  return {
    get alive() {
      return alive;
    },
    timers: { after: (ms, callback) => scheduler.after(ms, () => (alive ? callback() : undefined)) },
    soon(callback) {
      turns.add(callback);
      if (!alive) return;
      turnAt = Math.max(turnAt, scheduler.now()) + chance.fraction();
      scheduler.at(turnAt, () => {
        if (alive && turns.delete(callback)) callback();
      });
    },
    end() {
      alive = false;
    },
    async runOut() {
      await drained();
      for (const turn of turns) {
        turns.delete(turn);
        turn();
        await drained();
      }
    },
  };
};
