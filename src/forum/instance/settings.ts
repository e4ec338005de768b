// What an instance says of itself and how people come in: what an admin set, or what it is until then.

import { z } from 'zod';
import { type RegistrationMode, registrationModes } from '../../base/config.ts';
import { type Language, languages } from '../../base/languages.ts';
import { rule } from '../../base/said.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { probations, usualRules } from '../automation/rules.ts';
import { type Voting, votings } from '../threads/vote-store.ts';
import { UPLOAD_BYTES, UPLOAD_QUOTA } from '../uploads/keep-upload.ts';

/** Who reads the log of what moderators did. */
const modlogAudiences = ['public', 'members', 'moderators'] as const;

export const instanceInput = z.object({
  name: z.string().trim().min(1, 'name: must not be empty').max(120).optional(),
  description: z.string().max(2_000).optional(),
  language: z
    .enum(languages)
    .optional()
    .meta({ description: 'Of pages, for readers whose browser asks for none of ours.' }),
  colour: z
    .string()
    .regex(/^(#[0-9a-f]{6})?$/, rule`colour: must be of the form #1a6b3c, or empty for none`)
    .optional()
    .meta({ description: 'Of the pages, as #1a6b3c; empty: the usual one.' }),
  logo: z
    .string()
    .regex(/^([A-Za-z0-9_-]{43})?$/, rule`logo: must be the id of an image that was uploaded, or empty for none`)
    .optional()
    .meta({ description: 'The id of an image that was uploaded; empty: none.' }),
  registration: z.enum(registrationModes).optional().meta({
    description: 'How people come in. An invitation also lets in where registration is open or by application.',
  }),
  question: z.string().trim().min(1).max(1_000).optional().meta({ description: 'What applicants are asked.' }),
  applicationDays: z.int().min(1).max(365).optional().meta({
    description: 'Days after which an application ends undecided, and after which a decided one is forgotten.',
  }),
  invitations: z.enum(['admins', 'members']).optional().meta({ description: 'Who may invite.' }),
  votes: z
    .enum(votings)
    .optional()
    .meta({ description: 'Which votes members may cast: up and down, up alone, or none.' }),
  modlog: z
    .enum(modlogAudiences)
    .optional()
    .meta({ description: 'Who reads the log of what moderators did: everybody, members, or those who moderate.' }),
  uploadLimit: z
    .int()
    .min(1024)
    .max(UPLOAD_BYTES)
    .optional()
    .meta({ description: 'Bytes of one image as it is sent.' }),
  uploadQuota: z.int().min(0).max(1e12).optional().meta({ description: 'Bytes of all images of a member.' }),
  mentionLimit: z.int().min(0).max(49).optional().meta({
    description: 'People whom one post may name; more, and it is looked at first. 0: as many as somebody likes.',
  }),
  probation: z.enum(probations).optional().meta({
    description:
      'How first posts of a member are taken: as all others, with few links and mentions, or looked at first.',
  }),
  probationPosts: z.int().min(0).max(50).optional().meta({ description: 'How many first posts these are.' }),
  appealReviewer: z.string().trim().max(300).optional().meta({
    description:
      'Somebody outside to turn to where nobody here could decide an appeal: an address, shown to who appeals.',
  }),
});
export type InstanceInput = z.infer<typeof instanceInput>;

export type InstanceSettings = {
  name: string;
  description: string;
  language: Language;
  /** `#1a6b3c`, or empty. */
  colour: string;
  /** The digest of an image, or empty. */
  logo: string;
  registration: RegistrationMode;
  question: string;
  applicationDays: number;
  invitations: 'admins' | 'members';
  /** Which votes members may cast. */
  votes: Voting;
  modlog: (typeof modlogAudiences)[number];
  /** Bytes: of one image as it is sent, and of all images of a member as they are kept. */
  uploadLimit: number;
  uploadQuota: number;
  mentionLimit: number;
  probation: (typeof probations)[number];
  probationPosts: number;
  appealReviewer: string;
};

/** What an instance is called, and how people come in, until an admin says. */
export type InstanceDefaults = { origin: string; registration: RegistrationMode };

const PREFIX = 'instance.';

const all = query()((db) => db.selectFrom('setting').selectAll().where('name', 'like', `${PREFIX}%`));
const put = command<{ name: string; value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

const one = query<{ name: string }>()((db, p) => db.selectFrom('setting').select('value').where('name', '=', p.name));

/** @param origin the name of an instance that was given none */
export const readInstanceName = async (reader: Reader, origin: string): Promise<string> =>
  (await reader.get(one, { name: `${PREFIX}name` }))?.value ?? origin;

/** Which votes the instance takes and tells; asked for each vote. */
export const readVoting = async (reader: Reader): Promise<Voting> => {
  const value = (await reader.get(one, { name: `${PREFIX}votes` }))?.value;
  return votings.find((voting) => voting === value) ?? 'both';
};

/** Asked for each reading of the log. */
export const readModlogAudience = async (reader: Reader): Promise<(typeof modlogAudiences)[number]> => {
  const value = (await reader.get(one, { name: `${PREFIX}modlog` }))?.value;
  return modlogAudiences.find((audience) => audience === value) ?? 'public';
};

/** Whom an admin named for appeals that nobody here could decide; `''`: nobody. */
export const readAppealReviewer = async (reader: Reader): Promise<string> =>
  (await reader.get(one, { name: `${PREFIX}appealReviewer` }))?.value ?? '';

/** Rows hold text: a number is read as one. */
const number = z.coerce.number().int();
const stored = instanceInput
  .extend({
    applicationDays: number,
    uploadLimit: number,
    uploadQuota: number,
    mentionLimit: number,
    probationPosts: number,
  })
  .required();
const fields: Readonly<Record<string, z.ZodType>> = stored.shape;

export const readInstance = async (
  reader: Reader,
  { origin, registration }: InstanceDefaults,
): Promise<InstanceSettings> => {
  const settings: InstanceSettings = {
    name: origin,
    description: '',
    language: 'en',
    colour: '',
    logo: '',
    registration,
    question: 'What brings you here?',
    applicationDays: 30,
    invitations: 'admins',
    votes: 'both',
    modlog: 'public',
    uploadLimit: UPLOAD_BYTES,
    uploadQuota: UPLOAD_QUOTA,
    ...usualRules,
    appealReviewer: '',
  };
  for (const { name, value } of await reader.all(all, {})) {
    const field = name.slice(PREFIX.length);
    const read = fields[field]?.safeParse(value);
    if (read?.success) Object.assign(settings, { [field]: read.data });
  }
  return settings;
};

export const putInstance = async (tx: Writer, input: InstanceInput): Promise<void> => {
  for (const [field, value] of Object.entries(input))
    if (value !== undefined) await tx.run(put, { name: PREFIX + field, value: String(value) });
};
