// A member's authenticator made a passkey: from now on it signs them in.
import { Refusal } from '../../base/errors.ts';
import { type Said, said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { checkLine } from './account-rules.ts';
import { tooManyPasskeys } from './begin-passkey.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { type Challenges, spendChallenge } from './passkey-challenge.ts';
import { type Attestation, challengeIn, checkAttestation } from './passkey-check.ts';
import { passkeySiteOf } from './passkey-site.ts';
import { holdMember, insertPasskey, PASSKEYS_PER_MEMBER, type PasskeyView, passkeysOfMember } from './passkey-store.ts';
import { newPublicId } from './secret.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  mailing: Mailing;
  challenges: Challenges;
  publicUrl: string;
};

export type NewPasskey = { name: string; credential: Attestation };

export const PASSKEY_NAME = 60;
/** Those that WebAuthn names (section 5.8.4); browsers may write others. */
const TRANSPORTS = new Set(['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** @throws Refusal `invalid` on `name` */
export const checkPasskeyName = (name: string): string => checkLine('name', name, PASSKEY_NAME);

const bad = (text: Said) => new Refusal('invalid', said`credential: ${text}`, { field: 'credential' });

/** @throws Refusal `invalid` (name, credential), `conflict` (known already, or enough of them) */
export const addPasskey =
  ({ db, clock, chance, wake, mailing, challenges, publicUrl }: Needs) =>
  async (actor: Actor, input: NewPasskey): Promise<PasskeyView> => {
    const { memberId, name: member, publicId, sessionId } = mayAsMember(actor, { do: 'manage-own-account' });
    const name = checkPasskeyName(input.name);
    const challenge = challengeIn(input.credential.response.clientDataJSON) ?? '';
    const good = await challenges.check(challenge, { to: 'add', publicId, sessionId });
    if (!good) throw bad(said`this was not begun here and now: begin anew.`);
    const made = await checkAttestation(input.credential, { ...passkeySiteOf(publicUrl), challenge });
    if (!made) throw bad(said`this passkey is not good here: it must be of this site, and ask who uses it.`);
    const transports = (input.credential.response.transports ?? []).filter((way) => TRANSPORTS.has(way));
    const id = newPublicId(chance);
    const at = await db.write(async (tx) => {
      const now = clock.now();
      if (!(await spendChallenge(tx, good, now))) throw bad(said`this was used before: begin anew.`);
      if ((await tx.run(holdMember, { memberId })) === 0) throw new Refusal('unauthenticated', 'Sign in first.');
      if ((await tx.all(passkeysOfMember, { memberId })).length >= PASSKEYS_PER_MEMBER) throw tooManyPasskeys();
      const row = { ...made, publicId: id, memberId, transports: JSON.stringify(transports), name, now };
      if ((await tx.run(insertPasskey, row)) === 0)
        throw new Refusal('conflict', 'credential: this passkey is known here already.', { field: 'credential' });
      await notify(tx, mailing, { memberId, name: member, notice: 'passkey-added', now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
      return now;
    });
    wake.ring();
    return { id, name, at, usedAt: null };
  };
