// Why a post is not simply shown: what its home instance or moderators here laid over it, in words.

import { type Reason, reasons } from '../../forum/policy/measures.ts';
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';
import { recall } from './recall.ts';

type Props = { look: Look; post: PostCard };

const isReason = (reason: string): reason is Reason => reasons.some((each) => each === reason);

/** A rule as people wrote it down, or what the instance looked at by itself: which filter is for those who set them. */
export const ruleIn = (look: Look, rule: string): string =>
  /^filter [\w-]{22}$/.test(rule) ? look.t('automation.rule-filter') : recall(look, rule);

/** A reason code in the reader's language; whatever else it says as it is. */
export const reasonIn = ({ t }: Look, reason: string | undefined): string =>
  reason === undefined ? t('post.reason-other') : isReason(reason) ? t(`post.reason-${reason}`) : reason;

type Advised = NonNullable<NonNullable<PostCard['moderation']>['advice']>['from'];

/** Who advised it and why, as far as it counts. */
const adviceWhy = (look: Look, from: Advised): string => {
  const counted = from.filter(({ counts }) => counts);
  const who = counted.map(({ origin, reason }) => `${origin} (${reasonIn(look, reason)})`);
  return look.t('advice.note-collapsed', { count: counted.length, who: look.list(who) });
};

/** Why a post waits: `spam: probation`. */
export const waitsIn = (look: Look, why: string): string => {
  const [reason = '', ...rule] = why.split(': ');
  return [reasonIn(look, reason), ...(rule.length > 0 ? [ruleIn(look, rule.join(': '))] : [])].join(': ');
};

/** Null where the post is shown at once. */
export const whyFolded = ({ look, post }: Props): string | null => {
  const { t } = look;
  const { moderation, withdrawn } = post;
  const state = moderation?.state ?? (withdrawn === null ? 'visible' : 'withdrawn');
  if (state === 'visible') return null;
  if (state === 'withdrawn') return t('post.withdrawn', { reason: reasonIn(look, withdrawn ?? undefined) });
  const { reason, rule, until, notReviewed, through, by, advice } = moderation ?? {};
  if (by === 'advice') return adviceWhy(look, advice?.from ?? []);
  return [
    t(`post.mod-${state}`, { reason: reasonIn(look, reason) }),
    through === undefined ? '' : t(`post.mod-through-${through}`),
    rule ? t('post.mod-rule', { rule: ruleIn(look, rule) }) : '',
    notReviewed ? t('post.mod-not-reviewed') : '',
    until ? t('post.mod-until', { day: look.day(until) }) : '',
  ]
    .filter(Boolean)
    .join(' ');
};

/** What moderators wrote on it; it is shown at once. */
export const Labels = ({ post }: { post: PostCard }) => (
  <>
    {post.moderation?.labels?.map(({ label }) => (
      <span class="badge" dir="auto">
        {label}
      </span>
    ))}
  </>
);
