// What was put aside, as its author and moderators read it.
import { z } from 'zod';
import type { HeldView } from '../../forum/moderation/read-held.ts';
import { Where } from './forum-shapes.ts';
import { isoTime, Time } from './shapes.ts';

export const heldStates = ['held', 'released', 'refused', 'withdrawn'] as const;
export const HeldPost = z
  .object({
    id: z.string(),
    kind: z.enum(['thread', 'reply']),
    place: Where,
    thread: z.string().nullable(),
    parent: z.string().nullable(),
    title: z.string(),
    body: z.string().meta({ description: 'Empty once it is a post, or was taken back.' }),
    why: z.string(),
    action: z.int().meta({ description: 'What holds it, in the log.' }),
    at: Time,
    until: Time.nullable(),
    state: z.enum(heldStates),
    post: z.string().nullable().meta({ description: 'The post that it became.' }),
    author: z.string().optional().meta({ description: 'For those who moderate.' }),
  })
  .meta({ id: 'HeldPost' });

export const heldJson = (one: HeldView): z.infer<typeof HeldPost> => ({
  ...one,
  at: isoTime(one.at),
  until: one.until === null ? null : isoTime(one.until),
});
