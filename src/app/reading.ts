// A member's own reading, built: its verbs and reads, and what follows the events for it.
import { runAutoFollow } from '../forum/reading/auto-follow.ts';
import { createReading } from '../forum/reading/reading.ts';
import type { Core } from './core.ts';

export const buildReading = (core: Core) => ({ reading: createReading(core), autoFollow: runAutoFollow(core) });
