// Looks at what a member writes, before it appears. It only ever puts aside: for 72 hours, with an action that says that it was
// automatic and a case in the queue. Whoever moderates there is not looked at.

import { mentionsIn } from '../../base/markup.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { AUTOMATIC_MS, PRE_MODERATION } from '../moderation/draft.ts';
import { personText } from '../moderation/resolve-subject.ts';
import type { Hold, Screener } from '../moderation/screen.ts';
import { can } from '../policy/capabilities.ts';
import { type Reason, reaches, scopeOf, subjectText } from '../policy/measures.ts';
import type { Written } from '../policy/screen.ts';
import { openAutomaticCase } from './automatic-case.ts';
import { brakeRaid } from './brake.ts';
import { type createFilters, noteMatch } from './filter-store.ts';
import type { Rules } from './rules.ts';
import { readWritingFacts } from './writing-facts.ts';

type Needs = { clock: Clock; chance: Chance; origin: string; filters: ReturnType<typeof createFilters> };

/** In each of the first posts. */
export const PROBATION_LINKS = 2;
export const PROBATION_MENTIONS = 2;
/** When somebody is asked again about what waits in a place where everything is looked at first. */
const REVIEW_MS = 30 * 86_400_000;

const posted = query<{ member: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select('post.id')
    .where('author.member_id', '=', p.member)
    .limit(p.limit),
);

/** Without the flag `u`, with which looking takes ten times as long. */
const LINK = /\b(?:https?:\/\/|www\.)/gi;
const linksIn = (text: string): number => text.match(LINK)?.length ?? 0;

/** How many different people a text names. */
const mentioned = (body: string): number => {
  if (!body.includes('@')) return 0;
  return new Set(mentionsIn(body).map(({ name, host }) => `${name}@${host ?? ''}`)).size;
};

/** What is put aside for so long, with a case of its own. */
const automatic = (
  needs: Needs,
  { member, place }: Written,
  now: number,
  what: { reason: Reason; rule: string; words: string },
): Hold => ({
  ...what,
  lasts: { until: now + AUTOMATIC_MS },
  caseFor: (tx, held) =>
    openAutomaticCase(
      tx,
      { ...needs, now },
      {
        subject: subjectText({ kind: 'held', id: held }),
        scope: scopeOf(place),
        person: personText({ member: member.publicId, origin: needs.origin }),
        reason: what.reason,
        revision: null,
      },
    ),
});

/** By the rules of the instance: which one holds it. */
const byRules = async (
  tx: Writer,
  { mentionLimit, probation, probationPosts }: Rules,
  { member, title, body }: Written,
): Promise<{ reason: Reason; rule: string; words: string } | undefined> => {
  const named = mentioned(body);
  if (mentionLimit > 0 && named > mentionLimit)
    return {
      reason: 'harassment',
      rule: kept`mentions`,
      words: kept`It names ${named} people; more than ${mentionLimit} are looked at first.`,
    };
  if (probation === 'off' || probationPosts === 0) return undefined;
  const many = linksIn(`${title} ${body}`) > PROBATION_LINKS || named > PROBATION_MENTIONS;
  if (probation === 'limit' && !many) return undefined;
  const before = await tx.all(posted, { member: member.memberId, limit: probationPosts });
  if (before.length >= probationPosts) return undefined;
  const words =
    probation === 'hold'
      ? kept`The first ${probationPosts} posts of a member are looked at before they appear.`
      : kept`In the first ${probationPosts} posts of a member, more than ${PROBATION_LINKS} links or ${PROBATION_MENTIONS} mentions are looked at first.`;
  return { reason: 'spam', rule: kept`probation`, words };
};

/** The first filter that puts it aside. */
const byFilters = async (
  tx: Writer,
  needs: Needs,
  written: Written,
  version: string,
  now: number,
): Promise<Hold | undefined> => {
  const { byId, match } = await needs.filters(tx, version);
  if (byId.size === 0) return undefined;
  for (const id of match(`${written.title}\n${written.body}`)) {
    const filter = byId.get(id);
    if (filter?.state !== 'on' || filter.effect !== 'hold' || !reaches(filter.scope, written.place)) continue;
    const reason = filter.reason as Reason;
    const hold = automatic(needs, written, now, {
      reason,
      rule: kept`filter ${filter.public_id}`,
      words: filter.words,
    });
    return {
      ...hold,
      async caseFor(again, held) {
        await noteMatch(again, { filter: id, post: `held ${held}`, at: now, acted: 1 });
        return (await hold.caseFor?.(again, held)) ?? '';
      },
    };
  }
  return undefined;
};

export const screenPost =
  (needs: Needs): Screener =>
  async (tx, written) => {
    const now = needs.clock.now();
    if (can(written.member, 'act', scopeOf(written.place))) return undefined;
    const facts = await readWritingFacts(tx, written, now);
    const raid = facts.known && !facts.brake ? undefined : await brakeRaid(tx, needs, written, facts, now);
    if (raid) return raid;
    if (facts.premoderated)
      return {
        reason: 'other',
        rule: PRE_MODERATION,
        words: kept`Everything written here is looked at before it appears.`,
        lasts: { reviewAt: now + REVIEW_MS },
      };
    const rule = await byRules(tx, facts.rules, written);
    return rule ? automatic(needs, written, now, rule) : byFilters(tx, needs, written, facts.filters, now);
  };
