// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  title: 'Recherche',
  field: 'Mots à chercher',
  sort: 'Ordre',
  'sort-relevance': 'Meilleurs d’abord',
  'sort-time': 'Récents d’abord',
  button: 'Rechercher',
  none: 'Rien n’a été trouvé.',
  help: 'Comment chercher',
  'help-words': 'les messages avec les deux mots ; ni la casse ni les accents ne comptent',
  'help-phrase': 'ces mots, l’un après l’autre',
  'help-prefix': 'les mots qui commencent ainsi',
  'help-not': 'sans ce mot',
  'help-author': 'de ce membre, d’ici ou d’une autre instance',
  'help-in': 'sur ce tableau ou ce thème commun',
  'help-from': 'de membres de cette instance',
  'help-dates': 'à partir de ce jour, avant celui-là (UTC)',
};
