// What exactly a measure does, as its settings say: words of a label, how many posts, what a filter on an instance does.
import { type Capability, capabilities } from '../../../forum/policy/duties.ts';
import type { Look } from '../look.ts';
import { scopeIn } from './words.tsx';

type Settings = Readonly<Record<string, unknown>>;

const roles = ['member', 'moderator', 'admin'] as const;
const filters = { collapse: 'collapse', holdFirst: 'hold-first', noVotes: 'no-votes' } as const;
const isCapability = (one: unknown): one is Capability => capabilities.some((each) => each === one);

/** @returns nothing where its kind says it all */
export const settingsIn = (look: Look, kind: string, settings: Settings): string[] => {
  const { t } = look;
  const { label, posts, seconds, from, to, capabilities: given, role } = settings;
  if (kind === 'label' && typeof label === 'string') return [t('measures.said-label', { label })];
  if (kind === 'rate-limit' && typeof posts === 'number' && typeof seconds === 'number')
    return [t('moderation.posts-rate', { posts, hours: look.number(Math.max(1, Math.round(seconds / 3600))) })];
  if (kind === 'slow' && typeof seconds === 'number')
    return [t('measures.said-slow', { count: Math.max(1, Math.round(seconds / 60)) })];
  if (kind === 'filter')
    return (Object.keys(filters) as (keyof typeof filters)[])
      .filter((each) => settings[each] === true)
      .map((each) => t(`measures.filter-${filters[each]}`));
  if (kind === 'move' && typeof from === 'string' && typeof to === 'string')
    return [t('measures.said-move', { from: scopeIn(look, from), to: scopeIn(look, to) })];
  const named = roles.find((each) => each === role);
  if (named !== undefined) return [t('measures.said-role', { role: t(`admin.role-${named}`) })];
  if (kind === 'grant' && Array.isArray(given))
    return given.filter(isCapability).map((each) => t(`moderation.can-${each}`));
  return [];
};

export const SettingsSaid = ({ look, kind, settings }: { look: Look; kind: string; settings: Settings }) => {
  const said = settingsIn(look, kind, settings);
  return said.length === 0 ? null : <p dir="auto">{look.list(said)}</p>;
};
