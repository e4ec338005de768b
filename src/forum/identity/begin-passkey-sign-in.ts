// Somebody begins to sign in with a passkey. The authenticator knows whose it is: no name is asked for, so nothing is told about
// any, and nothing is kept.
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { CHALLENGE_MS, type Challenges } from './passkey-challenge.ts';
import { passkeySiteOf } from './passkey-site.ts';

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn, section 5.5). */
export type PasskeyRequest = {
  challenge: string;
  rpId: string;
  timeout: number;
  userVerification: 'required';
  allowCredentials: [];
};

export const beginPasskeySignIn =
  ({ challenges, publicUrl }: { challenges: Challenges; publicUrl: string }) =>
  async (): Promise<PasskeyRequest> => {
    may(visitor, { do: 'sign-in' });
    const { rpId } = passkeySiteOf(publicUrl);
    const challenge = await challenges.make({ to: 'sign-in' });
    return { challenge, rpId, timeout: CHALLENGE_MS, userVerification: 'required', allowCredentials: [] };
  };
