// What the script says, in French. `#` stands for the number.
import type { Catalogue } from '../voice.ts';

export const fr: Catalogue['script'] = {
  'replies-one': '1 nouvelle réponse',
  'replies-other': '# nouvelles réponses',
  'posts-one': '1 nouveau message',
  'posts-other': '# nouveaux messages',
  'notifications-one': '1 notification non lue',
  'notifications-other': '# notifications non lues',
  preview: 'Aperçu',
  'draft-kept': 'Enregistré comme brouillon.',
  'draft-elsewhere':
    'Ce brouillon a été modifié dans une autre fenêtre. Ce qui est écrit ici n’est pas enregistré comme brouillon.',
  names: 'Noms',
  'offers-one': '1 nom : choisissez avec les flèches et Entrée',
  'offers-other': '# noms : choisissez avec les flèches et Entrée',
  keys: 'Touches',
  'keys-on': 'Se déplacer avec ces touches',
  close: 'Fermer',
  'key-j': 'Message suivant',
  'key-k': 'Message précédent',
  'key-u': 'Premier message non lu',
  'key-r': 'Répondre',
  'key-help': 'Cette liste',
};
