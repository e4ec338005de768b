// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  'end-title': 'Ne plus recevoir ces courriels',
  'end-text': 'Ceci met fin à : {what}. Dans le forum, vous êtes prévenu comme avant.',
  'end-button': 'Y mettre fin',
  'ended-title': 'C’est fait',
  'ended-text': 'Vous ne recevrez plus : {what}.',
  'mail-mail': 'tous les courriels de notification',
  'mail-digest': 'le résumé quotidien',
  'mail-mention': 'les courriels sur les mentions',
  'mail-reply': 'les courriels sur les réponses qu’on vous fait',
  'mail-thread': 'les courriels sur les fils que vous suivez',
  'mail-place': 'les courriels sur les lieux que vous suivez',
  'mail-decision': 'les courriels sur les décisions',
  'mail-application': 'les courriels sur les candidatures',
  'mail-invitation': 'les courriels sur les invitations utilisées',
};
