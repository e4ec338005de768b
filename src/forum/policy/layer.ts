// What is laid over a post, a thread or a member by the measures in force: pure. Every instance lays its own over what all derive
// alike (docs/moderation.md, States of a post).
import type { MeasureKind, Restriction, Settings, Standing } from './measures.ts';

/** A measure in force, as far as what it shows goes. */
export type InForce = {
  readonly action: number;
  readonly kind: MeasureKind;
  readonly subject: string;
  readonly scope: string;
  readonly until: number | null;
  /** A hold whose time ran out before anybody looked. */
  readonly ended: boolean;
  readonly reason: string;
  readonly rule: string;
  readonly role: string;
  readonly alias: number | null;
  readonly automatic: boolean;
  /** When it was taken. */
  readonly from: number;
  /** A filter that holds first posts, on a post of somebody new here whom nobody has let through. */
  readonly holds?: boolean;
  /** The action that carries it. */
  readonly parent: number | null;
  readonly settings: Settings;
};

/** What constituents advise about a post, as far as this instance counts it. */
export type Advised = { readonly effect: 'label' | 'collapse'; readonly data: unknown };

export type ShownState = 'hidden' | 'held' | 'collapsed' | 'visible';

export type Label = { readonly label: string; readonly until: number | null; readonly action: number | null };

/** Why a post is shown as it is. JSON in its row, and in its card. */
export type PostLayer = {
  readonly state: ShownState;
  /** A local "keep visible". */
  readonly kept?: true;
  /** Its home took it back, and this instance shows such posts. */
  readonly stands?: true;
  readonly reason?: string;
  readonly rule?: string;
  /** `automatic`: no person has looked yet. `advice`: other instances advise it. */
  readonly by?: 'moderator' | 'automatic' | 'advice';
  /** Nobody reviewed it while it was held. */
  readonly notReviewed?: true;
  readonly until?: number | null;
  readonly action?: number;
  /** What the measure is on, where it is not the post itself. */
  readonly through?: 'member' | 'instance';
  readonly labels?: readonly Label[];
  readonly advice?: unknown;
};

const LAST = Number.MAX_SAFE_INTEGER;
/** The one that lasts longest; of equals the first. */
const strongest = (some: readonly InForce[]): InForce | undefined =>
  some.reduce<InForce | undefined>((best, one) => {
    if (!best) return one;
    const [a, b] = [one.until ?? LAST, best.until ?? LAST];
    return a > b || (a === b && one.action < best.action) ? one : best;
  }, undefined);

const isHiding = ({ kind }: InForce) => kind === 'hide' || kind === 'unheard' || kind === 'purge';
const isHolding = ({ kind, ended, holds }: InForce) =>
  kind === 'hold-posts' || (kind === 'hold' && !ended) || holds === true;
const isCollapsing = ({ kind, ended, settings }: InForce) =>
  kind === 'collapse' ||
  kind === 'limit' ||
  (kind === 'hold' && ended) ||
  (kind === 'filter' && settings.collapse === true);

const through = (subject: string): { through?: 'member' | 'instance' } => {
  if (subject.startsWith('remote ')) return { through: 'member' };
  return subject.startsWith('peer ') ? { through: 'instance' } : {};
};

const because = (state: ShownState, one: InForce): PostLayer => ({
  state,
  reason: one.reason,
  ...(one.rule === '' ? {} : { rule: one.rule }),
  by: one.automatic ? 'automatic' : 'moderator',
  ...(one.kind === 'hold' && one.ended ? { notReviewed: true as const } : {}),
  until: one.kind === 'hold' && one.ended ? null : one.until,
  action: one.action,
  ...through(one.subject),
});

/** Each once, by the one that lasts longest. */
const labelsOf = (measures: readonly InForce[]): Label[] => {
  const byText = new Map<string, InForce[]>();
  for (const one of measures.filter(({ kind }) => kind === 'label').sort((a, b) => a.action - b.action)) {
    const label = one.settings.label ?? one.reason;
    byText.set(label, [...(byText.get(label) ?? []), one]);
  }
  return [...byText].map(([label, same]) => {
    const { until = null, action = null } = strongest(same) ?? {};
    return { label, until, action };
  });
};

/** The first that applies: hidden, kept, held, collapsed, visible. Null: nothing is laid over it. */
export const postLayer = (
  measures: readonly InForce[],
  advised: Advised | undefined,
  stands = false,
): PostLayer | null => {
  const labels = labelsOf(measures);
  const labelled = labels.length > 0 ? { labels } : {};
  const hiding = strongest(measures.filter(isHiding));
  if (hiding) return { ...because('hidden', hiding), ...labelled };
  const advice = advised ? { advice: advised.data } : {};
  const keeping = strongest(measures.filter(({ kind }) => kind === 'keep'));
  if (keeping) return { state: 'visible', kept: true, until: keeping.until, action: keeping.action, ...labelled };
  const holding = strongest(measures.filter(isHolding));
  if (holding) return { ...because('held', holding), ...labelled, ...advice };
  const collapsing = strongest(measures.filter(isCollapsing));
  if (collapsing) return { ...because('collapsed', collapsing), ...labelled, ...advice };
  if (advised?.effect === 'collapse') return { state: 'collapsed', by: 'advice', ...labelled, ...advice };
  const standing = stands ? { stands: true as const } : {};
  return labels.length > 0 || advised || stands ? { state: 'visible', ...standing, ...labelled, ...advice } : null;
};

/** Whether its words are for its author and moderators alone. */
export const isVeiled = (layer: PostLayer | null): boolean => layer?.state === 'hidden' || layer?.state === 'held';

/** What is laid over a thread or a place. */
export type ThreadLayer = {
  readonly closed?: { readonly reason: string; readonly until: number | null; readonly action: number };
  readonly slow?: { readonly seconds: number; readonly until: number | null; readonly action: number };
};

export const threadLayer = (measures: readonly InForce[]): ThreadLayer | null => {
  const closing = strongest(measures.filter(({ kind }) => kind === 'close'));
  const slow = measures
    .filter(({ kind }) => kind === 'slow')
    .sort((a, b) => (b.settings.seconds ?? 0) - (a.settings.seconds ?? 0) || a.action - b.action)[0];
  if (!closing && !slow) return null;
  return {
    ...(closing ? { closed: { reason: closing.reason, until: closing.until, action: closing.action } } : {}),
    ...(slow ? { slow: { seconds: slow.settings.seconds ?? 0, until: slow.until, action: slow.action } } : {}),
  };
};

const restricting = new Set<MeasureKind>(['hold-posts', 'rate-limit', 'read-only', 'suspend']);

/** What restricts a member, in the order in which it was imposed. Null: nothing. */
export const memberStanding = (measures: readonly InForce[]): Standing | null => {
  const standing: Restriction[] = measures
    .filter(({ kind }) => restricting.has(kind))
    .sort((a, b) => a.action - b.action)
    .map(({ kind, scope, until, action, reason, settings }) => ({ kind, scope, until, action, reason, settings }));
  return standing.length > 0 ? standing : null;
};
