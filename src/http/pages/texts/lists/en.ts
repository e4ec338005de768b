// What pages on this topic say, in English: ICU messages by name.

export const en = {
  bookmarks: 'Bookmarks',
  'bookmarks-none': 'You have kept no post yet.',
  'bookmark-drop': 'Remove the bookmark',
  note: 'Note',
  'note-keep': 'Keep the note',
  kept: 'kept <time></time>',
  gone: 'What stood here is not there any more, or not for you.',
  drafts: 'Drafts',
  'drafts-none': 'You have no drafts.',
  'draft-drop': 'Drop the draft',
  'draft-board': 'A new thread on {name}',
  'draft-plank': 'A new thread on {name}',
  'draft-thread': 'A reply in {name}',
  'draft-post': 'A change of {name}',
} as const;
