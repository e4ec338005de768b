// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  'new-thread': 'Hilo nuevo',
  'plank-copy': 'En un tema común: cada integrante recibe una copia y la guarda hasta que la borres.',
  title: 'Título',
  body: 'Texto, en Markdown',
  start: 'Abrir el hilo',
  reply: 'Responder',
  'reply-body': 'Tu respuesta, en Markdown',
  'reply-to': 'a {name}',
  'reply-to-thread': 'mejor al hilo',
  closed: 'Este hilo no admite mensajes nuevos.',
  'sign-in-to-reply': '<link>Inicia sesión</link> para responder.',
};
