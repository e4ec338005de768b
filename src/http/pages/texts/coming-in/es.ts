// What pages on this topic say, in Spanish.
import type { en } from './en.ts';

export const es: Record<keyof typeof en, string> = {
  'title-open': 'Registrarse',
  'title-application': 'Solicitar una cuenta',
  'text-open':
    'Una cuenta en {origin}. Con ella escribes en sus tablones y en los temas comunes que comparte con otras.',
  'text-application':
    '{origin} pide una solicitud. La moderación la lee y decide; entretanto tu nombre queda reservado.',
  'text-invitation': '{origin} admite a quien trae una invitación.',
  'button-open': 'Registrarse',
  'button-application': 'Enviar la solicitud',
  'display-name-hint': 'Puede quedar vacío: entonces se muestra tu nombre.',
  'address-hint': 'Puede quedar vacía. Para un enlace si pierdes la contraseña; nadie más la ve.',
  answer: 'Tu respuesta',
  'answer-hint': 'La leen la moderación y la administración.',
  invitation: 'Código de la invitación',
  'invitation-hint': 'Está en el enlace que te dieron.',
  'have-invitation': 'Tengo una invitación',
  'have-account': '¿Ya tienes cuenta? <link>Inicia sesión</link>.',
  'accept-rules': 'He leído las <link>normas</link> y las acepto.',
  'accept-privacy': 'He leído el <link>texto de privacidad</link> y lo acepto.',
  'closed-title': 'El registro está cerrado',
  'closed-text': '{origin} no admite a nadie por esta página. La administración crea las cuentas.',
  'your-application': 'Tu solicitud',
  'state-pending': 'La solicitud del nombre {name} espera una decisión.',
  'state-accepted': 'Hola, {name}: tu solicitud ha sido aceptada.',
  'state-refused': 'La solicitud del nombre {name} fue rechazada.',
  'state-expired': 'La solicitud del nombre {name} terminó sin decisión.',
  'asked-at': 'Enviada <at></at>.',
  reason: 'El motivo',
  'keep-code':
    'En este navegador, esta página te muestra cómo está. Para verla desde otro, guarda este código; quien lo tenga verá lo mismo:',
  'application-code': 'Código de la solicitud',
  'application-code-hint': 'Lo mostraba la página que viste al enviar la solicitud.',
  'application-show': 'Mostrar',
  'have-applied': 'Ya he enviado una solicitud',
  until: 'Sin decisión, termina <at></at>.',
};
