// What several nouns answer with: JSON as callers see it, and how it is made of what verbs answer.
import { z } from 'zod';
import type { MemberView } from '../../forum/identity/member-store.ts';

/** Times on the wire are ISO 8601 in UTC with milliseconds. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const Time = z.iso.datetime({ precision: 3 });
/** As callers say it: with or without milliseconds. */
export const TimeInput = z.iso.datetime();

export const Member = z
  .object({
    name: z.string(),
    origin: z.string().meta({ description: 'The instance that the member belongs to.' }),
    displayName: z.string(),
    role: z.enum(['member', 'moderator', 'admin']),
    bio: z.string(),
    at: Time.meta({ description: 'When they joined.' }),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const memberOf = ({ name, displayName, role, bio, at }: MemberView, origin: string): Member => ({
  name,
  origin,
  displayName,
  role,
  bio,
  at: isoTime(at),
});

/** Texts and the versions that somebody accepts. */
export const Accepts = z
  .object({ rules: z.int().min(1).optional(), privacy: z.int().min(1).optional() })
  .meta({ id: 'Accepts' });

/** A list: `next` is the cursor of the page after, null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
