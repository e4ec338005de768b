// Where links in mails lead. Opening one changes nothing: mail programs open links by themselves. A button does.
import { z } from 'zod';
import { confirmPath, resetPath } from '../../forum/identity/mail-texts.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE, orAgain, readForm } from './form.ts';
import { type PageNeeds, pageCommon, siteOf } from './page-needs.ts';
import { confirmEmailPage, donePage, forgottenPage, newPasswordPage } from './recovery-pages.tsx';

const Token = z.object({ token: z.string().max(200).default('') });

export const recoveryRoutes = (needs: PageNeeds): Route[] => {
  const { publicUrl } = needs;
  const common = pageCommon(needs);
  // Whoever comes by such a link may well bring a cookie that ended.
  const posted = { ...common, method: 'post' as const, auth: 'own' as const, takes: [FORM_TYPE] };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: confirmPath,
      summary: 'Confirm a mail address',
      query: Token,
      handler: async ({ query: { token } }) => confirmEmailPage({ site: await siteOf(needs), token }),
    }),
    defineRoute({
      ...posted,
      path: confirmPath,
      summary: 'Confirm a mail address',
      async handler({ body, header }) {
        const { token = '' } = readForm({ body, header }, publicUrl);
        const site = await siteOf(needs);
        return orAgain(
          async () => {
            const { name, address } = await needs.confirmEmail({ token });
            return donePage({ site, title: 'Confirmed', text: `${address} is the address of ${name} now.` });
          },
          ({ problem }) => confirmEmailPage({ site, problem, token }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/forgotten',
      summary: 'Ask for a link to a new password',
      handler: async () => forgottenPage({ site: await siteOf(needs), account: '' }),
    }),
    defineRoute({
      ...posted,
      path: '/forgotten',
      summary: 'Ask for a link to a new password',
      async handler({ body, header, address }) {
        const { account = '' } = readForm({ body, header }, publicUrl);
        const site = await siteOf(needs);
        return orAgain(
          async () => {
            await needs.requestReset({ account, from: address });
            const text = 'If that is an account here with a confirmed address, a link is on its way to it.';
            return donePage({ site, title: 'Look into your mail', text });
          },
          ({ problem }) => forgottenPage({ site, problem, account }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: resetPath,
      summary: 'Choose a new password',
      query: Token,
      handler: async ({ query: { token } }) => newPasswordPage({ site: await siteOf(needs), token }),
    }),
    defineRoute({
      ...posted,
      path: resetPath,
      summary: 'Set a new password',
      async handler({ body, header }) {
        const { token = '', password = '' } = readForm({ body, header }, publicUrl);
        const site = await siteOf(needs);
        return orAgain(
          async () => {
            const { name } = await needs.redeemReset({ token, password });
            return donePage({ site, title: 'The password is set', text: `Sign in as ${name} with the new one.` });
          },
          ({ problem }) => newPasswordPage({ site, problem, token }),
        );
      },
    }),
  ];
};
