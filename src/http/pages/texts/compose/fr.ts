// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  'new-thread': 'Nouveau fil',
  'plank-copy':
    'Sur un thème commun : chaque groupe membre en reçoit une copie et la garde jusqu’à ce que vous la supprimiez.',
  title: 'Titre',
  body: 'Texte, en Markdown',
  start: 'Ouvrir le fil',
  reply: 'Répondre',
  'reply-body': 'Votre réponse, en Markdown',
  'reply-to': 'à {name}',
  'reply-to-thread': 'plutôt au fil',
  closed: 'Ce fil n’accepte plus de messages.',
  'sign-in-to-reply': '<link>Connectez-vous</link> pour répondre.',
};
