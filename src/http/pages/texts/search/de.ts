// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {};
