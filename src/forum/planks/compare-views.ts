// Compares two readings of the view line by line, without holding either in memory.
import { createHash } from 'node:crypto';
import type { Reader } from '../../db/database.ts';
import { storedLines } from './view-hash.ts';

export type Comparison = {
  /** The view of each (view-hash.ts): SHA-256 over its lines, base64url; what is local is compared, and no part of it. */
  stored: string;
  folded: string;
  lines: number;
  /** From the first line that differs on, a few of each; `''` where one has ended. */
  differences: { line: number; stored: string; folded: string }[];
};

const SHOWN = 5;

/** @param stored what is there, `folded` what the journals give */
export const compareViews = async (stored: Reader, folded: Reader): Promise<Comparison> => {
  const [ours, theirs] = [createHash('sha256'), createHash('sha256')];
  const [left, right] = [storedLines(stored), storedLines(folded)];
  const differences: Comparison['differences'] = [];
  for (let line = 1; ; line++) {
    const [a, b] = [await left.next(), await right.next()];
    if (a.done && b.done)
      return { stored: ours.digest('base64url'), folded: theirs.digest('base64url'), lines: line - 1, differences };
    if (!a.done && !a.value.local) ours.update(a.value.text).update('\n');
    if (!b.done && !b.value.local) theirs.update(b.value.text).update('\n');
    const pair = { line, stored: a.done ? '' : a.value.text, folded: b.done ? '' : b.value.text };
    // After one line more or less all that follow differ: the first few tell where to look.
    const differs = pair.stored !== pair.folded || differences.length > 0;
    if (differs && differences.length < SHOWN) differences.push(pair);
  }
};
