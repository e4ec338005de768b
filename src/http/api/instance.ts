// What this instance is.
import { z } from 'zod';
import { registrationModes } from '../../base/config.ts';
import { languages } from '../../base/languages.ts';
import type { Eventually } from '../../db/database.ts';
import { probations } from '../../forum/automation/rules.ts';
import type { Announcement } from '../../forum/instance/announcement-store.ts';
import type { InstanceFacts } from '../../forum/instance/instance-facts.ts';
import { type InstanceInput, instanceInput } from '../../forum/instance/settings.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { votings } from '../../forum/threads/vote-store.ts';
import { ok } from '../answer.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { AnnouncementShape, announcementOf } from './announcements.ts';

export type InstanceRouteNeeds = {
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
  origin: string;
  publicUrl: string;
  /** Of the software. */
  version: string;
  instanceFacts(): Eventually<InstanceFacts>;
  /** What is announced to them now. */
  announcements(actor: Actor): Promise<(Announcement & { html: string })[]>;
};

const Instance = z
  .object({
    name: z.string(),
    origin: z.string(),
    url: z.string(),
    description: z.string(),
    language: z.enum(languages).meta({ description: 'Of pages, for readers whose browser asks for none of ours.' }),
    colour: z.string().meta({ description: 'Of the pages, as #1a6b3c; empty: the usual one.' }),
    logo: z.string().meta({ description: 'The id of an image, shown at /logo; empty: none.' }),
    rules: z.string().meta({ description: 'Markdown; changed with PUT /instance/texts/rules.' }),
    texts: z.object({ rules: z.int().optional(), privacy: z.int().optional(), imprint: z.int().optional() }).meta({
      description: 'The versions of the texts that there are. Rules and privacy are accepted at registration.',
    }),
    registration: z.enum(registrationModes),
    question: z.string().meta({ description: 'What applicants are asked, where registration is by application.' }),
    applicationDays: z.int(),
    invitations: z.enum(['admins', 'members']).meta({ description: 'Who may invite.' }),
    votes: z.enum(votings).meta({ description: 'Which votes members may cast: up and down, up alone, or none.' }),
    mentionLimit: z.int(),
    probation: z.enum(probations),
    probationPosts: z.int(),
    modlog: z.enum(['public', 'members', 'moderators']).meta({ description: 'Who reads the log: GET /modlog.' }),
    uploadLimit: z.int().meta({ description: 'Bytes of one image as it is sent.' }),
    uploadQuota: z.int().meta({ description: 'Bytes of all images of a member.' }),
    appealReviewer: z
      .string()
      .meta({ description: 'Whom to turn to where nobody here could decide an appeal; empty: nobody.' }),
    coalition: z.object({ id: z.string(), name: z.string(), charterVersion: z.int() }).nullable(),
    announcements: z.array(AnnouncementShape).meta({ description: 'What is announced now, to who asks.' }),
    software: z.literal('koinon'),
    version: z.string(),
  })
  .meta({ id: 'Instance' });

export const instanceRoutes = (needs: InstanceRouteNeeds): Route[] => {
  const { origin, publicUrl: url, version } = needs;
  const answer = (actor: Actor) =>
    after(needs.instanceFacts(), async (facts) => {
      const announcements = (await needs.announcements(actor)).map(announcementOf);
      return ok({ ...facts, origin, url, announcements, software: 'koinon', version });
    });
  return [
    defineRoute({
      method: 'get',
      path: '/instance',
      summary: 'What this instance is',
      tag: 'instance',
      auth: 'none',
      answers: { 200: Instance },
      handler: ({ actor }) => answer(actor),
    }),
    defineRoute({
      method: 'patch',
      path: '/instance',
      summary: 'Name the instance, describe it, say how people come in',
      tag: 'instance',
      auth: 'admin',
      body: instanceInput.meta({ id: 'InstanceChange', description: 'What is left out stays as it is.' }),
      answers: { 200: Instance },
      async handler({ actor, body }) {
        await needs.describeInstance(actor, body);
        return answer(actor);
      },
    }),
  ];
};
