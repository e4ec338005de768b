// The public description of this instance for others: who it is, its keys, where its calls are.
import type { Eventually } from '../../db/database.ts';
import { WELL_KNOWN_PATH, type WellKnown } from '../../federation/well-known.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';

export const wellKnownRoutes = (needs: { describe(): Eventually<WellKnown> }): Route[] => [
  defineRoute({
    method: 'get',
    base: '',
    path: WELL_KNOWN_PATH,
    summary: 'Who this instance is, for others',
    tag: 'federation',
    auth: 'own',
    rate: 'read',
    answers: {},
    handler: () => after(needs.describe(), ok),
  }),
];
