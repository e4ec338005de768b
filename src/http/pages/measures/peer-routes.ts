// Other instances on the desk: accepted, filtered or not heard here.
import { z } from 'zod';
import { can } from '../../../forum/policy/capabilities.ts';
import { may } from '../../../forum/policy/may.ts';
import type { Answer } from '../../answer.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { Did } from '../moderation/desk-frame.tsx';
import { pageCommon } from '../page-needs.ts';
import { createActs } from './act.ts';
import { scopesOf } from './act-input.ts';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { deskPeerPage } from './peer-page.tsx';
import { deskPeerPath } from './people-page.tsx';
import type { Again } from './person-page.tsx';

const HISTORY = 50;
const OriginOf = z.object({ origin: z.string().max(300) });

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
const createShowPeer =
  (needs: MeasureNeeds) =>
  async (call: Asking, origin: string, did: Did, again?: Again): Promise<Answer> => {
    const { moderation, cases, advice, reads, lookOf } = needs;
    const { actor } = call;
    may(actor, { do: 'moderate', can: 'see-cases' });
    await moderation.subjectNamed({ peer: origin });
    const peer = (await needs.readPeers(actor)).find((one) => one.origin === origin);
    const whole = can(actor, 'see-cases', 'instance');
    const muted = whole && (await cases.mutes(actor)).find((one) => one.kind === 'peer' && one.name === origin);
    const planks = await reads.places(actor, 'plank');
    return deskPeerPage({
      look: await lookOf(call),
      ...{ origin, name: peer?.name ?? '', did, again },
      scopes: scopesOf(actor, 'handle-peers', planks),
      ...(await moderation.modlog.ofPeer(actor, origin, HISTORY)),
      advice: (await advice.list(actor, { peer: origin, limit: HISTORY })).items,
      mute: peer && whole ? { muted: muted || undefined, may: can(actor, 'act', 'instance') } : undefined,
    });
  };

export const deskPeerRoutes = (needs: MeasureNeeds): Route[] => {
  const { publicUrl } = needs;
  const acts = createActs(needs);
  const common = { ...pageCommon(needs), params: OriginOf };
  const show = createShowPeer(needs);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/moderation/peers/{origin}',
      summary: 'Another instance on the desk',
      query: z.object({ did: Did }),
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.origin, call.query.did) : signInFirst(call.path),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/moderation/peers/{origin}/actions',
      summary: 'Accept, filter or not hear another instance here',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { origin } = call.params;
        return orAgain(
          () => acts.act(call.actor, typed, { peer: origin }),
          ({ problem }) => show(call, origin, undefined, { form: 'act', typed, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/moderation/peers/{origin}/mute',
      summary: 'Take no reports of another instance for a time, or take them again',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { origin } = call.params;
        return orAgain(
          () => acts.mute(call.actor, typed, { peer: origin }, deskPeerPath(origin)),
          ({ problem }) => show(call, origin, undefined, { form: 'mute', typed, problem }),
        );
      },
    }),
  ];
};
