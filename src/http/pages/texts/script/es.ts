// What the script says, in Spanish. `#` stands for the number.
import type { Catalogue } from '../voice.ts';

export const es: Catalogue['script'] = {
  'replies-one': '1 respuesta nueva',
  'replies-other': '# respuestas nuevas',
  'posts-one': '1 mensaje nuevo',
  'posts-other': '# mensajes nuevos',
  'notifications-one': '1 notificación sin leer',
  'notifications-other': '# notificaciones sin leer',
  preview: 'Vista previa',
  'draft-kept': 'Guardado como borrador.',
  'draft-elsewhere': 'Este borrador se siguió escribiendo en otra ventana. Lo que hay aquí no se guarda como borrador.',
  names: 'Nombres',
  'offers-one': '1 nombre: elige con las flechas e Intro',
  'offers-other': '# nombres: elige con las flechas e Intro',
  keys: 'Teclas',
  'keys-on': 'Moverse con estas teclas',
  close: 'Cerrar',
  'key-j': 'Mensaje siguiente',
  'key-k': 'Mensaje anterior',
  'key-u': 'Primer mensaje sin leer',
  'key-r': 'Responder',
  'key-help': 'Esta lista',
};
