// What members are told by mail about their account. Plain words; nothing in them but names and links of ours.

/** What mails need to know of the instance. */
export type Mailing = {
  /** Whether this instance sends mail at all (SMTP_URL). */
  on: boolean;
  origin: string;
  publicUrl: string;
};

type Text = { kind: string; subject: string; text: string };

const say = (...lines: string[]): string => `${lines.join('\n')}\n`;
const notYou = (origin: string) =>
  `If that was not you, sign in and change your password now, or ask an admin of ${origin} for help.`;

export const confirmPath = '/confirm-email';
export const resetPath = '/reset-password';

export const linkTo = ({ publicUrl }: Mailing, path: string, token: string): string =>
  `${publicUrl}${path}?token=${encodeURIComponent(token)}`;

export const confirmText = (mailing: Mailing, name: string, token: string): Text => ({
  kind: 'confirm-address',
  subject: `Confirm your address for ${name} at ${mailing.origin}`,
  text: say(
    `The member ${name} of ${mailing.origin} gave this address as their own.`,
    'If that was you, open this within 24 hours:',
    '',
    linkTo(mailing, confirmPath, token),
    '',
    'If it was not you, do nothing: nothing more will come.',
  ),
});

export const resetText = (mailing: Mailing, name: string, token: string): Text => ({
  kind: 'password-reset',
  subject: `A new password for ${name} at ${mailing.origin}`,
  text: say(
    `Somebody asked for a new password for ${name} at ${mailing.origin}.`,
    'If that was you, choose one here within an hour:',
    '',
    linkTo(mailing, resetPath, token),
    '',
    'If it was not you, do nothing: your password stays as it is.',
  ),
});

const notices = {
  'address-change-asked': 'Another mail address was given for this account. It counts once it is confirmed.',
  'address-changed': 'The mail address of this account was changed. Nothing more will come to the old one.',
  'address-removed': 'The mail address of this account was removed. Nothing more will come to it.',
  'password-changed': 'The password of this account was changed, and its other sessions have ended.',
  'reset-link-made': 'An admin made a link by which the password of this account can be set anew.',
  'second-factor-on': 'Signing in to this account takes a code of the second factor from now on.',
  'second-factor-off': 'Signing in to this account takes no second factor any more.',
  'recovery-codes-renewed': 'New recovery codes were made for this account. The old ones are void.',
  'recovery-code-used': 'Somebody signed in to this account with a recovery code.',
  'passkey-added': 'A passkey was added to this account. Whoever has it signs in without the password.',
  'passkey-removed': 'A passkey of this account was removed. It signs nobody in any more.',
} as const;
export type Notice = keyof typeof notices;

export const noticeText = ({ origin }: Mailing, name: string, notice: Notice): Text => ({
  kind: notice,
  subject: `Your account ${name} at ${origin}`,
  text: say(`This is about the account ${name} at ${origin}.`, '', notices[notice], '', notYou(origin)),
});

export const decisionText = (
  { origin, publicUrl }: Mailing,
  name: string,
  { accept, reason }: { accept: boolean; reason: string },
): Text => ({
  kind: 'application-decided',
  subject: accept ? `Welcome to ${origin}, ${name}` : `Your application at ${origin}`,
  text: say(
    accept
      ? `You were let in as ${name}. Sign in with the password that you chose: ${publicUrl}/sign-in`
      : `Your application as ${name} was turned down.`,
    ...(reason === '' ? [] : ['', 'The reason given:', '', reason]),
  ),
});
