// Where administration begins, and what the doctor finds.
import { z } from 'zod';
import { seeOther } from '../../answer.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, readForm } from '../form.ts';
import { type AdminNeeds, adminCommon, Done, doneText } from './admin-needs.ts';
import { sectionPath } from './frame.tsx';
import { healthPage } from './health-page.tsx';
import { overviewPage } from './overview-page.tsx';

export const overviewRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = adminCommon(needs);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: sectionPath('overview'),
      summary: 'Administration',
      query: z.object({ done: Done }),
      async handler(call) {
        const { actor } = call;
        const look = await lookOf(call);
        const { items, next } = await needs.listApplications(actor);
        const peers = await needs.readPeers(actor);
        const own = await needs.readOwnJournal(actor);
        const disputed = peers.filter(({ forked }) => forked !== null).length + (own?.forked ? 1 : 0);
        return overviewPage({
          look,
          done: doneText(look, call.query.done),
          so: {
            applications: items.length,
            more: next !== null,
            unreachable: peers.filter(({ reachable }) => !reachable).length,
            disputed,
            halted: own?.halted ?? null,
            registration: look.site.registration,
            mail: needs.mailAddress,
            rules: look.site.texts.rules !== undefined,
            boards: (await needs.reads.places(actor, 'board')).length,
          },
        });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: sectionPath('health'),
      summary: 'What the doctor found',
      handler: async (call) => healthPage({ look: await lookOf(call), health: needs.health.last() }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: sectionPath('health'),
      summary: 'Let the doctor look',
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        await needs.health.look();
        return seeOther(sectionPath('health'));
      },
    }),
  ];
};
