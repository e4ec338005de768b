// What admins say of a board, checked.

import { z } from 'zod';
import { SLUG } from '../../base/names.ts';
import { rule } from '../../base/said.ts';
import { STORABLE, storable, titleInput } from '../threads/input.ts';

export const BOARD_TEXT_LENGTH = 2000;
export const HIGHEST_POSITION = 1_000_000;

const boardTitle = titleInput.max(100, rule`at most 100 characters`);
const boardText = z
  .string()
  .trim()
  .max(BOARD_TEXT_LENGTH, rule`at most ${BOARD_TEXT_LENGTH} characters`)
  .refine(storable, STORABLE);
const visibility = z.enum(['public', 'members']);
/** Boards are listed from the lowest up; equal ones in the order of their making. */
const position = z.int().min(0).max(HIGHEST_POSITION);

export const boardInput = z.object({
  slug: z.string().regex(SLUG, rule`a-z, 0-9 and inner hyphens, at most 64 characters`),
  title: boardTitle,
  text: boardText.default(''),
  visibility: visibility.default('public'),
  /** Last, where it is left out. */
  position: position.optional(),
});
export type BoardInput = z.input<typeof boardInput>;

export const boardEdit = z
  .object({
    title: boardTitle.optional(),
    text: boardText.optional(),
    visibility: visibility.optional(),
    position: position.optional(),
    /** An archived board stays readable and takes no new posts. */
    state: z.enum(['open', 'archived']).optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), rule`name something to change`);
export type BoardEdit = z.infer<typeof boardEdit>;
