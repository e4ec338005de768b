// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  label: 'Mensaje {name}',
  'gone-deleted': 'Borrado por su autor o autora.',
  'gone-erased': 'Eliminado.',
  'gone-missing': 'Su texto aún no ha llegado aquí.',
  'gone-withheld': 'Esta instancia no debe mostrarlo.',
  'gone-void': 'No se pudo leer.',
  'image-pending': 'Una imagen que aún no ha llegado aquí',
  'image-hidden': 'Una imagen que esta instancia no muestra',
  image: 'Imagen',
  withdrawn: 'Retirado por su instancia de origen: {reason}',
  held: 'en {by} de {of} instancias',
  'arrived-later': 'llegó más tarde',
  edited: 'editado',
  'in-reply-to': 'en respuesta a <link></link>',
  reply: 'Responder',
};
