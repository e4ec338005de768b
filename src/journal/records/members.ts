// Records of members: who stands behind an opaque id, and that nothing of theirs shall be kept.
import { z } from 'zod';
import { MEMBER_NAME } from '../../base/names.ts';
import { BIO_LENGTH, DISPLAY_NAME_LENGTH } from '../limits.ts';
import { memberId, ranges, salt, text } from './parts.ts';

export const memberRefs = {
  'member.described': z.object({ member: memberId }),
  'member.erased': z.object({ member: memberId, erases: ranges }),
};

export const memberContents = {
  'member.described': z.object({
    salt,
    name: z.string().regex(MEMBER_NAME),
    displayName: text(DISPLAY_NAME_LENGTH),
    bio: text(BIO_LENGTH),
  }),
};
