// The demo's script: three fictional constituents and what they talk about. Data only; nobody in it is real.
import type { DemoScript } from './demo/script.ts';

export const demo: DemoScript = { constituents: [], plankThreads: [] };
