// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  'new-thread': 'Neuer Thread',
  'plank-copy': 'Bei einem gemeinsamen Thema: Jede Mitgliedsgruppe bekommt eine Kopie und behält sie, bis du löschst.',
  title: 'Titel',
  body: 'Text, in Markdown',
  start: 'Thread beginnen',
  reply: 'Antworten',
  'reply-body': 'Deine Antwort, in Markdown',
  'reply-to': 'auf {name}',
  'reply-to-thread': 'lieber auf den Thread',
  closed: 'Dieser Thread nimmt keine neuen Beiträge an.',
  'sign-in-to-reply': '<link>Melde dich an</link>, um zu antworten.',
};
