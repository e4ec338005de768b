// A name and a password become a session. Whoever asks for a name that nobody has gets the same answer at the same
// price: one attempt counted, one hash checked. Whether there is a second factor is said to who has the password alone.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { tidyAgent } from './account-rules.ts';
import type { Mailing } from './mail-texts.ts';
import { accountByName, type MemberView, viewOf } from './member-store.ts';
import { notify } from './notify.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type FactorInput, isGiven, proveFactor, refuseProof } from './second-factor.ts';
import type { SecondSteps } from './second-step.ts';
import { openSession, type SessionKind, type SessionView } from './session-store.ts';
import { trimSessions } from './session-sweep.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { activeTotp, spendProof } from './totp-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
  steps?: SecondSteps;
};

export type SignIn = FactorInput & {
  name: string;
  password: string;
  /** Instead of the password: that it was given a moment ago (second-step.ts). */
  step?: string | undefined;
  kind: SessionKind;
  /** What the caller calls itself, shown in the list of sessions. */
  agent: string;
  /** Where the caller is, for the brake. */
  address?: string | undefined;
};

/** `secret`: the first refresh token, or what the cookie holds. */
export type SignedIn = { member: MemberView; session: SessionView; secret: string };

const wrong = () => new Refusal('wrong-credentials', 'Name or password is wrong.');

/** Changes nothing, but holds the row: a password that is changed meanwhile opens no session. */
const holdPassword = command<{ id: number; passwordHash: string }>()((db, p) =>
  db
    .updateTable('member')
    .set({ state: 'active' })
    .where('id', '=', p.id)
    .where('password_hash', '=', p.passwordHash)
    .where('state', '=', 'active'),
);

/** @throws Refusal `wrong-credentials`, `second-factor` (code, recoveryCode), `too-many` */
export const signIn =
  ({ db, clock, chance, wake, hasher, attempts, mailing, steps }: Needs) =>
  async (input: SignIn): Promise<SignedIn> => {
    may(visitor, { do: 'sign-in' });
    const typed = input.name.trim().toLowerCase();
    // What is no name at all shares one count, so that nobody fills the memory with them.
    const name = MEMBER_NAME.test(typed) ? typed : '';
    const attempt = await attempts.attempt(name, input.address);
    const account = name === '' ? undefined : await db.read.get(accountByName, { name });
    const right = input.step
      ? account !== undefined && (await steps?.check(input.step, account)) === true
      : await hasher.check(account?.passwordHash ?? hasher.dummy, input.password);
    if (!account || !right) throw wrong();
    const factor = await activeTotp(db.read, account.id);
    // To be asked for a code is no failure; a wrong code is.
    if (factor && !isGiven(input)) await attempt.uncount();
    const proof = factor && (await proveFactor(factor, input, clock.now()));

    const { kind } = input;
    const agent = tidyAgent(input.agent);
    const opened = await db.write(async (tx) => {
      const at = clock.now();
      if ((await tx.run(holdPassword, account)) === 0) throw wrong();
      if (proof && !(await spendProof(tx, account.id, proof))) throw refuseProof(proof);
      await trimSessions(tx, account.id, at);
      const { session, secret } = await openSession(tx, chance, { memberId: account.id, kind, agent, at });
      if (proof?.by === 'recovery')
        await notify(tx, mailing, { memberId: account.id, name, notice: 'recovery-code-used', now: at });
      await appendEvent(tx, {
        kind: 'session.changed',
        at,
        data: { member: account.publicId, sessions: [session.id] },
      });
      return { session, secret };
    });
    await attempt.forgive();
    wake.ring();
    return { member: viewOf(account), ...opened };
  };
