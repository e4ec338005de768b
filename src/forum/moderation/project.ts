// What follows from the log: which measures are in force at a time. Pure, and the order of actions does not matter: what an action
// needs (its approval) or what ends it (a reversal, its time) may be anywhere among them.
import { type ActionKind, isOffice, SAID } from '../policy/measures.ts';

/** An action as far as what follows from it goes. `subject`: undefined where the person was erased. */
export type Told = {
  readonly number: number;
  readonly at: number;
  readonly kind: ActionKind;
  readonly subject: string | undefined;
  readonly until: number | null;
  readonly parent: number | null;
  readonly target: number | null;
  readonly awaits: string;
  readonly effectiveAt: number | null;
};

export type Projection = {
  /** Numbers of the measures in force. */
  readonly active: ReadonlySet<number>;
  /** Holds whose time ran out before anybody looked. */
  readonly ended: ReadonlySet<number>;
  /** Appointments, dismissals, grants and revocations that stand. */
  readonly offices: ReadonlySet<number>;
};

/** Whether the action has effect at `now`: by itself, by a second person's approval, or because its wait is over. */
const counts = (one: Told, approved: ReadonlySet<number>, now: number): boolean =>
  one.awaits === '' ||
  approved.has(one.number) ||
  (one.parent !== null && approved.has(one.parent)) ||
  (one.awaits === 'wait' && one.effectiveAt !== null && one.effectiveAt <= now);

export const project = (actions: Iterable<Told>, now: number): Projection => {
  const measures: Told[] = [];
  const appointments: Told[] = [];
  const reversals: Told[] = [];
  const approved = new Set<number>();
  for (const one of actions) {
    // What is not let through is held no more.
    if (one.kind === 'reversal' || one.kind === 'rejection') reversals.push(one);
    else if (one.kind === 'approval') approved.add(one.target ?? 0);
    else if (isOffice(one.kind)) appointments.push(one);
    else if (!SAID.has(one.kind)) measures.push(one);
  }
  const reversed = new Set<number>();
  const isReversed = ({ number, parent }: Told) => reversed.has(number) || (parent !== null && reversed.has(parent));
  // The latest first: what waits for an approval may be called off, a reversal too, by itself or with what carried it.
  for (const one of reversals.sort((a, b) => b.number - a.number))
    if (!isReversed(one) && counts(one, approved, now)) reversed.add(one.target ?? 0);
  const active = new Set<number>();
  const ended = new Set<number>();
  const stands = (one: Told) => one.subject !== undefined && counts(one, approved, now) && !isReversed(one);
  for (const one of measures.filter(stands)) {
    const over = one.until !== null && one.until <= now;
    if (over && one.kind !== 'hold') continue;
    active.add(one.number);
    if (over) ended.add(one.number);
  }
  return { active, ended, offices: new Set(appointments.filter(stands).map(({ number }) => number)) };
};
