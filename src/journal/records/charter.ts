// Records of governance: each carries its own signed message, so that it proves itself outside the journal too.
import { z } from 'zod';
import { BODY_LENGTH, ENVELOPE_BYTES } from '../limits.ts';
import { salt, text } from './parts.ts';

/** A compact JWS of its own `typ`; who reads governance opens and checks it. */
const signed = z.object({
  message: z
    .string()
    .max(ENVELOPE_BYTES)
    .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
});
const reasons = z.object({ salt, rationale: text(BODY_LENGTH).exactOptional() });

export const charterRefs = {
  'charter.proposed': signed,
  'charter.approved': signed,
  'charter.opened': signed,
  'charter.prevoted': signed,
  'charter.precommitted': signed,
  'charter.left': signed,
};

export const charterContents = {
  'charter.proposed': reasons,
  'charter.approved': reasons,
  'charter.opened': reasons,
  'charter.prevoted': reasons,
  'charter.precommitted': reasons,
  'charter.left': reasons,
};
