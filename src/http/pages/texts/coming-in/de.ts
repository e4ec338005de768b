// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  'first-run-title': 'Erster Start',
  'first-run-welcome': 'Willkommen auf {origin}',
  'first-run-text': 'Hier bekommt die Instanz ihren Namen und ihr erstes Administrationskonto. Der Link gilt einmal.',
  'first-run-instance': 'Wie die Leute diese Instanz nennen',
  'first-run-account': 'Dein Konto',
  'first-run-button': 'Konto anlegen',
};
