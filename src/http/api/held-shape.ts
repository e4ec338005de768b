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
    images: z.array(
      z.object({ url: z.string(), thumbnail: z.string(), alt: z.string(), width: z.int(), height: z.int() }),
    ),
    why: z.string(),
    action: z.int().meta({ description: 'What holds it, in the log.' }),
    at: Time,
    until: Time.nullable(),
    unconfirmed: z
      .int()
      .nullable()
      .meta({ description: 'What holds it by itself for a time, and nobody has confirmed.' }),
    state: z.enum(heldStates),
    post: z.string().nullable().meta({ description: 'The post that it became.' }),
    author: z.string().optional().meta({ description: 'For those who moderate.' }),
    pending: z
      .object({ action: z.int(), release: z.boolean() })
      .optional()
      .meta({ description: 'For those who moderate: what was decided, and waits for a second person.' }),
    threadTitle: z.string().optional().meta({ description: 'For those who moderate: what it answers.' }),
  })
  .meta({ id: 'HeldPost' });

/** Of what is held, only its author and those who moderate there get any. */
export const heldImage = ({ digest, ...rest }: HeldView['images'][number]) => ({
  url: `/uploads/${digest}`,
  thumbnail: `/uploads/${digest}/thumbnail`,
  ...rest,
});

export const heldJson = (one: HeldView): z.infer<typeof HeldPost> => ({
  ...one,
  images: one.images.map(heldImage),
  at: isoTime(one.at),
  until: one.until === null ? null : isoTime(one.until),
});
