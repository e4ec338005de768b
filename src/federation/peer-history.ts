// How it stood with the peers over time: a sample every five minutes, kept for a day, and hours made of them, kept for a month.
// No more than 1,008 rows a peer.
import { sql } from 'kysely';
import { Refusal } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { Database, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import { currentCoalition } from '../forum/planks/facts.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import { may } from '../forum/policy/may.ts';
import type { PeerView } from './read-peers.ts';
import { findPeer } from './sync/peer-store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a row stands for, and how long rows are kept, in milliseconds. */
export const spans = {
  day: { span: 5 * MINUTE, kept: 24 * HOUR },
  month: { span: HOUR, kept: 30 * 24 * HOUR },
} as const;
export type Period = keyof typeof spans;

type Sample = { reached: number; lag: number | null; missing: number; holes: number };
type Place = { coalition: string; origin: string; span: number; at: number };

const row = (p: Place & Sample) => ({
  coalition: p.coalition,
  origin: p.origin,
  span: p.span,
  at: p.at,
  samples: 1,
  reached: p.reached,
  lag: p.lag,
  missing: p.missing,
  holes: p.holes,
});
const add = command<Place & Sample>()((db, p) =>
  db
    .insertInto('peer_history')
    .values(row(p))
    .onConflict((oc) => oc.columns(['coalition', 'origin', 'span', 'at']).doNothing()),
);

const most = (column: 'lag' | 'missing' | 'holes') =>
  sql<number>`case when excluded.${sql.ref(column)} > coalesce(peer_history.${sql.ref(column)}, -1)
    then excluded.${sql.ref(column)} else peer_history.${sql.ref(column)} end`;
const grow = command<Place & Sample>()((db, p) =>
  db
    .insertInto('peer_history')
    .values(row(p))
    .onConflict((oc) =>
      oc.columns(['coalition', 'origin', 'span', 'at']).doUpdateSet((eb) => ({
        samples: eb('peer_history.samples', '+', 1),
        reached: eb('peer_history.reached', '+', eb.ref('excluded.reached')),
        lag: most('lag'),
        missing: most('missing'),
        holes: most('holes'),
      })),
    ),
);
const drop = command<{ span: number; before: number }>()((db, p) =>
  db.deleteFrom('peer_history').where('span', '=', p.span).where('at', '<', p.before),
);

const startOf = (at: number, span: number): number => at - (at % span);

const keepSample = async (tx: Writer, coalition: string, peer: PeerView, now: number): Promise<void> => {
  const { origin, missing, holes, lag } = peer;
  const sample = { reached: peer.reachable ? 1 : 0, lag, missing, holes };
  const { day, month } = spans;
  // Another process, or this one before it was started again, may have taken it.
  if ((await tx.run(add, { coalition, origin, span: day.span, at: startOf(now, day.span), ...sample })) === 0) return;
  await tx.run(grow, { coalition, origin, span: month.span, at: startOf(now, month.span), ...sample });
};

const taken = query<{ coalition: string; span: number; at: number }>()((db, p) =>
  db
    .selectFrom('peer_history')
    .select('at')
    .where('span', '=', p.span)
    .where('at', '=', p.at)
    .where('coalition', '=', p.coalition)
    .limit(1),
);

type SampleNeeds = {
  db: Database;
  clock: Clock;
  readPeers(actor: Actor): Promise<PeerView[]>;
};

/** Takes a sample, at most one for each five minutes, and drops what is too old. Run it about that often. */
export const samplePeers =
  ({ db, clock, readPeers }: SampleNeeds) =>
  async (): Promise<void> => {
    const coalition = await currentCoalition(db.read);
    if (!coalition) return;
    const now = clock.now();
    const { span } = spans.day;
    // How it stands with all peers is read seldom, however often somebody looks.
    if (await db.read.get(taken, { coalition: coalition.coalition, span, at: startOf(now, span) })) return;
    const peers = await readPeers(operator);
    await db.write(async (tx) => {
      for (const peer of peers) await keepSample(tx, coalition.coalition, peer, now);
      for (const one of Object.values(spans)) await tx.run(drop, { span: one.span, before: now - one.kept });
    });
  };

const since = query<{ coalition: string; origin: string; span: number; from: number }>()((db, p) =>
  db
    .selectFrom('peer_history')
    .select(['at', 'samples', 'reached', 'lag', 'missing', 'holes'])
    .where('coalition', '=', p.coalition)
    .where('origin', '=', p.origin)
    .where('span', '=', p.span)
    .where('at', '>=', p.from)
    .orderBy('at'),
);

/** `at` in epoch milliseconds: the beginning of the span. */
export type HistoryPoint = { at: number; samples: number } & Sample;
/** `span`: milliseconds that a point stands for. Spans without a sample are left out. */
export type PeerHistory = { span: number; from: number; until: number; points: HistoryPoint[] };

/** For admins: oldest first. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readPeerHistory =
  ({ db, clock }: { db: Pick<Database, 'read'>; clock: Clock }) =>
  async (actor: Actor, origin: string, period: Period): Promise<PeerHistory> => {
    may(actor, { do: 'manage-instance' });
    const coalition = await currentCoalition(db.read);
    const peer = coalition && (await findPeer(db.read, coalition.coalition, origin));
    if (!peer) throw new Refusal('not-found', 'This instance has no such peer.');
    const { span, kept } = spans[period];
    const until = clock.now();
    const from = until - kept;
    const points = await db.read.all(since, { coalition: peer.coalition, origin, span, from });
    return { span, from, until, points };
  };
