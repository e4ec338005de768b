// The other constituents' instances, as this one sees them.
import { z } from 'zod';
import type { PeerView } from '../../federation/read-peers.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { pageOf, Time } from './shapes.ts';

const Peer = z
  .object({
    origin: z.string(),
    name: z.string(),
    url: z.string(),
    reachable: z.boolean(),
    seenAt: Time.nullable(),
    lag: z.int().nullable().meta({ description: 'Entries that are held here and not known to be held there.' }),
    entries: z.int().meta({ description: 'Entries of its journal that are held here.' }),
    holes: z.int().meta({ description: 'Contents of its journal that are missing here.' }),
    forked: z.string().nullable().meta({ description: 'The entry from which on its journal is disputed.' }),
    charterVersion: z.int(),
    trouble: z
      .object({
        error: z.string().nullable(),
        failures: z.int(),
        withoutEffect: z.int(),
        refused: z.int(),
        refusedWhy: z.string().nullable(),
        clockOffset: z.int().nullable(),
      })
      .nullable()
      .meta({ description: 'For admins.' }),
  })
  .meta({ id: 'Peer' });

export const peerRoutes = (needs: { readPeers(actor: Actor): Promise<PeerView[]> }): Route[] => [
  defineRoute({
    method: 'get',
    path: '/peers',
    summary: 'The other instances of the coalition',
    tag: 'coalition',
    auth: 'none',
    answers: { 200: pageOf(Peer) },
    handler: async ({ actor }) => ok({ items: await needs.readPeers(actor), next: null }),
  }),
];
