// What constituents advise about one post, weighed: pure. Adding advice never shows a post more, taking advice away never less
// (docs/moderation.md, Advice between instances).
import type { AdviceChoice } from '../../db/tables/advice.ts';

/** What of one instance counts in one day. */
export const COUNTED_A_DAY = 50;
/** What is shown of one instance at one post. */
export const SHOWN_OF_ONE = 5;
/** An edited post is still under the advice about what it was. Milliseconds. */
export const GRACE = 24 * 3_600_000;
/** Fewer never collapse a post. */
export const LEAST = 2;

export type Advice = {
  readonly origin: string;
  readonly effect: string;
  readonly reason: string;
  readonly until: number;
  readonly human: boolean;
  readonly urgent: boolean;
  /** The number of the entry that holds the revision meant; null: none was named. */
  readonly revision: number | null;
  /** Of a kind that may count: a person advises to collapse a named revision, for a reason that is known here. */
  readonly weighty: boolean;
  /** How many of its issuer's that may count came before it on its day. */
  readonly place: number;
};

export type Weighing = {
  readonly now: number;
  /** The own instance: it has measures of its own, and does not count. */
  readonly home: string;
  readonly constituents: ReadonlySet<string>;
  readonly choices: ReadonlyMap<string, AdviceChoice>;
  /** Whether posts are collapsed on advice. */
  readonly quorum: boolean;
  /** How many; null: as many as follow from the number of constituents. */
  readonly needed: number | null;
};

/** How the revisions of a post followed each other. */
export type Revisions = {
  /** The one that is shown. */
  readonly shown: number;
  /** When a revision was replaced; undefined: it was not. */
  replacedAt(revision: number): number | undefined;
};

export type AdviceShown = {
  readonly origin: string;
  readonly effect: string;
  readonly reason: string;
  readonly until: string;
  readonly human: boolean;
  readonly urgent: boolean;
  /** Whether it counts here. */
  readonly counts: boolean;
};
export type Weighed = {
  readonly effect: 'label' | 'collapse';
  readonly data: { readonly counted: number; readonly needed: number; readonly from: readonly AdviceShown[] };
  /** When to weigh again, epoch milliseconds. */
  readonly until: number;
};

/** How many of n constituents it takes, where an admin did not say. */
export const usualQuorum = (constituents: number): number => Math.max(LEAST, Math.ceil(constituents / 3));

/** Until when advice is about what is shown; undefined: it is not. */
const reachesUntil = (one: Advice, revisions: Revisions, now: number): number | undefined => {
  if (one.until <= now) return undefined;
  if (one.revision === null || one.revision === revisions.shown) return one.until;
  // What it is about has not arrived.
  if (one.revision > revisions.shown) return undefined;
  const replaced = revisions.replacedAt(one.revision);
  if (replaced === undefined || replaced + GRACE <= now) return undefined;
  return Math.min(one.until, replaced + GRACE);
};

/** Whose advice is shown here, or more. */
export const heardOf = ({ home, constituents, choices }: Weighing): string[] =>
  [...constituents].filter((origin) => origin !== home && choices.get(origin) !== 'ignore');

/** The same said twice is shown once, as long as it stands, and of each instance what counts before the rest. */
const shownOf = (all: readonly AdviceShown[]): AdviceShown[] => {
  const said = new Map<string, AdviceShown>();
  for (const one of all) {
    const { origin, effect, reason, human, urgent, counts } = one;
    const key = [origin, effect, reason, human, urgent, counts].join(' ');
    if ((said.get(key)?.until ?? '') < one.until) said.set(key, one);
  }
  const ofOne = new Map<string, AdviceShown[]>();
  for (const one of said.values()) ofOne.set(one.origin, [...(ofOne.get(one.origin) ?? []), one]);
  return [...ofOne.values()].flatMap((some) =>
    some.sort((one, other) => Number(other.counts) - Number(one.counts)).slice(0, SHOWN_OF_ONE),
  );
};

/** Undefined: nothing is to be shown. */
export const weigh = (all: readonly Advice[], revisions: Revisions, facts: Weighing): Weighed | undefined => {
  const { now, home, constituents, choices, quorum } = facts;
  const from: AdviceShown[] = [];
  const counted = new Set<string>();
  let until = Number.POSITIVE_INFINITY;
  for (const one of all) {
    const choice = choices.get(one.origin) ?? 'label';
    if (choice === 'ignore' || one.origin === home || !constituents.has(one.origin)) continue;
    const end = reachesUntil(one, revisions, now);
    if (end === undefined) continue;
    const counts = choice === 'count' && one.weighty && one.revision !== null && one.place < COUNTED_A_DAY;
    if (counts) counted.add(one.origin);
    until = Math.min(until, end);
    const { origin, effect, reason, human, urgent } = one;
    from.push({ origin, effect, reason, until: new Date(one.until).toISOString(), human, urgent, counts });
  }
  if (from.length === 0) return undefined;
  const needed = Math.max(LEAST, facts.needed ?? usualQuorum(constituents.size));
  const effect = quorum && counted.size >= needed ? 'collapse' : 'label';
  return { effect, data: { counted: counted.size, needed, from: shownOf(from) }, until };
};
