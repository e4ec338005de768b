// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  'end-title': 'Dejar de recibir estos correos',
  'end-text': 'Esto termina {what}. En el foro se te avisa como antes.',
  'end-button': 'Terminar',
  'ended-title': 'Terminado',
  'ended-text': 'Ya no recibirás {what}.',
  'mail-mail': 'todos los correos de notificaciones',
  'mail-digest': 'el resumen diario',
  'mail-mention': 'los correos sobre menciones',
  'mail-reply': 'los correos sobre respuestas a ti',
  'mail-thread': 'los correos sobre hilos que sigues',
  'mail-place': 'los correos sobre lugares que sigues',
  'mail-decision': 'los correos sobre decisiones',
  'mail-application': 'los correos sobre solicitudes',
  'mail-invitation': 'los correos sobre invitaciones usadas',
};
