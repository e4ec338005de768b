// Signing in by a page, and out.
import { z } from 'zod';
import { takesPasskeys } from '../../../forum/identity/passkey-site.ts';
import { seeOther } from '../../answer.ts';
import { Assertion } from '../../api/passkeys.ts';
import { defineRoute, type Route } from '../../route.ts';
import { sessionCookie } from '../../who.ts';
import { FORM_TYPE, orAgain, readForm, safePath } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { SigningInPageNeeds } from './account-needs.ts';
import { callerOf, enter, entered } from './enter.ts';
import { factorOf } from './fields.tsx';
import { passkeyScriptRoute, readCredential } from './passkey-form.tsx';
import { codePage, signInPage } from './sign-in-page.tsx';

export const signInRoutes = (needs: SigningInPageNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = pageCommon(needs);
  // Whoever signs in may well bring a cookie that ended.
  const posted = { ...common, method: 'post' as const, auth: 'own' as const, takes: [FORM_TYPE] };
  const passkeys = takesPasskeys(publicUrl);

  return [
    passkeyScriptRoute,
    defineRoute({
      ...common,
      method: 'get',
      path: '/sign-in',
      summary: 'Sign in',
      query: z.object({ next: z.string().max(1000).optional() }),
      async handler(call) {
        const next = safePath(call.query.next);
        if (call.actor.kind === 'member') return seeOther(next);
        return signInPage({ look: await lookOf(call), name: '', next, passkeys });
      },
    }),
    defineRoute({
      ...posted,
      path: '/sign-in',
      summary: 'Sign in',
      handler(call) {
        const { name = '', password = '', code = '', step, next: asked } = readForm(call, publicUrl);
        const next = safePath(asked);
        return orAgain(
          () => enter(needs, { name, password, step, ...factorOf(code.trim()) }, call, next),
          async ({ problem }) => {
            const look = await lookOf(call);
            if (problem.code !== 'second-factor') return signInPage({ look, problem, name, next, passkeys });
            const again = { look, name, next, step: step || (await needs.secondStep({ name, password })) };
            // To be asked for a code is nothing that went wrong.
            return codePage(code === '' ? again : { ...again, problem });
          },
        );
      },
    }),
    defineRoute({
      ...posted,
      path: '/sign-in/passkey',
      summary: 'Sign in with a passkey',
      handler(call) {
        const { credential = '', next: asked } = readForm(call, publicUrl);
        const next = safePath(asked);
        return orAgain(
          async () => {
            const signed = { credential: readCredential(Assertion, credential), ...callerOf(call) };
            return entered(publicUrl, await needs.signInWithPasskey(signed), next);
          },
          async ({ problem }) => signInPage({ look: await lookOf(call), problem, name: '', next, passkeys }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/sign-out',
      summary: 'Sign out',
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        if (call.actor.kind === 'member') await needs.endSession(call.actor, {});
        return seeOther('/', { 'set-cookie': sessionCookie(publicUrl, undefined) });
      },
    }),
  ];
};
