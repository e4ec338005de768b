// The forms around an account: first run, sign in, sign out. A browser keeps a cookie; nothing of it is in an address.
import { z } from 'zod';
import { SESSION_MS } from '../../forum/identity/session-store.ts';
import { instanceInput } from '../../forum/instance/settings.ts';
import { operator } from '../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../answer.ts';
import { check } from '../input.ts';
import { defineRoute, type Route } from '../route.ts';
import { sessionCookie } from '../who.ts';
import { FORM_TYPE, orAgain, readForm, safePath } from './form.ts';
import { firstRunPage, signInPage } from './form-pages.tsx';
import { type PageNeeds, pageCommon } from './page-needs.ts';

/** What is typed into the one field for both kinds of codes; recovery codes are longer. */
const APP_CODE = /^[\d\s]{6,9}$/;

const Named = z.object({ instance: instanceInput.shape.name });

export const accountRoutes = (needs: PageNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = pageCommon(needs);

  const enter = async (
    credentials: { name: string; password: string; code?: string; recoveryCode?: string },
    caller: { address: string; header(name: string): string | undefined },
    next: string,
  ): Promise<Answer> => {
    const agent = caller.header('user-agent') ?? '';
    const { secret } = await needs.signIn({ ...credentials, kind: 'cookie', agent, address: caller.address });
    return seeOther(next, { 'set-cookie': sessionCookie(publicUrl, secret, SESSION_MS / 1000) });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: '/sign-in',
      summary: 'Sign in',
      query: z.object({ next: z.string().max(1000).optional() }),
      async handler(call) {
        const next = safePath(call.query.next);
        if (call.actor.kind === 'member') return seeOther(next);
        return signInPage({ look: await lookOf(call), name: '', next });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/sign-in',
      summary: 'Sign in',
      // Whoever signs in may well bring a cookie that ended.
      auth: 'own',
      takes: [FORM_TYPE],
      handler(call) {
        const { name = '', password = '', code = '', next } = readForm(call, publicUrl);
        const factor = APP_CODE.test(code) ? { code } : { recoveryCode: code };
        return orAgain(
          () => enter({ name, password, ...factor }, call, safePath(next)),
          async ({ problem }) => signInPage({ look: await lookOf(call), problem, name, next: safePath(next) }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/sign-out',
      summary: 'Sign out',
      takes: [FORM_TYPE],
      async handler({ actor, body, header }) {
        readForm({ body, header }, publicUrl);
        if (actor.kind === 'member') await needs.endSession(actor, {});
        return seeOther('/', { 'set-cookie': sessionCookie(publicUrl, undefined) });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/first-run',
      summary: 'Make the first admin, with the link that was printed',
      query: z.object({ token: z.string().max(200).default('') }),
      async handler(call) {
        const { token } = call.query;
        await needs.checkFirstRun(token);
        const look = await lookOf(call);
        return firstRunPage({ look, instance: look.site.name, name: '', token });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/first-run',
      summary: 'Make the first admin',
      auth: 'own',
      takes: [FORM_TYPE],
      async handler(call) {
        const { instance = '', name = '', password = '', token = '' } = readForm(call, publicUrl);
        await needs.checkFirstRun(token);
        return orAgain(
          async () => {
            const named = check(Named, { instance });
            await needs.createFirstAdmin({ name, password, token });
            await needs.describeInstance(operator, { name: named.instance });
            return enter({ name, password }, call, '/');
          },
          async ({ problem }) => firstRunPage({ look: await lookOf(call), problem, instance, name, token }),
        );
      },
    }),
  ];
};
