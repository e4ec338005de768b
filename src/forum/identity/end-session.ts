// Sign out: here, or on another device. It acts at once, since session and standing are read on each request.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { PUBLIC_ID } from './secret.ts';
import { endSessionById, endSessionOfMember } from './session-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/**
 * Ends the session with this id, or without one the session that the actor came with.
 * @throws Refusal `not-found`: no such session of this member, or it ended before
 */
export const endSession =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, { id }: { id?: string | undefined }): Promise<void> => {
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    await db.write(async (tx) => {
      const at = clock.now();
      const [session] =
        id === undefined
          ? await tx.rows(endSessionById, { id: member.sessionId, at })
          : PUBLIC_ID.test(id)
            ? await tx.rows(endSessionOfMember, { id, memberId: member.memberId, at })
            : [];
      if (!session) throw new Refusal('not-found', 'id: you have no such session.', { field: 'id' });
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: member.publicId, sessions: [session.id] } });
    });
    wake.ring();
  };
