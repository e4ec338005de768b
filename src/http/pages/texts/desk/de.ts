// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  filter: 'Nur manches zeigen',
  'filter-place': 'Wo',
  'filter-everywhere': 'überall',
  'filter-person': 'Wen es betrifft',
  'filter-person-hint': 'ada oder ada@andere.example',
  'filter-reason': 'Grund',
  'filter-any': 'jeder',
  'filter-kind': 'Was getan wurde',
  'filter-appealed': 'Nur wo ein Widerspruch wartet',
  'filter-show': 'Zeigen',
  'filter-drop': 'Wieder alles zeigen',
  'filter-none': 'Hier ist nichts, was dazu passt.',
  'filter-go-on': 'Bisher passt nichts dazu. Die Liste geht weiter.',
  'back-to-list': 'Zurück zur Liste',
  'next-case': 'Liegen lassen und weiter zum nächsten',
  'next-none': 'In dieser Liste wartet nichts weiter.',
  'person-cases': 'Alle Fälle zu dieser Person',
  'person-log': 'Alles, was über diese Person entschieden wurde',
};
