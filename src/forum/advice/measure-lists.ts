// The measures of this instance against peers and remote members, as a list to hand on; and such a list taken over: shown first, never
// by itself, with who said so kept for each.

import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { ORIGIN } from '../../base/names.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { MEMBER_ID } from '../../journal/records/parts.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { type RecordedActions, recordActions } from '../moderation/record-actions.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import {
  filtersSomething,
  peerMeasures,
  type Reason,
  reasons,
  remoteMeasures,
  SCOPE,
  type Subject,
  subjectText,
} from '../policy/measures.ts';
import { remoteName } from './read-own-measures.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const DAY = 86_400_000;
/** What is taken over without an end is looked at again after so long. */
const REVIEW = 90 * DAY;
/** What is taken over ends after so long at the latest, whatever the list says: whoever wants more says so themselves. */
export const LONGEST = 365 * DAY;
export const MOST_LISTED = 2_000;

/** Whose reports are not taken is nobody else's business. */
const listedOfPeers = peerMeasures.filter((kind) => kind !== 'mute');

const origin = z.string().regex(ORIGIN);
export const filterSettings = z
  .object({ collapse: z.boolean(), holdFirst: z.boolean(), noVotes: z.boolean() })
  .partial();
const listed = z
  .object({
    peer: origin.optional().meta({ description: 'A whole instance; or' }),
    member: z.string().regex(MEMBER_ID).optional().meta({ description: 'the opaque id of a member, and' }),
    home: origin.optional().meta({ description: 'the instance that the member belongs to.' }),
    kind: z.enum([...new Set([...listedOfPeers, ...remoteMeasures])]),
    scope: z.string().regex(SCOPE),
    reason: z.enum(reasons),
    rule: z.string().max(200).default(''),
    settings: filterSettings.default({}),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable().meta({ description: 'null: it has no end there.' }),
    issuer: origin.meta({ description: 'Who decided it first.' }),
  })
  .meta({ id: 'ListedMeasure' });
export const measureList = z
  .object({
    format: z.literal('koinon-measures'),
    version: z.literal(1),
    origin: origin.meta({ description: 'Whose list it is.' }),
    at: z.iso.datetime(),
    measures: z.array(listed).max(MOST_LISTED),
    next: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ description: `A list has at most ${MOST_LISTED}: there are more, in the list after this number.` }),
  })
  .meta({ id: 'MeasureList' });
export type MeasureList = z.output<typeof measureList>;
export type ListedMeasure = MeasureList['measures'][number];

const inForce = query<{ now: number; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .leftJoin('measure_source', 'measure_source.action', 'measure.action')
    .select(['measure.action', 'measure.subject', 'measure.kind', 'measure.scope', 'measure.reason', 'measure.rule'])
    .select(['measure.settings', 'measure.from_at', 'measure.until_at', 'measure_source.issuer'])
    .where((eb) =>
      eb.or([
        eb.and([eb('measure.subject', '>=', 'peer '), eb('measure.subject', '<', 'peer!')]),
        eb.and([eb('measure.subject', '>=', 'remote '), eb('measure.subject', '<', 'remote!')]),
      ]),
    )
    .where('measure.kind', '!=', 'mute')
    // Nobody else has them.
    .where('measure.scope', 'not like', 'board:%')
    .where('measure.action', '>', p.after)
    .where((eb) => eb.or([eb('measure.until_at', 'is', null), eb('measure.until_at', '>', p.now)]))
    .orderBy('measure.action')
    .limit(p.limit),
);
const same = query<{ subject: string; kind: string; scope: string }>()((db, p) =>
  db
    .selectFrom('measure')
    .select('action')
    .where('subject', '=', p.subject)
    .where('kind', '=', p.kind)
    .where('scope', '=', p.scope)
    .limit(1),
);
const plank = query<{ slug: string }>()((db, p) =>
  db.selectFrom('place').select('id').where('kind', '=', 'plank').where('slug', '=', p.slug).limit(1),
);
const peer = query<{ origin: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('origin', '=', p.origin).limit(1),
);
const keepSource = command<{ action: number; source: string; issuer: string; at: number; said: string }>()((db, p) =>
  db
    .insertInto('measure_source')
    .values({ action: p.action, source: p.source, issuer: p.issuer, at: p.at, said: p.said }),
);

