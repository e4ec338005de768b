// What the instance asks of every post, whoever looks for what in it: how many people it names, and how many links and names the
// first posts of a member have.
import { linksIn, mentionsIn } from '../../base/markup.ts';
import { kept } from '../../base/said.ts';
import type { Reason } from '../policy/measures.ts';
import type { Rules } from './rules.ts';

/** In each of the first posts. */
export const PROBATION_LINKS = 2;
export const PROBATION_MENTIONS = 2;

/** How many different people a text names. @param home where a bare `@ada` is at home */
export const peopleIn = (body: string, home: string): number => {
  if (!body.includes('@')) return 0;
  return new Set(mentionsIn(body).map(({ name, host }) => `${name}@${host ?? home}`)).size;
};

export type Broken = { readonly reason: Reason; readonly rule: string; readonly words: string };
export const MENTIONS = kept`mentions`;

export const tooManyNamed = (named: number, { mentionLimit }: Pick<Rules, 'mentionLimit'>): Broken | undefined =>
  mentionLimit > 0 && named > mentionLimit
    ? {
        reason: 'harassment',
        rule: MENTIONS,
        words: kept`It names ${named} people; more than ${mentionLimit} are looked at first.`,
      }
    : undefined;

type Text = { readonly title: string; readonly body: string };

/** @param isEarly whether it is one of the first posts of its author, asked for where that matters */
export const brokenBy = async (
  rules: Rules,
  { title, body }: Text,
  home: string,
  isEarly: () => Promise<boolean>,
): Promise<Broken | undefined> => {
  const named = peopleIn(body, home);
  const many = tooManyNamed(named, rules);
  if (many) return many;
  const { probation, probationPosts } = rules;
  if (probation === 'off' || probationPosts === 0) return undefined;
  const much = named > PROBATION_MENTIONS || linksIn(title) + linksIn(body) > PROBATION_LINKS;
  if (probation === 'limit' && !much) return undefined;
  if (!(await isEarly())) return undefined;
  const words =
    probation === 'hold'
      ? kept`The first ${probationPosts} posts of a member are looked at before they appear.`
      : kept`In the first ${probationPosts} posts of a member, more than ${PROBATION_LINKS} links or ${PROBATION_MENTIONS} mentions are looked at first.`;
  return { reason: 'spam', rule: kept`probation`, words };
};
