// Everything that one moderator did since a time, undone by an admin.
import { z } from 'zod';
import { may } from '../../../forum/policy/may.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { actionPath } from '../moderation/log-page.tsx';
import { pageCommon } from '../page-needs.ts';
import { sinceOf } from './bulk-routes.ts';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { UNDO_ALL, undoAllPage } from './undo-all-page.tsx';

const SHOWN = 50;
const DAY = 86_400_000;

type Asked = { by: string; since: string };

export const undoAllRoutes = (needs: MeasureNeeds): Route[] => {
  const { moderation, lookOf, publicUrl, clock } = needs;
  const common = { ...pageCommon(needs), path: UNDO_ALL };

  const look = async ({ actor }: Asking, { by, since }: Asked) => {
    const at = sinceOf(since);
    const numbers = await moderation.undoableOf(actor, { by, since: at });
    return { at, count: numbers.length, shown: await moderation.modlog.these(actor, numbers.slice(0, SHOWN)) };
  };
  const show = async (call: Asking, { by, since }: Asked, again: { words?: string; problem?: Problem } = {}) => {
    const staff = await moderation.listStaff(call.actor);
    const ask = by !== '' && (again.problem === undefined || again.problem.field === 'words');
    const found = ask ? await look(call, { by, since }) : undefined;
    return undoAllPage({ look: await lookOf(call), by, since, staff, found, ...again });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'What undoing everything of one moderator would undo',
      query: z.object({ by: z.string().max(64).default(''), since: z.string().max(40).default('') }),
      handler(call) {
        const { actor, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        may(actor, { do: 'manage-instance' });
        const asked = { by: query.by, since: query.since || new Date(clock.now() - DAY).toISOString().slice(0, 16) };
        return orAgain(
          () => show(call, asked),
          ({ problem }) => show(call, asked, { problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Undo everything that one moderator did since a time',
      takes: [FORM_TYPE],
      handler(call) {
        const { by = '', since = '', words = '' } = readForm(call, publicUrl);
        return orAgain(
          async (): Promise<Answer> => {
            may(call.actor, { do: 'manage-instance' });
            const { actions } = await moderation.reverseAllOf(call.actor, { by, since: sinceOf(since), words });
            return seeOther(`${actionPath(actions[0]?.number ?? 0)}?did=done`);
          },
          ({ problem }) => show(call, { by, since }, { words, problem }),
        );
      },
    }),
  ];
};
