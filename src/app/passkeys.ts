// Passkeys, built.
import { addPasskey } from '../forum/identity/add-passkey.ts';
import { beginPasskey } from '../forum/identity/begin-passkey.ts';
import { beginPasskeySignIn } from '../forum/identity/begin-passkey-sign-in.ts';
import { listPasskeys } from '../forum/identity/list-passkeys.ts';
import type { Mailing } from '../forum/identity/mail-texts.ts';
import { createChallenges } from '../forum/identity/passkey-challenge.ts';
import type { PasswordHasher } from '../forum/identity/password-hasher.ts';
import { isFresh } from '../forum/identity/prove-self.ts';
import { removePasskey } from '../forum/identity/remove-passkey.ts';
import { renamePasskey } from '../forum/identity/rename-passkey.ts';
import type { SignInBrake } from '../forum/identity/sign-in-brake.ts';
import { signInWithPasskey } from '../forum/identity/sign-in-with-passkey.ts';
import type { MemberActor } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin' | 'publicUrl'> & {
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

export const buildPasskeys = (needs: Needs) => {
  const all = { ...needs, challenges: createChallenges(needs) };
  return {
    signedInLately: (member: MemberActor) => isFresh(needs, member),
    beginPasskey: beginPasskey(all),
    addPasskey: addPasskey(all),
    listPasskeys: listPasskeys(all),
    renamePasskey: renamePasskey(all),
    removePasskey: removePasskey(all),
    beginPasskeySignIn: beginPasskeySignIn(all),
    signInWithPasskey: signInWithPasskey(all),
  };
};
