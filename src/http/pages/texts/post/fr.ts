// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  label: 'Message {name}',
  'gone-deleted': 'Supprimé par son auteur.',
  'gone-erased': 'Effacé.',
  'gone-missing': 'Son texte n’est pas encore arrivé ici.',
  'gone-withheld': 'Cette instance ne doit pas le montrer.',
  'gone-void': 'Il n’a pas pu être lu.',
  'image-pending': 'Une image qui n’est pas encore arrivée ici',
  'image-hidden': 'Une image que cette instance ne montre pas',
  image: 'Image',
  withdrawn: 'Retiré par son instance d’origine : {reason}',
  held: 'sur {by} des {of} instances',
  'arrived-later': 'arrivé plus tard',
  edited: 'modifié',
  'in-reply-to': 'en réponse à <link></link>',
  reply: 'Répondre',
};
