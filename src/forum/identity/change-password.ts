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
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { checkOwnPassword } from './own-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { dropResets } from './reset-store.ts';
import { endSessionsExcept } from './session-store.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

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
  (needs: Needs) =>
  async (actor: Actor, input: PasswordChange): Promise<void> => {
    const { db, clock, wake, hasher, mailing } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    checkPassword(input.newPassword, member.name, 'newPassword');
    const { currentPassword: password, address } = input;
    const account = await checkOwnPassword(needs, member, { password, address, field: 'currentPassword' });
    const is = await hasher.hash(input.newPassword);
    await db.write(async (tx) => {
      const at = clock.now();
      if ((await tx.run(putPassword, { id: account.id, was: account.passwordHash, is })) === 0) {
        throw new Refusal('conflict', 'The password was changed meanwhile.');
      }
      const ended = await tx.rows(endSessionsExcept, { memberId: account.id, keep: member.sessionId, at });
      await dropResets(tx, account.id, 'all');
      await notify(tx, mailing, { memberId: account.id, name: account.name, notice: 'password-changed', now: at });
      const sessions = ended.map(({ id }) => id);
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: account.publicId, sessions } });
    });
    wake.ring();
  };
