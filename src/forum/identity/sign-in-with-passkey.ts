// A passkey becomes a session, the same as a password and a code of the second factor do: it is both.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { tidyAgent } from './account-rules.ts';
import { viewOf } from './member-store.ts';
import { type Challenges, spendChallenge } from './passkey-challenge.ts';
import { type Assertion, challengeIn, checkAssertion } from './passkey-check.ts';
import { passkeySiteOf } from './passkey-site.ts';
import { holdMember, passkeyByCredential, usePasskey } from './passkey-store.ts';
import { openSession, type SessionKind } from './session-store.ts';
import { trimSessions } from './session-sweep.ts';
import type { SignedIn } from './sign-in.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  attempts: SignInBrake;
  challenges: Challenges;
  publicUrl: string;
};

export type PasskeySignIn = {
  credential: Assertion;
  kind: SessionKind;
  agent: string;
  address?: string | undefined;
};

const wrong = () =>
  new Refusal('wrong-credentials', 'credential: this passkey is not known here, or what it signed is not good.', {
    field: 'credential',
  });

/** @throws Refusal `wrong-credentials`, `too-many` */
export const signInWithPasskey =
  ({ db, clock, chance, wake, attempts, challenges, publicUrl }: Needs) =>
  async (input: PasskeySignIn): Promise<SignedIn> => {
    may(visitor, { do: 'sign-in' });
    const { credential, kind } = input;
    const passkey = await db.read.get(passkeyByCredential, { credential: credential.id });
    // What nobody has shares one count, so that nobody fills the memory with them.
    const attempt = await attempts.attempt(passkey ? `passkey of ${passkey.name}` : 'passkey', input.address);
    const challenge = challengeIn(credential.response.clientDataJSON) ?? '';
    const good = await challenges.check(challenge, { to: 'sign-in' });
    // The authenticator says whose it is (WebAuthn, section 7.2, step 6).
    if (!passkey || !good || credential.response.userHandle !== passkey.publicId) throw wrong();
    const counter = await checkAssertion(credential, { ...passkeySiteOf(publicUrl), challenge }, passkey);
    if (counter === undefined) throw wrong();

    const { memberId, publicId } = passkey;
    const agent = tidyAgent(input.agent);
    const opened = await db.write(async (tx) => {
      const at = clock.now();
      if (!(await spendChallenge(tx, good, at))) throw wrong();
      if ((await tx.run(holdMember, { memberId })) === 0) throw wrong();
      const { id, counter: was } = passkey;
      if ((await tx.run(usePasskey, { id, was, counter, now: at })) === 0) throw wrong();
      await trimSessions(tx, memberId, at);
      const { session, secret } = await openSession(tx, chance, { memberId, kind, agent, at });
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: publicId, sessions: [session.id] } });
      return { session, secret };
    });
    await attempt.forgive();
    wake.ring();
    return { member: viewOf(passkey), ...opened };
  };
