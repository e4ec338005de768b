// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  label: 'Beitrag {name}',
  'gone-deleted': 'Von der Autorin oder dem Autor gelöscht.',
  'gone-erased': 'Getilgt.',
  'gone-missing': 'Der Text ist hier noch nicht angekommen.',
  'gone-withheld': 'Diese Instanz darf ihn nicht zeigen.',
  'gone-void': 'Er konnte nicht gelesen werden.',
  'image-pending': 'Ein Bild, das hier noch nicht angekommen ist',
  'image-hidden': 'Ein Bild, das diese Instanz nicht zeigt',
  image: 'Bild',
  withdrawn: 'Von der Heimatinstanz zurückgezogen: {reason}',
  held: 'auf {by} von {of} Instanzen',
  'arrived-later': 'später angekommen',
  edited: 'bearbeitet',
  'in-reply-to': 'Antwort auf <link></link>',
  reply: 'Antworten',
};
