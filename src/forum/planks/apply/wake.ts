// Entries that waited for one that is there now. Very many may: some take their turn with it, the others in steps, as if they had come
// later.
import { keepCovering, START, wakingOf } from '../../policy/covering-store.ts';
import type { Fold } from './fold.ts';
import { takeWaiting, type Waiting } from './waiting-store.ts';

/** Those that take their turn now. @param name of the entry that is there */
export const wake = async (fold: Fold, name: string): Promise<Waiting[]> => {
  const { taken, more } = await takeWaiting(fold.tx, name, Math.min(fold.wakes, Number.MAX_SAFE_INTEGER - 1));
  fold.wakes -= taken.length;
  if (more) await keepCovering(fold.tx, wakingOf(name), START);
  return taken;
};
