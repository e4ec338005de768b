// Another name for a passkey.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { checkPasskeyName } from './add-passkey.ts';
import { type PasskeyView, renamePasskey as putName } from './passkey-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export const noSuchPasskey = () => new Refusal('not-found', 'id: you have no such passkey.', { field: 'id' });

/** @throws Refusal `invalid` (name), `not-found` */
export const renamePasskey =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, input: { id: string; name: string }): Promise<PasskeyView> => {
    const { memberId, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const name = checkPasskeyName(input.name);
    const passkey = await db.write(async (tx) => {
      const [renamed] = await tx.rows(putName, { id: input.id, memberId, name });
      if (!renamed) throw noSuchPasskey();
      await appendEvent(tx, { kind: 'account.changed', at: clock.now(), data: { member: publicId } });
      return renamed;
    });
    wake.ring();
    return passkey;
  };
