// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  'title-open': 'Registrieren',
  'title-application': 'Ein Konto beantragen',
  'text-open':
    'Ein Konto auf {origin}. Damit schreibst du auf den Brettern hier und bei den gemeinsamen Themen, die diese Instanz mit anderen teilt.',
  'text-application':
    '{origin} bittet um einen Antrag. Die Moderation liest ihn und entscheidet; dein Name bleibt solange für dich frei.',
  'text-invitation': '{origin} nimmt auf, wer eine Einladung mitbringt.',
  'button-open': 'Registrieren',
  'button-application': 'Antrag senden',
  'display-name-hint': 'Darf leer bleiben: Dann wird dein Name gezeigt.',
  'address-hint': 'Darf leer bleiben. Für einen Link, wenn du dein Passwort verlierst; niemand sonst sieht sie.',
  answer: 'Deine Antwort',
  'answer-hint': 'Moderation und Administration lesen sie.',
  invitation: 'Code der Einladung',
  'invitation-hint': 'Er steht in dem Link, den du bekommen hast.',
  'have-invitation': 'Ich habe eine Einladung',
  'have-account': 'Du hast schon ein Konto? <link>Melde dich an</link>.',
  'accept-rules': 'Ich habe die <link>Regeln</link> gelesen und nehme sie an.',
  'accept-privacy': 'Ich habe die <link>Datenschutzerklärung</link> gelesen und nehme sie an.',
  'closed-title': 'Die Registrierung ist geschlossen',
  'closed-text': '{origin} nimmt über diese Seite niemanden auf. Die Administration legt die Konten an.',
  'your-application': 'Dein Antrag',
  'state-pending': 'Der Antrag für den Namen {name} wartet auf eine Entscheidung.',
  'state-accepted': 'Willkommen, {name}: Du bist aufgenommen.',
  'state-refused': 'Der Antrag für den Namen {name} wurde abgelehnt.',
  'state-expired': 'Der Antrag für den Namen {name} ist ohne Entscheidung abgelaufen.',
  'asked-at': 'Gesendet <at></at>.',
  reason: 'Die Begründung',
  'keep-code':
    'In diesem Browser zeigt dir diese Seite, wie es steht. Um von einem anderen aus nachzusehen, bewahre diesen Code auf; wer ihn hat, sieht dasselbe:',
  'application-code': 'Code des Antrags',
  'application-code-hint': 'Die Seite nach dem Absenden des Antrags hat ihn gezeigt.',
  'application-show': 'Anzeigen',
  'have-applied': 'Ich habe schon einen Antrag gestellt',
  until: 'Ohne Entscheidung endet er <at></at>.',
};
