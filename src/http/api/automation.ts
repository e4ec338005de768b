// Filters with their shadow run, and places where everything is looked at first.
import { z } from 'zod';
import type {
  addFilter,
  changeFilter,
  dropFilter,
  FilterView,
  listFilters,
  readMatches,
} from '../../forum/automation/change-filters.ts';
import { filterChange, filterInput } from '../../forum/automation/change-filters.ts';
import type { Brake, listWatched } from '../../forum/automation/list-watched.ts';
import type { liftBrake, setPremoderation } from '../../forum/automation/set-premoderation.ts';
import type { tryFilter } from '../../forum/automation/try-filter.ts';
import { created, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, Time } from './shapes.ts';

export type AutomationRouteNeeds = {
  automation: {
    addFilter: ReturnType<typeof addFilter>;
    changeFilter: ReturnType<typeof changeFilter>;
    dropFilter: ReturnType<typeof dropFilter>;
    listFilters: ReturnType<typeof listFilters>;
    readMatches: ReturnType<typeof readMatches>;
    tryFilter: ReturnType<typeof tryFilter>;
    setPremoderation: ReturnType<typeof setPremoderation>;
    liftBrake: ReturnType<typeof liftBrake>;
    listWatched: ReturnType<typeof listWatched>;
  };
};

const Filter = z
  .object({
    id: z.string(),
    scope: z.string(),
    kind: z.enum(['words', 'link']),
    pattern: z.string(),
    effect: z.enum(['hold', 'collapse', 'label']),
    reason: z.string(),
    words: z.string(),
    state: z.enum(['shadow', 'on', 'off']).meta({ description: 'In shadow it notes what it would do.' }),
    at: Time,
    matched: z.int().meta({ description: 'Posts that it matched since it is there, in shadow too.' }),
    acted: z.int().meta({ description: 'Those of them that it acted on.' }),
  })
  .meta({ id: 'Filter' });
const shown = (filter: FilterView) => ({ ...filter, at: isoTime(filter.at) });

const ShadowRun = z
  .object({
    looked: z.int().meta({ description: 'Posts that it looked at, the newest first.' }),
    matched: z.array(z.object({ post: z.string(), author: z.string(), at: Time })),
  })
  .meta({ id: 'ShadowRun' });

const brake = {
  since: Time,
  until: Time,
  action: z.int(),
  case: z.string(),
  automatic: z.boolean().meta({ description: 'Nobody has confirmed it.' }),
  held: z.int().meta({ description: 'Posts that it put aside and nobody has decided about.' }),
};
const braked = <B extends Brake>(brake: B) => ({ ...brake, since: isoTime(brake.since), until: isoTime(brake.until) });
const Watched = z
  .object({
    scope: z.string(),
    premoderated: z.boolean(),
    brake: z.object(brake).nullable().meta({ description: 'For members of this instance.' }),
    peerBrakes: z
      .array(z.object({ peer: z.string(), ...brake }))
      .meta({ description: 'For members of other instances, each instance on its own.' }),
  })
  .meta({ id: 'WatchedPlace' });

const Id = z.object({ id: z.string().max(64) });
const Place = z.object({ kind: z.enum(['board', 'plank']), slug: z.string().max(64) });
const tag = 'moderation';

export const automationRoutes = ({ automation }: AutomationRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/moderation/filters',
    summary: 'Filters of what you moderate',
    tag,
    auth: 'member',
    answers: { 200: z.object({ items: z.array(Filter) }) },
    handler: async ({ actor }) => ok({ items: (await automation.listFilters(actor)).map(shown) }),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/filters',
    summary: 'Make a filter; it begins in shadow',
    tag,
    auth: 'member',
    creates: true,
    body: filterInput.meta({ id: 'NewFilter' }),
    answers: { 201: Filter },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) => automation.addFilter(actor, body, alongside),
        (filter) => created(shown(filter)),
      ),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/filters/trial',
    summary: 'What a filter would have done with the last posts',
    tag,
    auth: 'member',
    body: filterInput.pick({ scope: true, kind: true, pattern: true }).meta({ id: 'FilterTrial' }),
    answers: { 200: ShadowRun },
    async handler({ actor, body }) {
      const { looked, matched } = await automation.tryFilter(actor, body);
      return ok({ looked, matched: matched.map((one) => ({ ...one, at: isoTime(one.at) })) });
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/moderation/filters/{id}',
    summary: 'Switch a filter on or off, or change what it does',
    tag,
    auth: 'member',
    params: Id,
    body: filterChange.meta({ id: 'FilterChange' }),
    answers: { 200: Filter },
    handler: async ({ actor, params, body }) => ok(shown(await automation.changeFilter(actor, params.id, body))),
  }),
  defineRoute({
    method: 'delete',
    path: '/moderation/filters/{id}',
    summary: 'Drop a filter',
    tag,
    auth: 'member',
    params: Id,
    answers: { 204: null },
    async handler({ actor, params }) {
      await automation.dropFilter(actor, params.id);
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/filters/{id}/matches',
    summary: 'What a filter matched since it is there, by name',
    tag,
    auth: 'member',
    params: Id,
    answers: { 200: z.object({ items: z.array(z.object({ post: z.string(), at: Time, acted: z.boolean() })) }) },
    handler: async ({ actor, params }) =>
      ok({
        items: (await automation.readMatches(actor, params.id)).map((one) => ({ ...one, at: isoTime(one.at) })),
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/places',
    summary: 'Places that you moderate: which are looked at first, and where there is a brake',
    tag,
    auth: 'member',
    answers: { 200: z.object({ items: z.array(Watched) }) },
    handler: async ({ actor }) =>
      ok({
        items: (await automation.listWatched(actor)).map(({ brake, peerBrakes, ...place }) => ({
          ...place,
          brake: brake && braked(brake),
          peerBrakes: peerBrakes.map(braked),
        })),
      }),
  }),
  defineRoute({
    method: 'put',
    path: '/moderation/places/{kind}/{slug}',
    summary: 'Whether everything in a place is looked at before it appears',
    tag,
    auth: 'member',
    params: Place,
    body: z.object({ premoderated: z.boolean() }).meta({ id: 'Premoderation' }),
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await automation.setPremoderation(actor, params, body.premoderated);
      return nothing;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/moderation/places/{kind}/{slug}/brake',
    summary: 'End the brake of a place before its two hours are over',
    tag,
    auth: 'member',
    params: Place,
    query: z.object({
      peer: z.string().max(255).optional().meta({ description: 'The one for members of that instance.' }),
    }),
    answers: { 204: null },
    async handler({ actor, params, query }) {
      await automation.liftBrake(actor, params, query.peer);
      return nothing;
    },
  }),
];
