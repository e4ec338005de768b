// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  title: 'Suche',
  field: 'Gesuchte Wörter',
  sort: 'Reihenfolge',
  'sort-relevance': 'Beste zuerst',
  'sort-time': 'Neueste zuerst',
  button: 'Suchen',
  none: 'Nichts gefunden.',
  help: 'So suchst du',
  'help-words': 'Beiträge mit beiden Wörtern; Groß- und Kleinschreibung und Akzente zählen nicht',
  'help-phrase': 'diese Wörter, nacheinander',
  'help-prefix': 'Wörter, die so beginnen',
  'help-not': 'ohne dieses Wort',
  'help-author': 'von diesem Mitglied, hier oder einer anderen Instanz',
  'help-in': 'auf diesem Brett oder gemeinsamen Thema',
  'help-from': 'von Mitgliedern dieser Instanz',
  'help-dates': 'ab diesem Tag, vor jenem Tag (UTC)',
};
