// What a case waits behind: by the gravest reason that was named, a little by how many reported, and by who waits for an answer.
import type { Reason } from '../policy/measures.ts';

const GRAVITY: Readonly<Record<Reason, number>> = {
  doxxing: 9,
  threat: 9,
  illegal: 8,
  harassment: 6,
  impersonation: 5,
  evasion: 4,
  spam: 3,
  flooding: 3,
  other: 2,
  'off-topic': 1,
};

const gravityOf = (reason: string): number => GRAVITY[reason as Reason] ?? 2;

export const graver = (one: string, other: string): string => (gravityOf(other) > gravityOf(one) ? other : one);

/** Numbers lift a case a little, so that nobody pushes one to the top by many accounts. */
export const priorityOf = (facts: { reason: string; reports: number; appeals: number; escalated: boolean }): number =>
  gravityOf(facts.reason) +
  Math.min(3, Math.floor(Math.log2(Math.max(1, facts.reports)))) +
  (facts.appeals > 0 ? 4 : 0) +
  (facts.escalated ? 6 : 0);
