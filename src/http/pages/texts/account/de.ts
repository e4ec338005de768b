// What pages on this topic say, in German.
import type { en } from './en.ts';

export const de: Record<keyof typeof en, string> = {
  name: 'Name',
  'name-hint': '2 bis 32 der Zeichen a-z, 0-9 und _.',
  password: 'Passwort',
  'sign-in-with': 'Mit deinem Konto auf {origin}.',
  code: 'Code deiner Authentifizierungs-App oder ein Wiederherstellungscode',
  'forgotten-link': 'Passwort vergessen?',
  'confirm-title': 'Bestätige deine Adresse',
  'confirm-text': 'Dann darf {origin} an sie schreiben und dir einen Link mailen, wenn du dein Passwort verlierst.',
  'confirm-button': 'Das ist meine Adresse',
  'confirmed-title': 'Bestätigt',
  'confirmed-text': '{address} ist jetzt die Adresse von {name}.',
  'forgotten-title': 'Ein neues Passwort',
  'forgotten-account': 'Dein Name hier oder deine Mailadresse',
  'forgotten-button': 'Link zusenden',
  'forgotten-done-title': 'Sieh in deine Mails',
  'forgotten-done-text': 'Wenn das ein Konto hier mit bestätigter Adresse ist, ist ein Link dorthin unterwegs.',
  'reset-hint': 'Für dein Konto auf {origin}. Es beendet jede offene Anmeldung.',
  'reset-password': 'Neues Passwort',
  'reset-button': 'Passwort setzen',
  'reset-done-title': 'Das Passwort ist gesetzt',
  'reset-done-text': 'Melde dich als {name} mit dem neuen an.',
};
