// What follows when somebody leaves: their words go in steps, and where a step cannot be taken now (a halted journal, a clock
// that is off), it is taken later. Nothing is lost by a stop: the row in `leaving` goes last.
import { Refusal } from '../base/errors.ts';
import { eraseWords } from '../forum/boards/erase-words.ts';
import { dropLeaving, type Leaving, listLeaving, noteLeavingError } from '../forum/identity/leaving-store.ts';
import { eraseMember } from '../forum/planks/erase-member.ts';
import type { PlankNeeds } from '../forum/planks/speak.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

/**
 * @param sweep drops files that nobody's row names any more
 * @param cover takes the steps that erasing very much leaves
 */
export const buildLeaving = (
  core: Pick<Core, 'db' | 'clock' | 'timers' | 'log' | 'wake'>,
  planks: PlankNeeds,
  sweep: () => Promise<void>,
  cover: () => Promise<void>,
) => {
  const { db, clock, timers, log } = core;
  const words = eraseWords(core);
  const speak = eraseMember(planks);
  const pause = () => new Promise<void>((resolve) => void timers.after(0, resolve));
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const finish = async ({ member_id: memberId, public_id: of, posts }: Leaving): Promise<void> => {
    try {
      while (await words(operator, memberId)) {
        if (stopped) return;
        await pause();
      }
      await speak(operator, { of, posts, pause });
      await cover();
      await db.write((tx) => dropLeaving(tx, memberId));
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'what a member said could not be erased yet');
      const why = error instanceof Refusal ? error.message : 'It failed: see the log.';
      await db.write((tx) => noteLeavingError(tx, memberId, why, clock.now()));
    }
  };
  const all = async (): Promise<void> => {
    do {
      again = false;
      for (const leaving of await listLeaving(db.read)) {
        if (stopped) return;
        await finish(leaving);
      }
    } while (again);
    await sweep();
  };

  /** Takes all steps that can be taken now, for everybody who left. One run at a time. */
  const run = (): Promise<void> => {
    again = true;
    running ??= db
      .alone('leaving', all)
      .then(() => {})
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    run,
    /** Waits for the step under way; the rest is done after the next start. */
    async stop(): Promise<void> {
      stopped = true;
      await running?.catch(() => {});
    },
  };
};
