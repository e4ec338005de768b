// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  filter: 'N’afficher qu’une partie',
  'filter-place': 'Où',
  'filter-everywhere': 'partout',
  'filter-person': 'Qui est concerné',
  'filter-person-hint': 'ada, ou ada@autre.example',
  'filter-reason': 'Motif',
  'filter-any': 'tous',
  'filter-kind': 'Ce qui a été fait',
  'filter-appealed': 'Seulement où un recours attend',
  'filter-show': 'Afficher',
  'filter-drop': 'Tout afficher à nouveau',
  'filter-none': 'Rien ici ne correspond à votre demande.',
  'filter-go-on': 'Rien ne correspond jusqu’ici. La liste continue.',
  'back-to-list': 'Retour à la liste',
  'next-case': 'Le laisser et passer au suivant',
  'next-none': 'Rien d’autre n’attend dans cette liste.',
  'person-cases': 'Tous les cas concernant cette personne',
  'person-log': 'Tout ce qui a été décidé sur cette personne',
};
