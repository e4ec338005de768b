// Other instances on the desk: accepted, filtered or not heard here.
import { z } from 'zod';
import { muteInput } from '../../../forum/cases/mute-reports.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { may } from '../../../forum/policy/may.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { Did } from '../moderation/desk-frame.tsx';
import { actionPath } from '../moderation/log-page.tsx';
import { pageCommon } from '../page-needs.ts';
import { actionOf, scopesOf } from './act-input.ts';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { mutedAt, muteOf } from './mute-form.tsx';
import { deskPeerPage } from './peer-page.tsx';
import { deskPeerPath } from './people-page.tsx';
import type { Again } from './person-page.tsx';

const OriginOf = z.object({ origin: z.string().max(300) });

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
const createShowPeer =
  (needs: MeasureNeeds) =>
  async (call: Asking, origin: string, did: Did, again?: Again): Promise<Answer> => {
    const { moderation, cases, reads, lookOf } = needs;
    const { actor } = call;
    may(actor, { do: 'moderate', can: 'see-cases' });
    const subject = await moderation.subjectNamed({ peer: origin });
    const peer = (await needs.readPeers(actor)).find((one) => one.origin === origin);
    const whole = can(actor, 'see-cases', 'instance');
    const muted = whole && (await cases.mutes(actor)).find((one) => one.kind === 'peer' && one.name === origin);
    const planks = await reads.places(actor, 'plank');
    return deskPeerPage({
      look: await lookOf(call),
      ...{ origin, name: peer?.name ?? '', did, again },
      scopes: scopesOf(actor, 'handle-peers', planks),
      inForce: await moderation.modlog.onSubject(actor, subject),
      mute: peer && whole ? { muted: muted || undefined, may: can(actor, 'act', 'instance') } : undefined,
    });
  };

export const deskPeerRoutes = (needs: MeasureNeeds): Route[] => {
  const { moderation, cases, clock, publicUrl } = needs;
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
          async () => {
            const { subject, action } = actionOf(typed, { peer: origin }, clock.now());
            const named = await moderation.subjectNamed(subject);
            const { actions } = await moderation.takeAction(call.actor, { ...action, subject: named });
            return seeOther(`${actionPath(actions[0]?.number ?? 0)}?did=done`);
          },
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
          async () => {
            const { actions } = await cases.mute(
              call.actor,
              check(muteInput, { peer: origin, ...muteOf(typed, clock.now()) }),
            );
            return seeOther(mutedAt(actions, `${deskPeerPath(origin)}?did=done`));
          },
          ({ problem }) => show(call, origin, undefined, { form: 'mute', typed, problem }),
        );
      },
    }),
  ];
};
