// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  name: 'Nom',
  'name-hint': 'De 2 à 32 caractères parmi a-z, 0-9 et _.',
  password: 'Mot de passe',
  'sign-in-with': 'Avec votre compte sur {origin}.',
  code: 'Code de votre application d’authentification, ou un code de récupération',
  'forgotten-link': 'Mot de passe oublié ?',
  'confirm-title': 'Confirmez votre adresse',
  'confirm-text': 'Dès lors, {origin} pourra vous écrire et vous envoyer un lien si vous perdez votre mot de passe.',
  'confirm-button': 'C’est mon adresse',
  'confirmed-title': 'Confirmée',
  'confirmed-text': '{address} est désormais l’adresse de {name}.',
  'forgotten-title': 'Un nouveau mot de passe',
  'forgotten-account': 'Votre nom ici, ou votre adresse électronique',
  'forgotten-button': 'M’envoyer un lien',
  'forgotten-done-title': 'Consultez votre courrier',
  'forgotten-done-text': 'Si c’est un compte d’ici avec une adresse confirmée, un lien est en route.',
  'reset-hint': 'Pour votre compte sur {origin}. Toutes les connexions ouvertes prennent fin.',
  'reset-password': 'Nouveau mot de passe',
  'reset-button': 'Enregistrer le mot de passe',
  'reset-done-title': 'Le mot de passe est enregistré',
  'reset-done-text': 'Connectez-vous comme {name} avec le nouveau.',
};
