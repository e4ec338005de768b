// Who comes in, and who has which role: invitations, applications, members.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import type { Invited } from '../../../forum/identity/invite.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { type AdminNeeds, Cursor, Done, doneText } from './admin-needs.ts';
import { applicationsPage, type Decided } from './applications-page.tsx';
import { sectionPath } from './frame.tsx';
import { INVITATIONS_PATH, type InvitationForm, invitationsPage } from './invitations-page.tsx';

const FRESH: InvitationForm = { uses: '1', days: '14', note: '' };

/** NaN, which no rule takes, where it is no whole number. */
const wholeIn = (text: string): number => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : Number.NaN);

const linkOf = (publicUrl: string, code: string): string =>
  `${publicUrl}/register?invitation=${encodeURIComponent(code)}`;

type Shown = { form?: InvitationForm; made?: Invited; problem?: Problem; done?: Done; cursor?: string | undefined };

const invitationRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = { ...pageCommon(needs), auth: 'member' as const };

  const show = async (call: Asked & { actor: Actor }, shown: Shown): Promise<Answer> => {
    const look = await lookOf(call);
    const { form = FRESH, made, problem, done, cursor } = shown;
    const { invitations: who } = await needs.instanceSettings();
    const admin = call.actor.kind === 'member' && call.actor.role === 'admin';
    return invitationsPage({
      look,
      invitations: await needs.listInvitations(call.actor, cursor),
      paged: cursor !== undefined,
      form,
      mayInvite: admin || who === 'members',
      made: made && { ...made, link: linkOf(publicUrl, made.code) },
      problem,
      done: doneText(look, done),
    });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: INVITATIONS_PATH,
      summary: 'Invitations',
      query: z.object({ done: Done, cursor: Cursor }),
      handler: (call) => show(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: INVITATIONS_PATH,
      summary: 'Invite somebody',
      takes: [FORM_TYPE],
      handler(call) {
        const { uses = '', days = '', note = '' } = readForm(call, publicUrl);
        return orAgain(
          async () => {
            const made = await needs.invite(call.actor, { uses: wholeIn(uses), days: wholeIn(days), note });
            // No address leads to the link again: this answer alone has it.
            const answer = await show(call, { made });
            return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
          },
          ({ problem }) => show(call, { form: { uses, days, note }, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${INVITATIONS_PATH}/{id}/end`,
      summary: 'End an invitation',
      params: z.object({ id: z.string().max(100) }),
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        await needs.endInvitation(call.actor, call.params.id);
        return seeOther(`${INVITATIONS_PATH}?done=done`);
      },
    }),
  ];
};

const Outcome = z.object({
  accepted: z.string().max(32).optional(),
  refused: z.string().max(32).optional(),
  cursor: Cursor,
});

const applicationRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = { ...pageCommon(needs), auth: 'member' as const };
  const path = sectionPath('applications');

  const show = async (
    call: Asked & { actor: Actor },
    { accepted, refused, cursor }: z.infer<typeof Outcome>,
    again?: Decided,
  ): Promise<Answer> => {
    const look = await lookOf(call);
    const done =
      accepted !== undefined
        ? look.t('admin.apply-accepted', { name: accepted })
        : refused !== undefined
          ? look.t('admin.apply-refused', { name: refused })
          : undefined;
    const applications = await needs.listApplications(call.actor, cursor);
    return applicationsPage({ look, applications, paged: cursor !== undefined, again, done });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path,
      summary: 'Applications that wait',
      query: Outcome,
      handler: (call) => show(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${path}/{id}/decision`,
      summary: 'Decide an application',
      params: z.object({ id: z.string().max(100) }),
      takes: [FORM_TYPE],
      handler(call) {
        const { id } = call.params;
        const { reason = '', decision = '' } = readForm(call, publicUrl);
        return orAgain(
          async () => {
            if (decision !== 'accept' && decision !== 'refuse')
              throw new Refusal('invalid', 'decision: must be accept or refuse.', { field: 'decision' });
            const input = { accept: decision === 'accept', reason };
            const { name, state } = await needs.decideApplication(call.actor, id, input);
            return seeOther(`${path}?${new URLSearchParams({ [state]: name })}`);
          },
          ({ problem }) => show(call, {}, { id, reason, problem }),
        );
      },
    }),
  ];
};

export const peopleRoutes = (needs: AdminNeeds): Route[] => [...invitationRoutes(needs), ...applicationRoutes(needs)];
