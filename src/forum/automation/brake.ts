// The brake of a place: too many who never wrote there write within minutes. Their first posts are put aside from then on, none is
// lost; one action carries them all, one case stands in the queue, and after two hours it ends by itself.
import { kept } from '../../base/said.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { AUTOMATIC_MS } from '../moderation/draft.ts';
import { recordActions } from '../moderation/record-actions.ts';
import type { Hold } from '../moderation/screen.ts';
import { scopeOf, subjectText } from '../policy/measures.ts';
import type { Written } from '../policy/screen.ts';
import { openAutomaticCase } from './automatic-case.ts';
import { putBrake } from './brake-store.ts';
import type { WritingFacts } from './writing-facts.ts';

/** More first-time authors than this … */
export const RAID_AUTHORS = 25;
/** … in so many milliseconds start the brake … */
export const RAID_MS = 600_000;
/** … for so long. */
export const BRAKE_MS = 2 * 3_600_000;
export const RAID = kept`raid-brake`;

type Needs = { chance: Chance; origin: string };

const firstHere = command<{ place: number; member: number; at: number }>()((db, p) =>
  db
    .insertInto('place_author')
    .values({ place_id: p.place, member_id: p.member, at: p.at })
    .onConflict((oc) => oc.doNothing()),
);
const firstSince = query<{ place: number; since: number }>()((db, p) =>
  db
    .selectFrom('place_author')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('place_id', '=', p.place)
    .where('at', '>', p.since),
);
const wroteHere = query<{ place: number; member: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select('post.id')
    .where('author.member_id', '=', p.member)
    .where('post.place_id', '=', p.place)
    .limit(1),
);

const heldBy = (brake: { action: number; caseId: string }, now: number, events: Hold['events'] = []): Hold => ({
  reason: 'flooding',
  rule: RAID,
  words: kept`Many who never wrote here write at the same time. First posts are looked at before they appear.`,
  lasts: { until: now + AUTOMATIC_MS },
  parent: brake.action,
  caseFor: async () => brake.caseId,
  events,
});

const startBrake = async (tx: Writer, needs: Needs, { place }: Written, now: number): Promise<Hold> => {
  const scope = scopeOf(place);
  const subject = { kind: 'place', place: { kind: place.kind, slug: place.slug } } as const;
  const about = { subject: subjectText(subject), scope, person: '', reason: 'flooding', revision: null } as const;
  const caseId = await openAutomaticCase(tx, { ...needs, now }, about);
  const until = now + BRAKE_MS;
  const { actions, events } = await recordActions(tx, { ...needs, now }, [
    {
      by: 'automatic',
      kind: 'bulk',
      subject: { kind: 'none' },
      scope,
      reason: 'flooding',
      rule: RAID,
      basis: 'automatic',
      words: kept`More than ${RAID_AUTHORS} first-time authors in ${RAID_MS / 60_000} minutes.`,
      lasts: { until },
      caseId,
    },
  ]);
  const brake = { action: actions[0]?.number ?? 0, caseId };
  await putBrake(tx, { place: place.id, origin: '', from: now, until, ...brake });
  return heldBy(brake, now, [...events, { kind: 'case.opened', data: { case: caseId } }]);
};

/** Notes who writes here for the first time. Undefined: there is no brake, or not for them. */
export const brakeRaid = async (
  tx: Writer,
  needs: Needs,
  written: Written,
  facts: Pick<WritingFacts, 'known' | 'lastBrake' | 'brake' | 'noRaid'>,
  now: number,
): Promise<Hold | undefined> => {
  const ids = { place: written.place.id, member: written.member.memberId };
  const first = !facts.known && (await tx.run(firstHere, { ...ids, at: now })) > 0;
  if (facts.brake) return (await tx.get(wroteHere, ids)) ? undefined : heldBy(facts.brake, now);
  if (!first || facts.noRaid) return undefined;
  const since = Math.max(now - RAID_MS, facts.lastBrake);
  const count = Number((await tx.get(firstSince, { place: ids.place, since }))?.count ?? 0);
  return count > RAID_AUTHORS ? startBrake(tx, needs, written, now) : undefined;
};
