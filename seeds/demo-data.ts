// The demo's script: three fictional constituents and what they talk about. Data only; nobody in it is real.
import { greens } from './demo/greens.ts';
import { libertarians } from './demo/libertarians.ts';
import { openElections } from './demo/open-elections.ts';
import { region } from './demo/region.ts';
import type { DemoPlankThread, DemoScript } from './demo/script.ts';
import { selfDetermination } from './demo/self-determination.ts';

/** By turns, so that both planks are under way from the start. */
const alternate = (a: readonly DemoPlankThread[], b: readonly DemoPlankThread[]): DemoPlankThread[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, index) => [a[index], b[index]])
    .flat()
    .filter((thread) => thread !== undefined);

export const demo: DemoScript = {
  constituents: [greens, libertarians, region],
  plankThreads: alternate(selfDetermination, openElections),
};
