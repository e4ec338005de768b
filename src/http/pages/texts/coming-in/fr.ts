// What pages on this topic say, in French.
import type { en } from './en.ts';

export const fr: Record<keyof typeof en, string> = {
  'title-open': 'S’inscrire',
  'title-application': 'Demander un compte',
  'text-open':
    'Un compte sur {origin}. Il permet d’écrire sur ses tableaux et dans les thèmes communs qu’elle partage avec d’autres.',
  'text-application':
    '{origin} demande une candidature. La modération la lit et décide ; votre nom vous attend entre-temps.',
  'text-invitation': '{origin} accueille qui apporte une invitation.',
  'button-open': 'S’inscrire',
  'button-application': 'Envoyer la demande',
  'display-name-hint': 'Peut rester vide : votre nom s’affiche alors.',
  'address-hint': 'Peut rester vide. Pour un lien si vous perdez votre mot de passe ; personne d’autre ne la voit.',
  answer: 'Votre réponse',
  'answer-hint': 'La modération et l’administration la lisent.',
  invitation: 'Code de l’invitation',
  'invitation-hint': 'Il se trouve dans le lien que vous avez reçu.',
  'have-invitation': 'J’ai une invitation',
  'have-account': 'Vous avez déjà un compte ? <link>Connectez-vous</link>.',
  'accept-rules': 'J’ai lu les <link>règles</link> et je les accepte.',
  'accept-privacy': 'J’ai lu le <link>texte sur la vie privée</link> et je l’accepte.',
  'closed-title': 'Les inscriptions sont fermées',
  'closed-text': '{origin} n’accueille personne par cette page. L’administration crée les comptes.',
  'your-application': 'Votre demande',
  'state-pending': 'La demande du nom {name} attend une décision.',
  'state-accepted': 'Bonjour {name} : votre demande est acceptée.',
  'state-refused': 'La demande du nom {name} a été refusée.',
  'state-expired': 'La demande du nom {name} a expiré sans décision.',
  'asked-at': 'Envoyée <at></at>.',
  reason: 'La raison donnée',
  'keep-code':
    'Dans ce navigateur, cette page vous montre où elle en est. Pour la consulter depuis un autre, gardez ce code ; qui l’a voit la même chose :',
  'application-code': 'Code de la demande',
  'application-code-hint': 'La page affichée après l’envoi de la demande le montrait.',
  'application-show': 'Afficher',
  'have-applied': 'J’ai déjà envoyé une demande',
  until: 'Sans décision, elle prend fin <at></at>.',
};
