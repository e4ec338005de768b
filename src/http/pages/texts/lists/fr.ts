// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  bookmarks: 'Signets',
  'bookmarks-none': 'Vous n’avez encore gardé aucun message.',
  'bookmark-drop': 'Retirer le signet',
  note: 'Note',
  'note-keep': 'Garder la note',
  kept: 'gardé <time></time>',
  gone: 'Ce qui se trouvait ici n’y est plus, ou pas pour vous.',
  drafts: 'Brouillons',
  'drafts-none': 'Vous n’avez aucun brouillon.',
  'draft-drop': 'Jeter le brouillon',
  'draft-board': 'Un nouveau fil sur {name}',
  'draft-plank': 'Un nouveau fil sur {name}',
  'draft-thread': 'Une réponse dans {name}',
  'draft-post': 'Une modification de {name}',
};
