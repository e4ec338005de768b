// Does anything go over very many rows in one go? The longest time that the event loop stood still while each was done, in this
// process, on SQLite. `--only=WORD`: what is called so.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newFolder, rmFolder } from './folder.ts';
import type { Figure } from './report.ts';
import { deeds } from './steps-deeds.ts';
import { fill, open } from './steps-house.ts';

/** Milliseconds. */
const MOST = 50;

export const benchSteps = async (): Promise<Figure[]> => {
  const kept = await fill();
  const figures: Figure[] = [];
  // Between two steps nothing else keeps the process.
  const alive = setInterval(() => {}, 60_000);
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';
  for (const { what, host, prepare, work } of deeds) {
    if (!what.includes(only)) continue;
    const folder = newFolder();
    const house = await open(folder, kept, host);
    try {
      await prepare?.(house);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const before = process.cpuUsage();
      const began = performance.now();
      await work(house);
      const { user, system } = process.cpuUsage(before);
      const took = performance.now() - began;
      await nextTurn();
      await new Promise((resolve) => setTimeout(resolve, 5));
      delay.disable();
      const longest = delay.max / 1e6;
      console.error(`  ${what}: ${longest.toFixed(0)} ms of ${took.toFixed(0)}`);
      figures.push({
        what,
        ours: `${((user + system) / 1e6).toFixed(2)} s`,
        floor: `${(took / 1000).toFixed(2)} s`,
        measured: `${longest.toFixed(0)} ms`,
        target: `≤ ${MOST} ms`,
        met: longest <= MOST,
      });
    } finally {
      await house.core.db.close();
      rmFolder(folder);
    }
  }
  clearInterval(alive);
  return figures;
};
