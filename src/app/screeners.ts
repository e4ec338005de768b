// What looks at everything that is written before it appears, in this order; the first that holds it counts.
import { createFilters } from '../forum/automation/filter-store.ts';
import { screenPost } from '../forum/automation/screen-post.ts';
import type { Screener } from '../forum/moderation/screen.ts';
import type { Core } from './core.ts';

export const screenersOf = (core: Pick<Core, 'clock' | 'chance' | 'origin'>): readonly Screener[] => [
  screenPost({ ...core, filters: createFilters() }),
];
