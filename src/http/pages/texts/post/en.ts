// What pages on this topic say, in English: ICU messages by name.

export const en = {
  label: 'Post {name}',
  'gone-deleted': 'Deleted by its author.',
  'gone-erased': 'Erased.',
  'gone-missing': 'Its words have not arrived here yet.',
  'gone-withheld': 'This instance must not show it.',
  'gone-void': 'It could not be read.',
  'image-pending': 'An image that has not arrived here yet',
  'image-hidden': 'An image that this instance does not show',
  image: 'Image',
  withdrawn: 'Withdrawn by its home instance: {reason}',
  held: 'on {by} of {of} instances',
  'arrived-later': 'arrived later',
  edited: 'edited',
  'in-reply-to': 'in reply to <link></link>',
  reply: 'Reply',
} as const;
