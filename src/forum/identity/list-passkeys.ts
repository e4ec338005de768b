// A member's passkeys.
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { type PasskeyView, passkeysOfMember } from './passkey-store.ts';

/** The oldest first, at most PASSKEYS_PER_MEMBER. */
export const listPasskeys =
  ({ db }: { db: Database }) =>
  async (actor: Actor): Promise<PasskeyView[]> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    return db.read.all(passkeysOfMember, { memberId });
  };
