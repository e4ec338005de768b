// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  bookmarks: 'Lesezeichen',
  'bookmarks-none': 'Du hast dir noch keinen Beitrag gemerkt.',
  'bookmark-drop': 'Lesezeichen entfernen',
  note: 'Notiz',
  'note-keep': 'Notiz behalten',
  kept: 'gemerkt <time></time>',
  gone: 'Was hier stand, ist nicht mehr da, oder nicht für dich.',
  drafts: 'Entwürfe',
  'drafts-none': 'Du hast keine Entwürfe.',
  'draft-drop': 'Entwurf verwerfen',
  'draft-board': 'Ein neuer Thread auf {name}',
  'draft-plank': 'Ein neuer Thread zu {name}',
  'draft-thread': 'Eine Antwort in {name}',
  'draft-post': 'Eine Änderung an {name}',
};