const iso = (at: number): string => new Date(at).toISOString();

/**
 * What stands now, boards left out, in the order in which it was taken.
 * @param after the `next` of the list before; 0: from the first on
 * @throws Refusal `unauthenticated`, `forbidden`
 */
export const exportMeasures =
  (needs: Pick<Needs, 'db' | 'clock' | 'origin'>) =>
  async (actor: Actor, after = 0, most = MOST_LISTED): Promise<MeasureList> => {
    may(actor, { do: 'moderate', can: 'handle-peers' });
    const now = needs.clock.now();
    const rows = await needs.db.read.all(inForce, { now, after, limit: most + 1 });
    const shown = rows.slice(0, most);
    const measures = shown.map((row) => {
      const [on, name = ''] = row.subject.split(' ');
      const [member = '', home = ''] = name.split('@');
      return listed.parse({
        ...(on === 'peer' ? { peer: name } : { member, home }),
        kind: row.kind,
        scope: row.scope,
        reason: row.reason,
        rule: row.rule,
        settings: JSON.parse(row.settings),
        since: iso(row.from_at),
        until: row.until_at === null ? null : iso(row.until_at),
        issuer: row.issuer ?? needs.origin,
      });
    });
    const next = rows.length > most ? (shown.at(-1)?.action ?? null) : null;
    return { format: 'koinon-measures', version: 1, origin: needs.origin, at: iso(now), measures, next };
  };

/** `new`: it would be taken. `present`: the same is in force. `unknown`: nobody here heard of it. */
export type Preview = {
  readonly index: number;
  readonly state: 'new' | 'present' | 'over' | 'own' | 'unknown' | 'unfit';
  readonly subject: string;
  /** The same as people here know it: a member by name. */
  readonly named: string;
  readonly measure: ListedMeasure;
  /** Until when it would hold here, 365 days at the most; or when it would be looked at again. */
  readonly until: number | null;
  readonly reviewAt: number | null;
};

const subjectOf = (one: ListedMeasure): Subject | undefined => {
  if (one.peer !== undefined)
    return one.member === undefined && one.home === undefined ? { kind: 'peer', origin: one.peer } : undefined;
  if (one.member === undefined || one.home === undefined) return undefined;
  return { kind: 'remote', origin: one.home, member: one.member };
};

const namedHere = async (reader: Reader, subject: Subject | undefined): Promise<string> => {
  if (subject?.kind !== 'remote') return subject ? subjectText(subject) : '';
  const { origin: home, member } = subject;
  return `member ${(await reader.get(remoteName, { origin: home, member }))?.name || member}@${home}`;
};

const fits = (one: ListedMeasure, subject: Subject): boolean =>
  (subject.kind === 'peer' ? (listedOfPeers as readonly string[]) : (remoteMeasures as readonly string[])).includes(
    one.kind,
  ) &&
  !one.scope.startsWith('board:') &&
  (one.kind !== 'filter' || filtersSomething(one.settings));

const stateOf = async (
  reader: Reader,
  needs: Pick<Needs, 'origin'>,
  one: ListedMeasure,
  subject: Subject | undefined,
  now: number,
): Promise<Preview['state']> => {
  if (!subject || !fits(one, subject)) return 'unfit';
  if ('origin' in subject && subject.origin === needs.origin) return 'own';
  if (one.until !== null && Date.parse(one.until) <= now) return 'over';
  if (one.scope.startsWith('plank:') && !(await reader.get(plank, { slug: one.scope.slice('plank:'.length) })))
    return 'unknown';
  if (subject.kind === 'remote' && !(await reader.get(remoteName, { origin: subject.origin, member: subject.member })))
    return 'unknown';
  if (subject.kind === 'peer' && !(await reader.get(peer, { origin: subject.origin }))) return 'unknown';
  const { kind, scope } = one;
  return (await reader.get(same, { subject: subjectText(subject), kind, scope })) ? 'present' : 'new';
};

