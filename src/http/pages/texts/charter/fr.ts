// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {};
