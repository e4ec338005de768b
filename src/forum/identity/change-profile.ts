// A member's display name and bio. What peers see follows from the event, once the member has posted on a plank.
import { sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { renewCardsOf } from '../threads/author-store.ts';
import { checkBio, checkDisplayName } from './account-rules.ts';
import { loadLook } from './look-alike.ts';
import { accountById, type MemberView } from './member-store.ts';
import { refuseLookAlike } from './refuse-look-alike.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

/** Absent fields stay as they are. */
export type ProfileChange = { displayName?: string | undefined; bio?: string | undefined };

const putProfile = command<{ id: number; displayName: string | null; bio: string | null }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({
      display_name: sql<string>`coalesce(cast(${p.displayName} as text), display_name)`,
      bio: sql<string>`coalesce(cast(${p.bio} as text), bio)`,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('state', '=', 'active')
    .returning(['name', 'display_name as displayName', 'role', 'bio', 'created_at as at']),
);

const putAuthor = command<{ memberId: number; displayName: string; bio: string }>()((db, p) =>
  db
    .updateTable('author')
    .set({ display_name: p.displayName, bio: p.bio })
    .where('member_id', '=', p.memberId)
    .where('origin', '=', '')
    .returning('id'),
);

/** @throws Refusal `invalid` (displayName, bio), `unauthenticated` */
export const changeProfile =
  ({ db, clock, wake, origin }: Needs) =>
  async (actor: Actor, input: ProfileChange): Promise<MemberView> => {
    const { memberId, publicId, role } = mayAsMember(actor, { do: 'take-part' });
    const displayName = input.displayName === undefined ? null : checkDisplayName(input.displayName);
    const bio = input.bio === undefined ? null : checkBio(input.bio);
    const look = displayName === null ? undefined : await loadLook();
    const view = await db.write(async (tx) => {
      const before = await tx.get(accountById, { id: memberId });
      const [member] = await tx.rows(putProfile, { id: memberId, displayName, bio });
      if (!member) throw new Refusal('unauthenticated', 'This account is gone.');
      // What was theirs before stays theirs.
      if (look && member.displayName !== before?.displayName) {
        const wanted = { displayName: member.displayName, memberId, admin: role === 'admin' };
        await refuseLookAlike(tx, look, origin, wanted);
      }
      const [author] = await tx.rows(putAuthor, { memberId, displayName: member.displayName, bio: member.bio });
      if (author && displayName !== null) await renewCardsOf(tx, author.id);
      await appendEvent(tx, { kind: 'member.changed', at: clock.now(), data: { member: publicId } });
      return member;
    });
    wake.ring();
    return view;
  };
