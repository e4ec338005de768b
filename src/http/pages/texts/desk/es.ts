// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  filter: 'Mostrar solo algunos',
  'filter-place': 'Dónde',
  'filter-everywhere': 'en todas partes',
  'filter-person': 'A quién concierne',
  'filter-person-hint': 'ada, o ada@otra.example',
  'filter-reason': 'Motivo',
  'filter-any': 'cualquiera',
  'filter-kind': 'Qué se hizo',
  'filter-appealed': 'Solo donde espera una apelación',
  'filter-show': 'Mostrar',
  'filter-drop': 'Mostrar todo de nuevo',
  'filter-none': 'Aquí no hay nada que corresponda.',
  'filter-go-on': 'Hasta aquí nada corresponde. La lista continúa.',
  'back-to-list': 'Volver a la lista',
  'next-case': 'Dejarlo y pasar al siguiente',
  'next-none': 'En esta lista no espera nada más.',
  'person-cases': 'Todos los casos sobre esta persona',
  'person-log': 'Todo lo que se decidió sobre esta persona',
};
