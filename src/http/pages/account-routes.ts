// First run, and signing out. A browser keeps a cookie; nothing of it is in an address.
import { z } from 'zod';
import { instanceInput } from '../../forum/instance/settings.ts';
import { operator } from '../../forum/policy/actor.ts';
import { seeOther } from '../answer.ts';
import { check } from '../input.ts';
import { defineRoute, type Route } from '../route.ts';
import { sessionCookie } from '../who.ts';
import { enter } from './account/enter.ts';
import { FORM_TYPE, orAgain, readForm } from './form.ts';
import { firstRunPage } from './form-pages.tsx';
import { type PageNeeds, pageCommon } from './page-needs.ts';

const Named = z.object({ instance: instanceInput.shape.name });

export const accountRoutes = (needs: PageNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = pageCommon(needs);

  return [
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
            return enter(needs, { name, password }, call, '/');
          },
          async ({ problem }) => firstRunPage({ look: await lookOf(call), problem, instance, name, token }),
        );
      },
    }),
  ];
};
