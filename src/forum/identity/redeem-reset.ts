// A link becomes a new password. It ends every session and every other link; a second factor stays.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkPassword } from './account-rules.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { dropResets, findReset, takeReset } from './reset-store.ts';
import { hashSecret } from './secret.ts';
import { endSessionsExcept } from './session-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; hasher: PasswordHasher; mailing: Mailing };

const putPassword = command<{ id: number; is: string }>()((db, p) =>
  db.updateTable('member').set({ password_hash: p.is }).where('id', '=', p.id).where('state', '=', 'active'),
);

/** No session has this number. */
const NONE = 0;

const gone = () =>
  new Refusal('gone', 'token: this link was used, replaced, or is too old. Ask for another one.', { field: 'token' });

/** @throws Refusal `gone` (token), `invalid` (password): then the link stays good */
export const redeemReset =
  ({ db, clock, wake, hasher, mailing }: Needs) =>
  async ({ token, password }: { token: string; password: string }): Promise<{ name: string }> => {
    may(visitor, { do: 'sign-in' });
    const hash = hashSecret(token);
    const member = await db.read.get(findReset, { hash, now: clock.now() });
    if (!member) throw gone();
    const { id: memberId, name, publicId } = member;
    const is = await hasher.hash(checkPassword(password, name));
    await db.write(async (tx) => {
      const at = clock.now();
      if ((await tx.run(takeReset, { hash, now: at })) === 0 || (await tx.run(putPassword, { id: memberId, is })) === 0)
        throw gone();
      await dropResets(tx, memberId, 'all');
      const ended = await tx.rows(endSessionsExcept, { memberId, keep: NONE, at });
      await notify(tx, mailing, { memberId, name, notice: 'password-changed', now: at });
      const sessions = ended.map(({ id }) => id);
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: publicId, sessions } });
    });
    wake.ring();
    return { name };
  };
