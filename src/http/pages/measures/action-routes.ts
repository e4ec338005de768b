// One action by itself.
import { z } from 'zod';
import { defineRoute, type Route } from '../../route.ts';
import { signInFirst } from '../form.ts';
import { Did } from '../moderation/desk-frame.tsx';
import { Cursor, ROWS } from '../moderation/moderation-needs.ts';
import { pageCommon } from '../page-needs.ts';
import { actionPage } from './action-page.tsx';
import type { MeasureNeeds } from './measures-needs.ts';

export const actionRoutes = (needs: MeasureNeeds): Route[] => {
  const { moderation, lookOf } = needs;
  return [
    defineRoute({
      ...pageCommon(needs),
      method: 'get',
      path: '/moderation/actions/{number}',
      summary: 'One action, and what it carries',
      params: z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
      query: z.object({ cursor: Cursor, did: Did }),
      async handler(call) {
        const { actor, params, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const { cursor, did } = query;
        const entry = await moderation.modlog.one(actor, params.number);
        return actionPage({
          look: await lookOf(call),
          entry,
          carried: await moderation.modlog.carried(actor, params.number, { cursor, limit: ROWS }),
          approvers: entry.stands === 'pending' ? await moderation.approvers(actor, params.number) : [],
          paged: cursor !== undefined,
          did,
        });
      },
    }),
  ];
};
