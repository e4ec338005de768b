// Looks at what a member writes, before it appears. It only ever puts aside: for 72 hours, with an action that says that it was
// automatic and a case in the queue. Whoever moderates there is not looked at.

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
import { brokenBy } from './asked-of-posts.ts';
import { openAutomaticCase } from './automatic-case.ts';
import { brakeRaid } from './brake.ts';
import { type createFilters, noteMatch } from './filter-store.ts';
import { LOOKED_AT_FIRST, REVIEW_MS } from './look-again.ts';
import { readWritingFacts } from './writing-facts.ts';

type Needs = { clock: Clock; chance: Chance; origin: string; filters: ReturnType<typeof createFilters> };

const posted = query<{ member: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select('post.id')
    .where('author.member_id', '=', p.member)
    .limit(p.limit),
);

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
  const { title, body, attachments = [] } = written;
  for (const id of match({ body, plain: [title, ...attachments.map(({ alt }) => alt)] })) {
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
        words: LOOKED_AT_FIRST,
        lasts: { reviewAt: now + REVIEW_MS },
      };
    const { probationPosts: limit } = facts.rules;
    const rule = await brokenBy(
      facts.rules,
      written,
      needs.origin,
      async () => (await tx.all(posted, { member: written.member.memberId, limit })).length < limit,
    );
    return rule ? automatic(needs, written, now, rule) : byFilters(tx, needs, written, facts.filters, now);
  };
