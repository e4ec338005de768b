// A member begins to add a passkey: what their browser is to ask an authenticator for. Nothing is kept of it.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor, MemberActor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { accountById } from './member-store.ts';
import { CHALLENGE_MS, type Challenges } from './passkey-challenge.ts';
import { ALGORITHMS } from './passkey-check.ts';
import { passkeySiteOf } from './passkey-site.ts';
import { credentialsOfMember, PASSKEYS_PER_MEMBER } from './passkey-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type OwnProof, proveSelf } from './prove-self.ts';
import { refuseProof } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { type Proof, spendProof } from './totp-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  challenges: Challenges;
  origin: string;
  publicUrl: string;
};

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn, section 5.4). */
export type PasskeyCreation = {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  timeout: number;
  attestation: 'none';
  authenticatorSelection: { residentKey: 'required'; requireResidentKey: true; userVerification: 'required' };
  excludeCredentials: { type: 'public-key'; id: string; transports: string[] }[];
};

export const tooManyPasskeys = () =>
  new Refusal('conflict', said`You have ${PASSKEYS_PER_MEMBER} passkeys, which is the most: remove one first.`);

const spend = async ({ db, clock, wake }: Needs, { memberId, publicId }: MemberActor, proof: Proof): Promise<void> => {
  await db.write(async (tx) => {
    if (!(await spendProof(tx, memberId, proof))) throw refuseProof(proof);
    await appendEvent(tx, { kind: 'account.changed', at: clock.now(), data: { member: publicId } });
  });
  wake.ring();
};

/** @throws Refusal `wrong-credentials`, `second-factor`, `too-many`, `conflict` (enough passkeys) */
export const beginPasskey =
  (needs: Needs) =>
  async (actor: Actor, input: OwnProof): Promise<PasskeyCreation> => {
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { memberId, publicId, sessionId } = member;
    const { proof, forgive } = await proveSelf(needs, member, input);
    if (proof) await spend(needs, member, proof);
    await forgive();
    const known = await needs.db.read.all(credentialsOfMember, { memberId });
    if (known.length >= PASSKEYS_PER_MEMBER) throw tooManyPasskeys();
    const account = await needs.db.read.get(accountById, { id: memberId });
    return {
      challenge: await needs.challenges.make({ to: 'add', publicId, sessionId }),
      rp: { id: passkeySiteOf(needs.publicUrl).rpId, name: needs.origin },
      user: { id: publicId, name: member.name, displayName: account?.displayName ?? member.name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_MS,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      excludeCredentials: known.map(({ credential, transports }) => ({
        type: 'public-key',
        id: credential,
        transports: JSON.parse(transports) as string[],
      })),
    };
  };
