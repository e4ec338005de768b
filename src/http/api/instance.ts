// What this instance is.
import { z } from 'zod';
import type { Eventually } from '../../db/database.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';

export type InstanceFacts = {
  name: string;
  /** What members are asked to keep to; Markdown. */
  rules: string;
  /** The coalition whose charter is in force here. */
  coalition: { id: string; name: string; charterVersion: number } | null;
};

export type InstanceRouteNeeds = {
  origin: string;
  publicUrl: string;
  /** Of the software. */
  version: string;
  registration: 'open' | 'closed';
  instanceFacts(): Eventually<InstanceFacts>;
};

const Instance = z
  .object({
    name: z.string(),
    origin: z.string(),
    url: z.string(),
    rules: z.string(),
    registration: z.enum(['open', 'closed']),
    coalition: z.object({ id: z.string(), name: z.string(), charterVersion: z.int() }).nullable(),
    software: z.literal('koinon'),
    version: z.string(),
  })
  .meta({ id: 'Instance' });

export const instanceRoutes = (needs: InstanceRouteNeeds): Route[] => {
  const { origin, publicUrl: url, registration, version } = needs;
  return [
    defineRoute({
      method: 'get',
      path: '/instance',
      summary: 'What this instance is',
      tag: 'instance',
      auth: 'none',
      answers: { 200: Instance },
      handler: () =>
        after(needs.instanceFacts(), ({ name, rules, coalition }) =>
          ok({ name, origin, url, rules, registration, coalition, software: 'koinon', version }),
        ),
    }),
  ];
};
