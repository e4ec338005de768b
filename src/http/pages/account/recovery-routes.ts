// Where links in mails lead. Opening one changes nothing: mail programs open links by themselves. A button does.
import { z } from 'zod';
import { confirmPath, resetPath } from '../../../forum/identity/mail-texts.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { RecoveryPageNeeds } from './account-needs.ts';
import { confirmEmailPage, donePage, forgottenPage, newPasswordPage, noMailPage } from './recovery-pages.tsx';

const Token = z.object({ token: z.string().max(200).default('') });

export const recoveryRoutes = (needs: RecoveryPageNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
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
      async handler(call) {
        return confirmEmailPage({ look: await lookOf(call), token: call.query.token });
      },
    }),
    defineRoute({
      ...posted,
      path: confirmPath,
      summary: 'Confirm a mail address',
      async handler(call) {
        const { token = '' } = readForm(call, publicUrl);
        const look = await lookOf(call);
        return orAgain(
          async () => {
            const { name, address } = await needs.confirmEmail({ token });
            const text = look.t('account.confirmed-text', { address, name });
            return donePage({ look, title: look.t('account.confirmed-title'), text });
          },
          ({ problem }) => confirmEmailPage({ look, problem, token }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/forgotten',
      summary: 'Ask for a link to a new password',
      async handler(call) {
        const look = await lookOf(call);
        if (!needs.mails) return noMailPage(look);
        return forgottenPage({ look, account: '' });
      },
    }),
    defineRoute({
      ...posted,
      path: '/forgotten',
      summary: 'Ask for a link to a new password',
      async handler(call) {
        const { account = '' } = readForm(call, publicUrl);
        const look = await lookOf(call);
        return orAgain(
          async () => {
            await needs.requestReset({ account, from: call.address });
            const text = look.t('account.forgotten-done-text');
            return donePage({ look, title: look.t('account.forgotten-done-title'), text });
          },
          ({ problem }) => forgottenPage({ look, problem, account }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: resetPath,
      summary: 'Choose a new password',
      query: Token,
      async handler(call) {
        return newPasswordPage({ look: await lookOf(call), token: call.query.token });
      },
    }),
    defineRoute({
      ...posted,
      path: resetPath,
      summary: 'Set a new password',
      async handler(call) {
        const { token = '', password = '' } = readForm(call, publicUrl);
        const look = await lookOf(call);
        return orAgain(
          async () => {
            const { name } = await needs.redeemReset({ token, password });
            const text = look.t('account.reset-done-text', { name });
            return donePage({ look, title: look.t('account.reset-done-title'), text });
          },
          ({ problem }) => newPasswordPage({ look, problem, token }),
        );
      },
    }),
  ];
};
