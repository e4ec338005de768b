// What looks at everything that is written before it appears, in this order; the first that holds it counts.
import type { Screener } from '../forum/moderation/screen.ts';
import type { Core } from './core.ts';

export const screenersOf = (_: Pick<Core, 'db' | 'clock' | 'chance' | 'origin'>): readonly Screener[] => [];
