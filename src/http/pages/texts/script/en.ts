// What the script says, in English. `#` stands for the number.

export const en = {
  'replies-one': '1 new reply',
  'replies-other': '# new replies',
  'posts-one': '1 new post',
  'posts-other': '# new posts',
  'notifications-one': '1 unread notification',
  'notifications-other': '# unread notifications',
  preview: 'Preview',
  'draft-kept': 'Kept as a draft.',
  'draft-elsewhere': 'This draft was written on in another window. What stands here is not kept as a draft.',
  names: 'Names',
  'offers-one': '1 name: choose with the arrow keys and Enter',
  'offers-other': '# names: choose with the arrow keys and Enter',
  keys: 'Keys',
  'keys-on': 'Move by these keys',
  close: 'Close',
  'key-j': 'Next post',
  'key-k': 'Previous post',
  'key-u': 'First unread post',
  'key-r': 'Reply',
  'key-help': 'This list',
} as const;
