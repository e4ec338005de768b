// What people write, checked: the same rules for boards and planks (protocol.md, Journals, Limits).

import { z } from 'zod';
import { rule, said } from '../../base/said.ts';

export const TITLE_LENGTH = 300;
export const BODY_LENGTH = 40_000;

/** Surrogates that stand alone and U+0000 can be neither stored nor sent to peers. */
export const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
export const STORABLE = rule`must not contain U+0000 or half of a surrogate pair`;

/** UTF-16 units: zod's own `max` counts code points, and peers would not take what it lets through. */
const within = (most: number) => (text: string) => text.length <= most;

export const titleInput = z
  .string()
  .trim()
  .min(1, 'write a title')
  .refine(within(TITLE_LENGTH), rule`at most ${TITLE_LENGTH} characters (UTF-16 units)`)
  .meta({ maxLength: TITLE_LENGTH })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, rule`must be one line without control characters`)
  .refine(storable, STORABLE);

export const bodyInput = z
  .string()
  .refine(within(BODY_LENGTH), rule`at most ${BODY_LENGTH} characters (UTF-16 units)`)
  .meta({ maxLength: BODY_LENGTH })
  .refine((text) => text.trim() !== '', rule`write something`)
  .refine(storable, STORABLE);

/** What goes with everything said on a plank, and has to be agreed to once: before a member's first post there. */
export const NOTICE_SAID = said`Every instance of the coalition keeps a copy; deleting asks all of them to drop it.`;
export const PLANK_NOTICE = NOTICE_SAID.text;

const acknowledged = z
  .boolean()
  .optional()
  .meta({
    description: `With a member's first post on a plank it must be true, which means: "${PLANK_NOTICE}"`,
  });

export const ALT_LENGTH = 2_000;
export const ATTACHMENTS = 8;

const attachmentInput = z
  .object({
    upload: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, rule`must be the id of an upload`)
      .meta({ description: 'The id of an upload of yours, or of an image that the post shows already.' }),
    alt: z
      .string()
      .refine(within(ALT_LENGTH), rule`at most ${ALT_LENGTH} characters (UTF-16 units)`)
      .meta({ maxLength: ALT_LENGTH, description: 'What the image shows, for whoever does not see it.' })
      .refine(storable, STORABLE),
    decorative: z.boolean().optional().meta({ description: 'True where there is nothing to say: then alt is empty.' }),
  })
  .refine(({ alt, decorative }) => (alt.trim() === '') === (decorative === true), {
    path: ['alt'],
    message: rule`say what the image shows, or leave it empty with "decorative": true`,
  })
  .meta({ id: 'NewAttachment' });
export type NamedUpload = z.infer<typeof attachmentInput>;

/** Images, in the order in which they are shown. */
const attachments = z
  .array(attachmentInput)
  .max(ATTACHMENTS)
  .refine((all) => new Set(all.map(({ upload }) => upload)).size === all.length, rule`names an image twice`)
  .optional();

export const threadInput = z.object({
  title: titleInput,
  body: bodyInput,
  about: z.string().max(300).optional().meta({
    description:
      'On boards: the name of a thread on a plank that this one is about. A link; nothing of the board leaves it.',
  }),
  attachments,
  acknowledged,
});
export type ThreadInput = z.infer<typeof threadInput>;

export const replyInput = z.object({
  body: bodyInput,
  parent: z.string().max(300).optional(),
  attachments,
  acknowledged,
});
export type ReplyInput = z.infer<typeof replyInput>;

export const editInput = z
  .object({
    title: titleInput.optional(),
    body: bodyInput.optional(),
    attachments: attachments.meta({
      description: 'All that the post shows from now on; left out: what it shows already.',
    }),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), rule`name a title or a body to change`);
export type EditInput = z.infer<typeof editInput>;
