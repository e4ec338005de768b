// Records of advice between instances, and of the steward's agenda.
import { z } from 'zod';
import { NOTE_LENGTH } from '../limits.ts';
import { code, entryName, instant, memberId, origin, salt, text } from './parts.ts';

/** A post, a member of an instance, or an instance (moderation, Advice between instances). */
const subject = z.union([
  z.object({ post: entryName }),
  z.object({ member: memberId, origin }),
  z.object({ instance: origin }),
]);

const agenda = z.object({ thread: entryName });

export const adviceRefs = {
  'advisory.issued': z.object({
    subject,
    /** The entry that holds the very revision that is meant. */
    revision: entryName.exactOptional(),
    /** `label` or `collapse`; others are shown, never acted on. */
    effect: code,
    reason: code,
    until: instant,
    /** Whether a person decided. */
    human: z.boolean(),
    urgent: z.boolean(),
  }),
  'advisory.withdrawn': z.object({ advisory: entryName }),
  'steward.pinned': agenda,
  'steward.unpinned': agenda,
  'steward.closed': agenda,
  'steward.reopened': agenda,
};

export const adviceContents = {
  'advisory.issued': z.object({ salt, note: text(NOTE_LENGTH).exactOptional() }),
};
