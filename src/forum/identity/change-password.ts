// A new password for who knows the old one. It ends every other session: whoever stole one is out.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { checkPassword } from './account-rules.ts';
import { accountById } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { endSessionsExcept } from './session-store.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; hasher: PasswordHasher; attempts: SignInBrake };

export type PasswordChange = { currentPassword: string; newPassword: string; address?: string | undefined };

const putPassword = command<{ id: number; was: string; is: string }>()((db, p) =>
  db
    .updateTable('member')
    .set({ password_hash: p.is })
    .where('id', '=', p.id)
    .where('password_hash', '=', p.was)
    .where('state', '=', 'active'),
);

/** @throws Refusal `invalid` (newPassword), `wrong-credentials` (currentPassword), `too-many`, `conflict` */
export const changePassword =
  ({ db, clock, wake, hasher, attempts }: Needs) =>
  async (actor: Actor, input: PasswordChange): Promise<void> => {
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    checkPassword(input.newPassword, member.name, 'newPassword');
    // Counted apart from signing in: a stranger's guesses must not keep the owner from changing the password.
    const attempt = await attempts.attempt(`password of ${member.name}`, input.address);
    const account = await db.read.get(accountById, { id: member.memberId });
    if (!account || !(await hasher.check(account.passwordHash, input.currentPassword))) {
      throw new Refusal('wrong-credentials', 'currentPassword: this is not your password.', {
        field: 'currentPassword',
      });
    }
    await attempt.forgive();
    const is = await hasher.hash(input.newPassword);
    await db.write(async (tx) => {
      const at = clock.now();
      if ((await tx.run(putPassword, { id: account.id, was: account.passwordHash, is })) === 0) {
        throw new Refusal('conflict', 'The password was changed meanwhile.');
      }
      const ended = await tx.rows(endSessionsExcept, { memberId: account.id, keep: member.sessionId, at });
      const sessions = ended.map(({ id }) => id);
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: account.publicId, sessions } });
    });
    wake.ring();
  };
