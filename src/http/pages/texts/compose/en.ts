// What pages on this topic say, in English: ICU messages by name.

export const en = {
  'new-thread': 'New thread',
  'plank-copy': 'On a plank: every constituent gets a copy, and keeps it until you delete it.',
  title: 'Title',
  body: 'Text, in Markdown',
  start: 'Start the thread',
  reply: 'Reply',
  'reply-body': 'Your reply, in Markdown',
  'reply-to': 'to {name}',
  'reply-to-thread': 'to the thread instead',
  closed: 'This thread takes no new posts.',
  'sign-in-to-reply': '<link>Sign in</link> to reply.',
} as const;
