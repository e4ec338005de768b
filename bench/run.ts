// `npm run bench [-- name …]`: measures what is named, or everything, and prints the table of bench/README.md.
import { benchBusy } from './busy.ts';
import { benchCatchingUp } from './catching-up.ts';
import { benchDesk } from './desk.ts';
import { benchFanout } from './fanout.ts';
import { benchFlat } from './flat.ts';
import { benchIdle } from './idle.ts';
import { benchPostgres } from './postgres.ts';
import { benchMarks, benchReads } from './reads.ts';
import { benchReplay } from './replay.ts';
import { type Figure, tableOf } from './report.ts';
import { benchSearch } from './search.ts';
import { benchStanding } from './standing.ts';
import { benchSteps } from './steps.ts';
import { benchTravel } from './travel.ts';
import { benchReplies } from './writes.ts';

const benches: Record<string, () => Promise<Figure[]>> = {
  board: () => benchReplies('board'),
  plank: () => benchReplies('plank'),
  warm: () => benchReads(['warm']),
  unchanged: () => benchReads(['unchanged']),
  marks: benchMarks,
  cold: () => benchReads(['cold']),
  busy: benchBusy,
  search: benchSearch,
  catching: benchCatchingUp,
  idle: benchIdle,
  travel: benchTravel,
  flat: benchFlat,
  desk: benchDesk,
  fanout: benchFanout,
  standing: benchStanding,
  replay: benchReplay,
  steps: benchSteps,
  postgres: benchPostgres,
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !benches[name]);
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}

const figures: Figure[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`${name} …`);
  const measured = await bench();
  figures.push(...measured);
  for (const figure of measured) console.error(`  ${figure.what}: ${figure.measured}, target ${figure.target}`);
}
console.log(tableOf(figures));
