// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  'first-run-title': 'Première mise en route',
  'first-run-welcome': 'Bienvenue sur {origin}',
  'first-run-text': 'Ceci nomme l’instance et crée son premier compte d’administration. Le lien ne sert qu’une fois.',
  'first-run-instance': 'Comment on appelle cette instance',
  'first-run-account': 'Votre compte',
  'first-run-button': 'Créer le compte',
};
