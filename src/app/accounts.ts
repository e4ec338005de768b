// What members do with their accounts besides signing in, built: address, new passwords, second factor.
import { activateTotp } from '../forum/identity/activate-totp.ts';
import { answerResets } from '../forum/identity/answer-resets.ts';
import { changeEmail } from '../forum/identity/change-email.ts';
import { confirmEmail } from '../forum/identity/confirm-email.ts';
import type { Mailing } from '../forum/identity/mail-texts.ts';
import { makeResetLink } from '../forum/identity/make-reset-link.ts';
import type { PasswordHasher } from '../forum/identity/password-hasher.ts';
import { readAccount } from '../forum/identity/read-account.ts';
import { redeemReset } from '../forum/identity/redeem-reset.ts';
import { removeEmail } from '../forum/identity/remove-email.ts';
import { dropSecondFactor, removeTotp } from '../forum/identity/remove-totp.ts';
import { renewRecoveryCodes } from '../forum/identity/renew-recovery-codes.ts';
import { requestReset } from '../forum/identity/request-reset.ts';
import { setUpTotp } from '../forum/identity/set-up-totp.ts';
import type { SignInBrake } from '../forum/identity/sign-in-brake.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin'> & {
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

export const buildAccounts = (needs: Needs) => ({
  readAccount: readAccount(needs),
  changeEmail: changeEmail(needs),
  confirmEmail: confirmEmail(needs),
  removeEmail: removeEmail(needs),
  requestReset: requestReset(needs),
  answerResets: answerResets(needs),
  redeemReset: redeemReset(needs),
  makeResetLink: makeResetLink(needs),
  setUpTotp: setUpTotp(needs),
  activateTotp: activateTotp(needs),
  removeTotp: removeTotp(needs),
  renewRecoveryCodes: renewRecoveryCodes(needs),
  dropSecondFactor: dropSecondFactor(needs),
});
