// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  'first-run-title': 'Primera puesta en marcha',
  'first-run-welcome': 'Te damos la bienvenida a {origin}',
  'first-run-text':
    'Aquí se pone nombre a la instancia y se crea su primera cuenta de administración. El enlace sirve una vez.',
  'first-run-instance': 'Cómo se llama esta instancia',
  'first-run-account': 'Tu cuenta',
  'first-run-button': 'Crear la cuenta',
};
