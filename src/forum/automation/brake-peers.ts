// The brake of a place for members of other instances, each instance on its own: too many of one peer who never wrote there write
// within minutes, and their further first posts are held here, from the moment they come. What the peer sends is stored and passed on
// all the while; members of others, and of this instance, are not concerned.
import { kept } from '../../base/said.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { NewEvent } from '../../events/append.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { AUTOMATIC_MS } from '../moderation/draft.ts';
import { recordActions } from '../moderation/record-actions.ts';
import { scopeOf, subjectText } from '../policy/measures.ts';
import { openAutomaticCase } from './automatic-case.ts';
import { BRAKE_MS, RAID, RAID_AUTHORS, RAID_MS } from './brake.ts';
import { putBrake, standingBrake } from './brake-store.ts';

type Needs = { tx: Writer; chance: Chance; home: string; now: number };
type Told = Omit<NewEvent, 'at'>;

/** What was written so much earlier than it came is history: what a new peer brings, or what was missed while one was away. */
const HISTORY_MS = 86_400_000;

/** Posts whose author is new in their place, or whose peer has a brake there: mostly none. */
const newcomers = query<{ posts: string; home: string; now: number }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .leftJoin('place_stranger', (join) =>
      join
        .onRef('place_stranger.place_id', '=', 'post.place_id')
        .onRef('place_stranger.origin', '=', 'author.origin')
        .onRef('place_stranger.public_id', '=', 'author.public_id'),
    )
    .leftJoin('place_brake', (join) =>
      join.onRef('place_brake.place_id', '=', 'post.place_id').onRef('place_brake.origin', '=', 'author.origin'),
    )
    .select(['post.id', 'post.origin', 'post.seq', 'post.at', 'post.arrived_at', 'post.place_id', 'post.author_id'])
    .select(['place.kind', 'place.slug', 'author.origin as peer', 'author.public_id', 'place_brake.from_at'])
    .select(['place_brake.until_at', 'place_brake.action', 'place_brake.case_id'])
    .where('post.id', 'in', numbersOf(dialect, p.posts))
    .where('post.origin', '!=', '')
    .where('author.origin', '!=', p.home)
    .where((eb) => eb.or([eb('place_stranger.at', 'is', null), eb('place_brake.until_at', '>', p.now)]))
    .orderBy('post.id'),
);
type Newcomer = NonNullable<Awaited<ReturnType<typeof newcomersAmong>>[number]>;
const newcomersAmong = async ({ tx, home, now }: Needs, posts: readonly number[]) =>
  tx.all(newcomers, { posts: JSON.stringify(posts), home, now });

type Stranger = { place: number; peer: string; publicId: string; at: number };
const firstHere = command<Stranger>()((db, p) =>
  db
    .insertInto('place_stranger')
    .values({ place_id: p.place, origin: p.peer, public_id: p.publicId, at: p.at })
    .onConflict((oc) => oc.doNothing()),
);
const firstSince = query<{ place: number; peer: string; since: number }>()((db, p) =>
  db
    .selectFrom('place_stranger')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('place_id', '=', p.place)
    .where('origin', '=', p.peer)
    .where('at', '>', p.since),
);
/** Something that readers see, or saw. */
const wroteHere = query<{ place: number; author: number; post: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select('id')
    .where('author_id', '=', p.author)
    .where('place_id', '=', p.place)
    .where('id', '<', p.post)
    .where('veiled', '=', 0)
    .limit(1),
);

/** A brake that is on, and what it is to hold of what has just come. */
type On = { readonly action: number | undefined; readonly caseId: string; readonly at: Newcomer; holds: ActionDraft[] };

const holdOf = ({ origin, seq }: Newcomer, on: Pick<On, 'action' | 'caseId'>, now: number): ActionDraft => ({
  by: 'automatic',
  kind: 'hold',
  subject: { kind: 'post', key: { origin, seq } },
  reason: 'flooding',
  rule: RAID,
  basis: 'automatic',
  words: kept`Many who never wrote here write at the same time. First posts are looked at before they appear.`,
  lasts: { until: now + AUTOMATIC_MS },
  parent: on.action,
  caseId: on.caseId,
});

