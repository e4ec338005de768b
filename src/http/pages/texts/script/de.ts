// What the script says, in German. `#` stands for the number.
import type { Catalogue } from '../voice.ts';

export const de: Catalogue['script'] = {
  'replies-one': '1 neue Antwort',
  'replies-other': '# neue Antworten',
  'posts-one': '1 neuer Beitrag',
  'posts-other': '# neue Beiträge',
  'notifications-one': '1 ungelesene Benachrichtigung',
  'notifications-other': '# ungelesene Benachrichtigungen',
  preview: 'Vorschau',
  'draft-kept': 'Als Entwurf gespeichert.',
  'draft-elsewhere':
    'An diesem Entwurf wurde in einem anderen Fenster weitergeschrieben. Was hier steht, wird nicht als Entwurf gespeichert.',
  names: 'Namen',
  'offers-one': '1 Name: mit den Pfeiltasten und der Eingabetaste auswählen',
  'offers-other': '# Namen: mit den Pfeiltasten und der Eingabetaste auswählen',
  keys: 'Tasten',
  'keys-on': 'Mit diesen Tasten bewegen',
  close: 'Schließen',
  'key-j': 'Nächster Beitrag',
  'key-k': 'Voriger Beitrag',
  'key-u': 'Erster ungelesener Beitrag',
  'key-r': 'Antworten',
  'key-help': 'Diese Liste',
};
