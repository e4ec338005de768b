// What pages on this topic say, in English: ICU messages by name.

export const en = {
  title: 'Search',
  field: 'Words to look for',
  sort: 'Order',
  'sort-relevance': 'Best first',
  'sort-time': 'Newest first',
  button: 'Search',
  none: 'Nothing was found.',
  help: 'How to search',
  'help-words': 'posts with both words; case and accents do not matter',
  'help-phrase': 'these words, one after the other',
  'help-prefix': 'words that begin so',
  'help-not': 'without this word',
  'help-author': 'by this member, here or of another instance',
  'help-in': 'on this board or shared topic',
  'help-from': 'by members of this instance',
  'help-dates': 'from this day on, before that day (UTC)',
} as const;
