// An invitation ends before its time: by whoever made it, or an admin. Who came in by it stays on record.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { endAnyInvitation, endInvitationOf } from './invitation-store.ts';
import { PUBLIC_ID } from './secret.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `unauthenticated`, `not-found`: no such invitation of theirs, or it ended before */
export const endInvitation =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, publicId: string): Promise<void> => {
    // One's own: also after the setting changed who may invite.
    may(actor, { do: 'invite', invitations: 'members' });
    await db.write(async (tx) => {
      const now = clock.now();
      const own = actor.kind === 'member' && actor.role !== 'admin';
      const ended = !PUBLIC_ID.test(publicId)
        ? 0
        : own
          ? await tx.run(endInvitationOf, { publicId, memberId: actor.memberId, now })
          : await tx.run(endAnyInvitation, { publicId, now });
      if (ended === 0) throw new Refusal('not-found', 'There is no such invitation, or it ended before.');
      await appendEvent(tx, { kind: 'invitation.changed', at: now, data: { invitation: publicId } });
    });
    wake.ring();
  };
