// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  bookmarks: 'Marcadores',
  'bookmarks-none': 'Aún no has guardado ningún mensaje.',
  'bookmark-drop': 'Quitar el marcador',
  note: 'Nota',
  'note-keep': 'Guardar la nota',
  kept: 'guardado <time></time>',
  gone: 'Lo que había aquí ya no está, o no es para ti.',
  drafts: 'Borradores',
  'drafts-none': 'No tienes borradores.',
  'draft-drop': 'Descartar el borrador',
  'draft-board': 'Un hilo nuevo en {name}',
  'draft-plank': 'Un hilo nuevo en {name}',
  'draft-thread': 'Una respuesta en {name}',
  'draft-post': 'Un cambio de {name}',
};
