// Coming in by a page: at once, with an invitation, or by an application.
import { z } from 'zod';
import type { RegistrationMode } from '../../../base/config.ts';
import type { Accepts } from '../../../forum/instance/accept-texts.ts';
import { visitor } from '../../../forum/policy/actor.ts';
import { seeOther } from '../../answer.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { ComingInPageNeeds } from './account-needs.ts';
import { applicationRoutes, toApplication } from './application-routes.ts';
import { enter } from './enter.ts';
import { closedPage, registerPage, type Way } from './register-page.tsx';

type Fields = Readonly<Record<string, string>>;

const versionIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const acceptsIn = (fields: Fields): Accepts => ({
  rules: versionIn(fields['accepts.rules']),
  privacy: versionIn(fields['accepts.privacy']),
});

/** An invitation lets in wherever registration is not closed. */
const wayOf = (mode: RegistrationMode, invitation: string | undefined): Way | undefined => {
  if (mode === 'closed') return undefined;
  return invitation === undefined || mode === 'open' ? mode : 'invitation';
};

/** What is left empty was not given. */
const given = (text: string | undefined): string | undefined => text?.trim() || undefined;

export const registerRoutes = (needs: ComingInPageNeeds): Route[] => {
  const { publicUrl, lookOf, mails } = needs;
  const common = pageCommon(needs);

  const pageFor = async (call: Parameters<typeof lookOf>[0], typed: Fields) => {
    const look = await lookOf(call);
    const { registration, question } = await needs.instanceSettings();
    const way = wayOf(registration, typed.invitation);
    return { look, way, question, mails, typed };
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/register',
      summary: 'Register',
      query: z.object({ invitation: z.string().max(100).optional() }),
      async handler(call) {
        if (call.actor.kind === 'member') return seeOther('/');
        const { invitation } = call.query;
        const { way, look, ...shown } = await pageFor(call, invitation === undefined ? {} : { invitation });
        return way ? registerPage({ look, way, ...shown }) : closedPage(look);
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/register',
      summary: 'Register',
      auth: 'own',
      takes: [FORM_TYPE],
      async handler(call) {
        const fields = readForm(call, publicUrl);
        const { name = '', password = '', answer = '' } = fields;
        const { way, look, ...shown } = await pageFor(call, fields);
        if (!way) return closedPage(look);
        const account = {
          name: name.trim().toLowerCase(),
          password,
          displayName: given(fields.displayName),
          email: mails ? given(fields.email) : undefined,
          accepts: acceptsIn(fields),
        };
        return orAgain(
          async () => {
            if (way === 'application') {
              return toApplication(publicUrl, await needs.apply(visitor, { ...account, answer }));
            }
            await needs.register(visitor, { ...account, invitation: given(fields.invitation) });
            return enter(needs, { name: account.name, password }, call, '/');
          },
          ({ problem }) => registerPage({ look, way, problem, ...shown }),
        );
      },
    }),
    ...applicationRoutes(needs),
  ];
};
