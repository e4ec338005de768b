// How much waits at the desk for somebody who moderates: up to a hundred of each, so that it costs the same however much there is.

import { sql } from 'kysely';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { standingBrake } from '../automation/brake-store.ts';
import type { Actor } from '../policy/actor.ts';
import { can, canAnywhere } from '../policy/capabilities.ts';
import { scopeOf } from '../policy/measures.ts';
import { unconfirmed } from './confirmed.ts';

/** Many, and no further counted. */
export const MANY = 100;

export type DeskCounts = {
  /** Cases that nobody has claimed. */
  readonly cases: number;
  readonly held: number;
  /** Posts of members elsewhere that are held here: by a filter, a brake, or a measure on whoever wrote them. */
  readonly peers: number;
  /** What was done by itself and waits for a person, brakes too. */
  readonly automation: number;
};

const waitingCases = query<{ own: string; limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('moderation_case')
        .select('scope')
        .where('queue', '=', 'waiting')
        .where('person', '!=', p.own)
        .limit(p.limit)
        .as('some'),
    )
    .select((eb) => ['scope', eb.fn.countAll<number>().as('count')])
    .groupBy('scope'),
);
const waitingIn = query<{ own: string; scope: string; limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('moderation_case')
        .select('scope')
        .where('queue', '=', 'waiting')
        .where('scope', '=', p.scope)
        .where('person', '!=', p.own)
        .limit(p.limit)
        .as('some'),
    )
    .select((eb) => ['scope', eb.fn.countAll<number>().as('count')])
    .groupBy('scope'),
);
const heldIn = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb.selectFrom('held_post').select('place_id').where('state', '=', 'held').limit(p.limit).as('some'),
    )
    .innerJoin('place', 'place.id', 'some.place_id')
    .select((eb) => ['place.kind', 'place.slug', eb.fn.countAll<number>().as('count')])
    .groupBy(['place.kind', 'place.slug']),
);
const heldThereIn = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('post')
        .innerJoin('author', 'author.id', 'post.author_id')
        .select('post.place_id')
        // The index has just these.
        .where(sql<boolean>`post.layer like '{"state":"held"%'`)
        .where('author.member_id', 'is', null)
        .limit(p.limit)
        .as('some'),
    )
    .innerJoin('place', 'place.id', 'some.place_id')
    .select((eb) => ['place.kind', 'place.slug', eb.fn.countAll<number>().as('count')])
    .groupBy(['place.kind', 'place.slug']),
);
const automaticIn = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('measure')
        .innerJoin('action', 'action.number', 'measure.action')
        .select('measure.scope')
        .where('measure.automatic', '=', 1)
        .where('measure.ended', '=', 0)
        // What is held is counted there.
        .where('action.subject_kind', '!=', 'held')
        .where(unconfirmed('measure.action'))
        .limit(p.limit)
        .as('some'),
    )
    .select((eb) => ['scope', eb.fn.countAll<number>().as('count')])
    .groupBy('scope'),
);
const brakes = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('place_brake')
    .innerJoin('place', 'place.id', 'place_brake.place_id')
    .select(['place.kind', 'place.slug', 'place_brake.action', 'place_brake.until_at'])
    .where('place_brake.until_at', '>', p.now),
);

type Counted = { scope: string; count: number };
const sum = (some: readonly Counted[]): number =>
  Math.min(
    MANY,
    some.reduce((all, { count }) => all + Number(count), 0),
  );

/** Those that nobody has confirmed. */
const brakesOn = async (reader: Reader, now: number): Promise<Counted[]> => {
  const on: Counted[] = [];
  for (const row of await reader.all(brakes, { now }))
    if ((await standingBrake(reader, row, now))?.automatic) on.push({ scope: scopeOf(row), count: 1 });
  return on;
};

const casesOf = async (reader: Reader, actor: Actor & { kind: 'member' }, origin: string): Promise<Counted[]> => {
  const own = `${actor.publicId}@${origin}`;
  if (can(actor, 'see-cases', 'instance')) return reader.all(waitingCases, { own, limit: MANY });
  const all: Counted[] = [];
  for (const { scope } of actor.duties ?? [])
    if (can(actor, 'see-cases', scope)) all.push(...(await reader.all(waitingIn, { own, scope, limit: MANY })));
  return all;
};

/** Undefined for who does not moderate. */
export const readDeskCounts =
  ({ db: { read }, clock, origin }: { db: Pick<Database, 'read'>; clock: Pick<Clock, 'now'>; origin: string }) =>
  async (actor: Actor): Promise<DeskCounts | undefined> => {
    if (actor.kind !== 'member' || !canAnywhere(actor, 'see-cases')) return undefined;
    const mine = ({ scope }: Counted) => can(actor, 'see-cases', scope);
    // Where one moderates a part alone, more is counted of all, that some of it may be theirs.
    const limit = can(actor, 'see-cases', 'instance') ? MANY : 10 * MANY;
    const inPlaces = (rows: readonly { kind: string; slug: string; count: number }[]): Counted[] =>
      rows.map(({ kind, slug, count }) => ({ scope: `${kind}:${slug}`, count }));
    const held = inPlaces(await read.all(heldIn, { limit }));
    // Most have no measure on anybody elsewhere: then no post is looked through for one.
    const peers = inPlaces(await read.all(heldThereIn, { limit }));
    const automatic = [...(await read.all(automaticIn, { limit })), ...(await brakesOn(read, clock.now()))];
    return {
      cases: sum(await casesOf(read, actor, origin)),
      held: sum(held.filter(mine)),
      peers: sum(peers.filter(mine)),
      automation: sum(automatic.filter(mine)),
    };
  };
