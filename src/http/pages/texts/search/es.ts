// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  title: 'Búsqueda',
  field: 'Palabras que buscar',
  sort: 'Orden',
  'sort-relevance': 'Mejores primero',
  'sort-time': 'Más recientes primero',
  button: 'Buscar',
  none: 'No se encontró nada.',
  help: 'Cómo buscar',
  'help-words': 'mensajes con ambas palabras; no importan mayúsculas ni acentos',
  'help-phrase': 'estas palabras, seguidas',
  'help-prefix': 'palabras que empiezan así',
  'help-not': 'sin esta palabra',
  'help-author': 'de este miembro, de aquí o de otra instancia',
  'help-in': 'en este tablón o tema común',
  'help-from': 'de miembros de esta instancia',
  'help-dates': 'desde este día, antes de aquel (UTC)',
};
