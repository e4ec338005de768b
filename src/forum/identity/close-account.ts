// A member leaves: the account is closed at once, and everything that is kept of it goes. What they said on boards and planks
// follows in steps (src/app/leaving.ts): a journal that cannot be written now loses no erasure.
import { Refusal } from '../../base/errors.ts';
import { FORMER_MEMBER } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { keepFormerName } from './former-names.ts';
import { addLeaving, type PostsOfLeaver } from './leaving-store.ts';
import { accountById, holdAdmins, nameHeld } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  /** Deletes all that other parts of the house keep of a member. */
  forget(tx: Writer, memberId: number): Promise<void>;
};

export type Farewell = { password: string; posts: PostsOfLeaver; address?: string | undefined };

const close = command<{ id: number; was: string; name: string }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({
      name: p.name,
      display_name: FORMER_MEMBER,
      bio: '',
      password_hash: '',
      role: 'member',
      state: 'erased',
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('password_hash', '=', p.was)
    .where('state', '=', 'active'),
);
const renameAuthor = command<{ id: number; name: string }>()((db, p) =>
  db
    .updateTable('author')
    .set({ name: p.name, display_name: FORMER_MEMBER, bio: '' })
    .where('member_id', '=', p.id)
    .where('origin', '=', ''),
);
const dropSecrets = command<{ id: number }>()((db, p) =>
  db
    .deleteFrom('session_secret')
    .where('session_id', 'in', (eb) => eb.selectFrom('session').select('id').where('member_id', '=', p.id)),
);
const dropSessions = command<{ id: number }>()((db, p) => db.deleteFrom('session').where('member_id', '=', p.id));
// Answers that were kept for a second try hold what the member wrote.
const dropAnswers = command<{ id: number }>()((db, p) => db.deleteFrom('idempotency').where('member_id', '=', p.id));

/** A name that nobody has, and nobody can register. */
const formerName = async (tx: Writer, id: number): Promise<string> => {
  let name = `former_${id}`;
  for (let more = 1; await tx.get(nameHeld, { name }); more++) name = `former_${id}${String(more).padStart(4, '0')}`;
  return name;
};

/**
 * Answers the number of the member whose words are to be erased now.
 * @throws Refusal `unauthenticated`, `wrong-credentials` (password), `too-many`, `conflict`: the last admin, or the password
 * was changed meanwhile
 */
export const closeAccount =
  (needs: Needs) =>
  async (actor: Actor, input: Farewell): Promise<number> => {
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const attempt = await needs.attempts.attempt(`password of ${member.name}`, input.address);
    const account = await needs.db.read.get(accountById, { id: member.memberId });
    if (!account || !(await needs.hasher.check(account.passwordHash, input.password)))
      throw new Refusal('wrong-credentials', 'password: this is not your password.', { field: 'password' });
    await attempt.forgive();
    const { id, publicId } = account;
    await needs.db.write(async (tx) => {
      await inTurn(tx, 'name');
      const at = needs.clock.now();
      const admins = await tx.run(holdAdmins, {});
      const now = await tx.get(accountById, { id });
      if (now?.role === 'admin' && admins < 2)
        throw new Refusal('conflict', 'An instance needs an admin: name another one before you leave.');
      await needs.forget(tx, id);
      const name = await formerName(tx, id);
      if (!now || (await tx.run(close, { id, was: account.passwordHash, name })) === 0)
        throw new Refusal('conflict', 'The account was changed meanwhile.');
      await keepFormerName(tx, needs.chance, account.name);
      await tx.run(renameAuthor, { id, name });
      await tx.run(dropSecrets, { id });
      await tx.run(dropSessions, { id });
      await tx.run(dropAnswers, { id });
      await addLeaving(tx, { memberId: id, publicId, posts: input.posts, at });
      await appendEvent(tx, { kind: 'member.left', at, data: { member: publicId } });
    });
    needs.wake.ring();
    return id;
  };
