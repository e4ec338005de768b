// Filters at the desk: tried on the last posts, made, switched, changed and dropped.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { type FilterView, filterChange, filterInput } from '../../../forum/automation/change-filters.ts';
import type { ShadowRun } from '../../../forum/automation/try-filter.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { mayAsMember } from '../../../forum/policy/may.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { Did } from './desk-frame.tsx';
import { filterPage, newFilterPage } from './filter-pages.tsx';
import { FILTERS, filterPath, filtersPage } from './filters-page.tsx';
import type { ModerationNeeds } from './moderation-needs.ts';

type Asking = Asked & { actor: Actor };
type Fields = Readonly<Record<string, string>>;
type Again = { trial?: ShadowRun; did?: Did; typed?: Fields; problem?: Problem };

const trialInput = filterInput.pick({ scope: true, kind: true, pattern: true });
const IdParams = z.object({ id: z.string().max(64) });

const newRoutes = (needs: ModerationNeeds): Route[] => {
  const { automation, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), path: `${FILTERS}/new` };
  const show = async (call: Asking, typed: Fields, more: Again = {}): Promise<Answer> => {
    mayAsMember(call.actor, { do: 'moderate', can: 'see-cases' });
    const places = (await automation.listWatched(call.actor)).map(({ scope }) => scope);
    const scopes = ['instance', 'planks', ...places].filter((scope) => can(call.actor, 'see-cases', scope));
    const { trial, problem } = more;
    return newFilterPage({ look: await lookOf(call), scopes, typed, trial, problem });
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'A new filter',
      handler: async (call) => (call.actor.kind === 'member' ? show(call, {}) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Try a filter on the last posts, or make it',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        return orAgain(
          async () => {
            if (typed.do !== 'make') {
              const trial = await automation.tryFilter(call.actor, check(trialInput, typed));
              return show(call, typed, { trial });
            }
            const { id } = await automation.addFilter(call.actor, check(filterInput, typed));
            return seeOther(`${filterPath(id)}?did=done`);
          },
          ({ problem }) => show(call, typed, { problem }),
        );
      },
    }),
  ];
};

export const filterRoutes = (needs: ModerationNeeds): Route[] => {
  const { automation, lookOf, publicUrl } = needs;
  const common = pageCommon(needs);

  const found = async (actor: Actor, id: string): Promise<FilterView> => {
    const filter = (await automation.listFilters(actor)).find((one) => one.id === id);
    if (!filter) throw new Refusal('not-found', 'There is no such filter, or not for you.');
    return filter;
  };
  const show = async (call: Asking, id: string, again: Again): Promise<Answer> => {
    const filter = await found(call.actor, id);
    const matches = await automation.readMatches(call.actor, id);
    return filterPage({ look: await lookOf(call), filter, matches, ...again });
  };
  const act = (path: string, summary: string, run: (call: Asking, id: string, fields: Fields) => Promise<Answer>) =>
    defineRoute({
      ...common,
      method: 'post',
      path: `${FILTERS}/{id}${path}`,
      summary,
      params: IdParams,
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { id } = call.params;
        return orAgain(
          () => run(call, id, typed),
          ({ problem }) => show(call, id, { typed, problem }),
        );
      },
    });

  return [
    ...newRoutes(needs),
    defineRoute({
      ...common,
      method: 'get',
      path: FILTERS,
      summary: 'Filters of what one moderates',
      query: z.object({ did: Did }),
      async handler(call) {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        const filters = await automation.listFilters(call.actor);
        return filtersPage({ look: await lookOf(call), filters, did: call.query.did });
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${FILTERS}/{id}`,
      summary: 'One filter, and what it matched',
      params: IdParams,
      query: z.object({ did: Did }),
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.id, call.query) : signInFirst(call.path),
    }),
    act('', 'Switch or change a filter', async ({ actor }, id, { state, effect, words }) => {
      await automation.changeFilter(actor, id, check(filterChange, { state, effect, words }));
      return seeOther(`${filterPath(id)}?did=done`);
    }),
    act('/removal', 'Drop a filter', async ({ actor }, id) => {
      await automation.dropFilter(actor, id);
      return seeOther(`${FILTERS}?did=done`);
    }),
    act('/trial', 'What a filter would have done with the last posts', async (call, id) => {
      const { scope, kind, pattern } = await found(call.actor, id);
      const trial = await automation.tryFilter(call.actor, { scope, kind, pattern });
      return show(call, id, { trial });
    }),
  ];
};
