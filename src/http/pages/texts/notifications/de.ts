// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  'end-title': 'Diese Mails beenden',
  'end-text': 'Das beendet {what}. Im Forum erfährst du alles wie bisher.',
  'end-button': 'Beenden',
  'ended-title': 'Beendet',
  'ended-text': 'Du bekommst nicht mehr: {what}.',
  'mail-mail': 'alle Mails zu Benachrichtigungen',
  'mail-digest': 'die tägliche Zusammenfassung',
  'mail-mention': 'Mails zu Erwähnungen',
  'mail-reply': 'Mails zu Antworten an dich',
  'mail-thread': 'Mails zu Threads, denen du folgst',
  'mail-place': 'Mails zu Orten, denen du folgst',
  'mail-decision': 'Mails zu Entscheidungen',
  'mail-application': 'Mails zu Anträgen',
  'mail-invitation': 'Mails zu benutzten Einladungen',
};