const previewOf = async (reader: Reader, needs: Needs, list: MeasureList, now: number): Promise<Preview[]> => {
  const previews: Preview[] = [];
  const seen = new Set<string>();
  for (const [index, measure] of list.measures.entries()) {
    const subject = subjectOf(measure);
    const text = subject ? subjectText(subject) : '';
    const key = `${text} ${measure.kind} ${measure.scope}`;
    const state = seen.has(key) ? 'present' : await stateOf(reader, needs, measure, subject, now);
    seen.add(key);
    const until = measure.until === null ? null : Math.min(Date.parse(measure.until), now + LONGEST);
    const named = await namedHere(reader, subject);
    previews.push({
      ...{ index, state, subject: text, named, measure, until },
      reviewAt: until === null ? now + REVIEW : null,
    });
  }
  return previews;
};

export type Import = {
  readonly list: MeasureList;
  /** False: nothing is taken, only shown. */
  readonly apply: boolean;
  /** Which of them, by their place in the list from 0; all that are new where it is left out. */
  readonly take?: readonly number[] | undefined;
};
export type Imported = { readonly items: readonly Preview[]; readonly taken: RecordedActions['actions'] };

/**
 * Takes over what is new as one action that carries the others: reversing it reverses just these.
 * @throws Refusal `unauthenticated`, `forbidden`, `invalid` (take, list)
 */
export const importMeasures =
  (needs: Needs) =>
  async (actor: Actor, { list, apply, take }: Import): Promise<Imported> => {
    may(actor, { do: 'moderate', can: 'handle-peers' });
    if (list.origin === needs.origin) throw new Refusal('invalid', 'list: this is the own list.', { field: 'list' });
    const now = needs.clock.now();
    if (!apply) return { items: await previewOf(needs.db.read, needs, list, now), taken: [] };
    const imported = await needs.db.write(async (tx) => {
      // Two who take the same list take it once.
      await inTurn(tx, 'modlog');
      const items = await previewOf(tx, needs, list, now);
      const chosen = items.filter(({ index, state }) => (take ? take.includes(index) : state === 'new'));
      if (chosen.length === 0 || chosen.some(({ state }) => state !== 'new') || (take && chosen.length < take.length))
        throw new Refusal('invalid', 'take: name what is new in the list, and something at all.', { field: 'take' });
      const common = { by: actor, basis: 'advisory' as const };
      const parent: ActionDraft = {
        ...common,
        kind: 'bulk',
        subject: { kind: 'none' },
        reason: 'other',
        words: kept`From the list of ${list.origin} of ${list.at}.`,
        rule: `list of ${list.origin}`,
        lasts: { reviewAt: now + REVIEW },
      };
      const children = chosen.map(({ measure, until, reviewAt }): ActionDraft => {
        const subject = subjectOf(measure) ?? { kind: 'none' };
        const { kind, scope, rule, settings } = measure;
        const lasts = until === null ? { reviewAt: reviewAt ?? now + REVIEW } : { until };
        const words = `From the list of ${list.origin}, decided by ${measure.issuer}.`;
        const reason: Reason = measure.reason;
        return { ...common, kind, subject, scope, reason, rule, words, lasts, settings };
      });
      const recorded = await recordActions(tx, { ...needs, now }, [parent, ...children]);
      for (const [at, { measure }] of chosen.entries())
        await tx.run(keepSource, {
          action: recorded.actions[at + 1]?.number ?? 0,
          source: list.origin,
          issuer: measure.issuer,
          at: now,
          said: JSON.stringify(measure),
        });
      await appendEvents(tx, recorded.events, now);
      return { items, taken: recorded.actions };
    });
    needs.wake.ring();
    return imported;
  };
