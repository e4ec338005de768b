// Records of threads and posts: what members say, change and take back.
import { z } from 'zod';
import { SLUG } from '../../base/names.ts';
import { POLL_OPTION_LENGTH, POLL_OPTIONS } from '../limits.ts';
import { attachments, body, code, count, entryName, instant, memberId, ranges, salt, text, title } from './parts.ts';

const poll = z.object({
  options: z.array(text(POLL_OPTION_LENGTH).min(1)).min(2).max(POLL_OPTIONS),
  /** When it closes. */
  until: instant.exactOptional(),
});

export const postRefs = {
  'thread.started': z.object({ plank: z.string().regex(SLUG), author: memberId }),
  'reply.posted': z.object({ thread: entryName, parent: entryName, author: memberId }),
  'post.edited': z.object({ post: entryName }),
  'post.deleted': z.object({ post: entryName, erases: ranges }),
  'post.withdrawn': z.object({ post: entryName, reason: code }),
  'post.reinstated': z.object({ post: entryName, reason: code }),
  'votes.tallied': z.object({ tallies: z.array(z.object({ post: entryName, up: count, down: count })) }),
  'poll.tallied': z.object({ post: entryName, counts: z.array(count).max(POLL_OPTIONS) }),
};

export const postContents = {
  'thread.started': z.object({
    salt,
    title,
    body,
    attachments: attachments.exactOptional(),
    poll: poll.exactOptional(),
  }),
  'reply.posted': z.object({ salt, body, attachments: attachments.exactOptional() }),
  'post.edited': z.object({ salt, title: title.exactOptional(), body, attachments: attachments.exactOptional() }),
};
