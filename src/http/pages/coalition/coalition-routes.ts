// Peers and charter as pages: for everybody, since a coalition is nothing secret; what went wrong with peers for admins.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { PeerView } from '../../../federation/read-peers.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { Answer } from '../../answer.ts';
import type { CharterReadNeeds } from '../../api/charter.ts';
import type { PeerRouteNeeds } from '../../api/peers.ts';
import { defineRoute, type Route } from '../../route.ts';
import type { Asked } from '../look.ts';
import { type PageBase, pageCommon } from '../page-needs.ts';
import { pageVersion } from '../version.ts';
import { charterPage, noCharterPage } from './charter-page.tsx';
import type { Seen } from './coalition-picture.tsx';
import { peerPage } from './peer-page.tsx';
import { peersPage } from './peers-page.tsx';

export type CoalitionPageNeeds = PageBase & PeerRouteNeeds & CharterReadNeeds;

const isAdmin = (actor: Actor): boolean => actor.kind === 'member' && actor.role === 'admin';

const seenAs = ({ reachable, seenAt }: PeerView): Seen =>
  reachable ? 'reachable' : seenAt === null ? 'unknown' : 'unreachable';

export const coalitionRoutes = (needs: CoalitionPageNeeds): Route[] => {
  const { lookOf } = needs;
  const common = pageCommon(needs);

  const charter = async (call: Asked & { actor: Actor }, v?: number): Promise<Answer> => {
    const look = await lookOf(call);
    if (look.site.coalition === null && v === undefined) return noCharterPage(look);
    const view = await needs.readCharter(v);
    const seen = new Map<string, Seen>(view.constituents.filter(({ self }) => self).map(({ id }) => [id, 'self']));
    for (const peer of await needs.readPeers(call.actor)) seen.set(peer.origin, seenAs(peer));
    const { items: versions } = await needs.listCharterVersions();
    return charterPage({ look, charter: view, seen, versions });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/peers',
      summary: 'The other instances of the coalition',
      handler({ actor, cached, path, header }) {
        const read = async () => ({ peers: await needs.readPeers(actor), own: await needs.readOwnJournal(actor) });
        return cached(
          // Read each time: how peers do is no event. What it is shown as is kept.
          () => pageVersion(needs)(async () => JSON.stringify(await read())),
          async () => peersPage({ look: await lookOf({ actor, path, header }), ...(await read()) }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/peers/{origin}',
      summary: 'One of the other instances',
      params: z.object({ origin: z.string().max(300) }),
      query: z.object({ period: z.enum(['day', 'month']).default('day').catch('day') }),
      async handler(call) {
        const { origin } = call.params;
        const { period } = call.query;
        const peer = (await needs.readPeers(call.actor)).find((one) => one.origin === origin);
        if (!peer) throw new Refusal('not-found', 'This instance has no such peer.');
        const history = isAdmin(call.actor) ? await needs.readPeerHistory(call.actor, origin, period) : undefined;
        return peerPage({ look: await lookOf(call), peer, history, period });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/charter',
      summary: 'The charter that counts now',
      handler: (call) => charter(call),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/charter/versions/{version}',
      summary: 'A version of the charter',
      params: z.object({ version: z.string().regex(/^[1-9][0-9]{0,8}$/) }),
      handler: (call) => charter(call, Number(call.params.version)),
    }),
  ];
};
