// Undoing everything that one moderator did since a time: what that would be, and the act itself.
import { z } from 'zod';
import type { Alongside } from '../../db/alongside.ts';
import type { Everything, ReversedAll } from '../../forum/moderation/reverse-all.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { jsonText, ok } from '../answer.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import { Taken, takenOf } from './moderation-shapes.ts';
import { Time } from './shapes.ts';

export type ReversalRouteNeeds = {
  moderation: {
    undoableOf(actor: Actor, asked: Pick<Everything, 'by' | 'since'>): Promise<number[]>;
    reverseAllOf(
      actor: Actor,
      everything: Everything,
      alongside?: Alongside<ReversedAll> | undefined,
    ): Promise<ReversedAll>;
  };
};

const by = z.string().max(64).meta({ description: 'The name of a moderator here; or moderator 3, as the log says.' });
const tag = 'moderation';

export const reversalRoutes = ({ moderation }: ReversalRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/moderation/reversals',
    summary: 'What undoing everything of one moderator would undo: numbers of actions, the newest first',
    tag,
    auth: 'admin',
    query: z.object({ by, since: Time }),
    answers: { 200: z.object({ numbers: z.array(z.int()) }) },
    handler: async ({ actor, query }) =>
      ok({ numbers: await moderation.undoableOf(actor, { by: query.by, since: Date.parse(query.since) }) }),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/reversals',
    summary:
      'Undo everything that one moderator did since a time, and nothing else: one action that carries a reversal for each',
    tag,
    auth: 'admin',
    creates: true,
    body: z.object({ by, since: Time, words: z.string().trim().min(1).max(4_000) }).meta({ id: 'NewReversals' }),
    answers: {
      201: Taken.extend({
        left: z
          .array(z.object({ number: z.int(), kind: z.string() }))
          .meta({ description: 'What cannot be undone, such as warnings and moves: decide anew.' }),
      }),
    },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) => moderation.reverseAllOf(actor, { ...body, since: Date.parse(body.since) }, alongside),
        ({ left, ...taken }) =>
          jsonText(201, JSON.stringify({ ...takenOf(taken), left }), {
            location: `${API_BASE}/moderation/actions/${taken.actions[0]?.number ?? 0}`,
          }),
      ),
  }),
];
