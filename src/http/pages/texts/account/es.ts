// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  name: 'Nombre',
  'name-hint': 'De 2 a 32 de los caracteres a-z, 0-9 y _.',
  password: 'Contraseña',
  'sign-in-with': 'Con tu cuenta en {origin}.',
  code: 'Código de tu aplicación de autenticación o un código de recuperación',
  'forgotten-link': '¿Has olvidado la contraseña?',
  'confirm-title': 'Confirma tu dirección',
  'confirm-text': 'A partir de entonces {origin} podrá escribirte y enviarte un enlace si pierdes la contraseña.',
  'confirm-button': 'Esta es mi dirección',
  'confirmed-title': 'Confirmada',
  'confirmed-text': '{address} es ahora la dirección de {name}.',
  'forgotten-title': 'Una contraseña nueva',
  'forgotten-account': 'Tu nombre aquí o tu dirección de correo',
  'forgotten-button': 'Envíame un enlace',
  'forgotten-done-title': 'Mira tu correo',
  'forgotten-done-text': 'Si es una cuenta de aquí con una dirección confirmada, va un enlace en camino.',
  'reset-hint': 'Para tu cuenta en {origin}. Termina todas las sesiones abiertas.',
  'reset-password': 'Contraseña nueva',
  'reset-button': 'Guardar la contraseña',
  'reset-done-title': 'La contraseña está guardada',
  'reset-done-text': 'Inicia sesión como {name} con la nueva.',
};
