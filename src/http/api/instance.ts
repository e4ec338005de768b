// What this instance is.
import { z } from 'zod';
import type { Eventually } from '../../db/database.ts';
import { type InstanceInput, instanceInput } from '../../forum/instance/settings.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';

export type InstanceFacts = {
  name: string;
  description: string;
  /** What members are asked to keep to; Markdown. */
  rules: string;
  /** Bytes. */
  uploadLimit: number;
  uploadQuota: number;
  /** The coalition whose charter is in force here. */
  coalition: { id: string; name: string; charterVersion: number } | null;
};

export type InstanceRouteNeeds = {
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
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
    description: z.string(),
    rules: z.string().meta({ description: 'Markdown.' }),
    uploadLimit: z.int().meta({ description: 'Bytes of one image as it is sent.' }),
    uploadQuota: z.int().meta({ description: 'Bytes of all images of a member.' }),
    registration: z.enum(['open', 'closed']),
    coalition: z.object({ id: z.string(), name: z.string(), charterVersion: z.int() }).nullable(),
    software: z.literal('koinon'),
    version: z.string(),
  })
  .meta({ id: 'Instance' });

export const instanceRoutes = (needs: InstanceRouteNeeds): Route[] => {
  const { origin, publicUrl: url, registration, version } = needs;
  const answer = () =>
    after(needs.instanceFacts(), (facts) => ok({ ...facts, origin, url, registration, software: 'koinon', version }));
  return [
    defineRoute({
      method: 'get',
      path: '/instance',
      summary: 'What this instance is',
      tag: 'instance',
      auth: 'none',
      answers: { 200: Instance },
      handler: answer,
    }),
    defineRoute({
      method: 'patch',
      path: '/instance',
      summary: 'Name the instance, describe it, set its rules',
      tag: 'instance',
      auth: 'admin',
      body: instanceInput.meta({ id: 'InstanceChange', description: 'What is left out stays as it is.' }),
      answers: { 200: Instance },
      async handler({ actor, body }) {
        await needs.describeInstance(actor, body);
        return answer();
      },
    }),
  ];
};