const carrierOf = ({ at, caseId }: On, now: number): ActionDraft => ({
  by: 'automatic',
  kind: 'bulk',
  subject: { kind: 'none' },
  scope: scopeOf(at),
  reason: 'flooding',
  rule: RAID,
  basis: 'automatic',
  words: kept`More than ${RAID_AUTHORS} first-time authors of ${at.peer} in ${RAID_MS / 60_000} minutes.`,
  lasts: { until: now + BRAKE_MS },
  caseId,
});

/** A clock that is ahead of ours moves nobody into the time after a brake. */
const writtenAt = ({ at, arrived_at }: Newcomer): number => Math.min(at, arrived_at);

/** Whether the brake falls with this one, or is on already. */
const brakeFor = async (needs: Needs, one: Newcomer, first: boolean): Promise<On | undefined> => {
  const { tx, now } = needs;
  const { action, case_id: caseId, until_at, from_at } = one;
  if (action !== null && caseId !== null && until_at !== null && until_at > now) {
    const standing = await standingBrake(tx, { action, until_at }, now);
    // Undone by a person: they have said that it is no raid.
    return standing && { action: standing.action, caseId, at: one, holds: [] };
  }
  if (!first) return undefined;
  const since = Math.max(writtenAt(one) - RAID_MS, from_at ?? 0);
  const count = Number((await tx.get(firstSince, { place: one.place_id, peer: one.peer, since }))?.count ?? 0);
  if (count <= RAID_AUTHORS) return undefined;
  const about = { subject: subjectText({ kind: 'place', place: one }), scope: scopeOf(one), person: '' } as const;
  const opened = await openAutomaticCase(tx, needs, { ...about, reason: 'flooding', revision: null });
  return { action: undefined, caseId: opened, at: one, holds: [] };
};

/** Into the log, and into effect. */
const hold = async (needs: Needs, on: On): Promise<readonly Told[]> => {
  const { tx, now } = needs;
  if (on.holds.length === 0) return [];
  const log = { chance: needs.chance, origin: needs.home, now };
  if (on.action !== undefined) return (await recordActions(tx, log, on.holds)).events;
  const { actions, events } = await recordActions(tx, log, [carrierOf(on, now), ...on.holds]);
  const { place_id: place, peer: origin } = on.at;
  const carrier = actions[0]?.number ?? 0;
  await putBrake(tx, { place, origin, from: now, until: now + BRAKE_MS, action: carrier, caseId: on.caseId });
  return [...events, { kind: 'case.opened', data: { case: on.caseId } }];
};

/**
 * Notes who of another instance writes in a place for the first time, and holds what a brake is for. Answers what is to be told.
 * @param posts that have just come, by id
 */
export const brakePeers = async (needs: Needs, posts: readonly number[]): Promise<Told[]> => {
  const told: Told[] = [];
  if (posts.length === 0) return told;
  const brakes = new Map<string, On>();
  const heldNow = new Set<string>();
  for (const one of await newcomersAmong(needs, posts)) {
    const { place_id: place, peer, public_id: publicId, author_id: author, id: post } = one;
    const first = (await needs.tx.run(firstHere, { place, peer, publicId, at: writtenAt(one) })) > 0;
    if (one.at < one.arrived_at - HISTORY_MS) continue;
    const where = `${place} ${peer}`;
    const on = brakes.get(where) ?? (await brakeFor(needs, one, first));
    if (!on) continue;
    brakes.set(where, on);
    const who = `${where} ${publicId}`;
    if (!first && !heldNow.has(who) && (await needs.tx.get(wroteHere, { place, author, post }))) continue;
    heldNow.add(who);
    on.holds.push(holdOf(one, on, needs.now));
  }
  for (const on of brakes.values()) told.push(...(await hold(needs, on)));
  return told;
};
