// The other constituents' instances, as this one sees them.
import { z } from 'zod';
import type { PeerHistory, Period } from '../../federation/peer-history.ts';
import type { OwnJournalView, PeerView } from '../../federation/read-peers.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

const Signed = z
  .object({
    name: z.string().nullable().meta({ description: 'Of the entry; null for the statement of an epoch.' }),
    type: z.string(),
    hash: z.string().meta({ description: 'Base64url SHA-256 of what was signed.' }),
    at: z.string(),
  })
  .meta({ id: 'SignedWord' });

const Evidence = z
  .array(
    z.object({
      epoch: z.int(),
      name: z.string().meta({ description: 'The entry from which on the journal is disputed.' }),
      at: Time.meta({ description: 'When it came to be known here.' }),
      first: Signed,
      second: Signed,
    }),
  )
  .meta({ description: 'What proves that two things were said at once; the first ten.' });

const held = {
  entries: z.int().meta({ description: 'Entries of its journal that are held here.' }),
  holes: z.int().meta({ description: 'Contents of its journal that are missing here.' }),
  forked: z.string().nullable().meta({ description: 'The entry from which on its journal is disputed.' }),
};

const Peer = z
  .object({
    origin: z.string(),
    name: z.string(),
    url: z.string(),
    memberSince: z.string().nullable().meta({ description: 'When it became a constituent, as the charter says.' }),
    reachable: z.boolean(),
    since: Time.nullable().meta({ description: 'Since when it is reachable, or is not.' }),
    seenAt: Time.nullable(),
    lag: z.int().nullable().meta({ description: 'Entries that are held here and not known to be held there.' }),
    lagSince: Time.nullable().meta({ description: 'When the first of them came here.' }),
    missing: z.int().meta({ description: 'Entries that it said it holds and that are not here.' }),
    ...held,
    charterVersion: z.int(),
    registration: z
      .object({ mode: z.string(), why: z.string(), at: Time })
      .nullable()
      .meta({ description: 'How people come in there, as it said when that changed.' }),
    trouble: z
      .object({
        error: z.string().nullable(),
        errorAt: Time.nullable(),
        failures: z.int(),
        withoutEffect: z.int(),
        refused: z.int(),
        refusedWhy: z.string().nullable(),
        refusedAt: Time.nullable(),
        clockOffset: z.int().nullable(),
        evidence: Evidence,
      })
      .nullable()
      .meta({ description: 'For admins.' }),
  })
  .meta({ id: 'Peer' });

const OwnJournal = z
  .object({
    origin: z.string(),
    name: z.string(),
    ...held,
    halted: z.string().nullable().meta({ description: 'Why nothing can be said on planks now.' }),
    evidence: Evidence.nullable(),
  })
  .meta({ id: 'OwnJournal' });

const History = z
  .object({
    span: z.int().meta({ description: 'Seconds that each item stands for.' }),
    from: Time,
    until: Time,
    items: z.array(
      z.object({
        at: Time.meta({ description: 'Its beginning. Where no sample was taken there is no item.' }),
        samples: z.int(),
        reached: z.int().meta({ description: 'Samples in which the peer was reachable.' }),
        lag: z.int().nullable().meta({ description: 'The most of the time, as the next two.' }),
        missing: z.int(),
        holes: z.int(),
      }),
    ),
  })
  .meta({ id: 'PeerHistory' });

export type PeerRouteNeeds = {
  readPeers(actor: Actor): Promise<PeerView[]>;
  readOwnJournal(actor: Actor): Promise<OwnJournalView | null>;
  readPeerHistory(actor: Actor, origin: string, period: Period): Promise<PeerHistory>;
};

const tag = 'coalition';

export const peerRoutes = (needs: PeerRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/peers',
    summary: 'The other instances of the coalition',
    tag,
    auth: 'none',
    answers: { 200: pageOf(Peer).extend({ own: OwnJournal.nullable() }) },
    async handler({ actor }) {
      const own = await needs.readOwnJournal(actor);
      return ok({ items: await needs.readPeers(actor), next: null, own });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/peers/{origin}/history',
    summary: 'How it stood with a peer: every five minutes of a day, or every hour of a month',
    tag,
    auth: 'admin',
    params: z.object({ origin: z.string().max(300) }),
    query: z.object({ period: z.enum(['day', 'month']).default('day') }),
    answers: { 200: History },
    async handler({ actor, params, query }) {
      const { span, from, until, points } = await needs.readPeerHistory(actor, params.origin, query.period);
      const items = points.map(({ at, ...rest }) => ({ at: isoTime(at), ...rest }));
      return ok({ span: span / 1000, from: isoTime(from), until: isoTime(until), items });
    },
  }),
];
