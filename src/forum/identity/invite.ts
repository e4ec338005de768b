// Somebody invites: a code with a number of uses and an end. It is shown once; the database keeps its hash.
import type { RegistrationMode } from '../../base/config.ts';
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { readInstance } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkText } from './account-rules.ts';
import { DAY } from './application-store.ts';
import { insertInvitation, openInvitationsOf } from './invitation-store.ts';
import { hashSecret, newPublicId } from './secret.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  registration: RegistrationMode;
};

/** `openOfMember`: invitations of one member that are good at a time; admins may have any number. */
export const invitationLimits = { uses: 1_000, usesOfMember: 10, openOfMember: 10, days: 365, note: 200 } as const;

export type NewInvitation = { uses?: number | undefined; days?: number | undefined; note?: string | undefined };

/** `code`: shown once. Times are epoch milliseconds. */
export type Invited = { id: string; code: string; uses: number; note: string; at: number; expiresAt: number };

const within = (field: string, value: number, most: number): number => {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Refusal('invalid', said`${field}: use a whole number from 1 to ${most}.`, { field });
};

/** @throws Refusal `unauthenticated`, `forbidden`, `invalid` (uses, days, note), `conflict`: too many are open */
export const invite =
  ({ db, clock, chance, wake, origin, registration }: Needs) =>
  async (actor: Actor, input: NewInvitation, alongside?: Alongside<Invited>): Promise<Invited> => {
    const { invitations } = await readInstance(db.read, { origin, registration });
    may(actor, { do: 'invite', invitations });
    const limited = actor.kind === 'member' && actor.role !== 'admin';
    const { uses: most, usesOfMember, openOfMember } = invitationLimits;
    const uses = within('uses', input.uses ?? 1, limited ? usesOfMember : most);
    const days = within('days', input.days ?? 14, invitationLimits.days);
    const note = checkText('note', input.note ?? '', { max: invitationLimits.note });
    const memberId = actor.kind === 'member' ? actor.memberId : null;
    const code = newPublicId(chance);
    const publicId = newPublicId(chance);
    const invited = await db.write(async (tx) => {
      const at = clock.now();
      const expiresAt = at + days * DAY;
      if (limited && memberId !== null) {
        const open = await tx.get(openInvitationsOf, { memberId, now: at });
        if (Number(open?.count ?? 0) >= openOfMember)
          throw new Refusal('conflict', said`You have ${openOfMember} open invitations: end one first.`);
      }
      await tx.run(insertInvitation, { publicId, codeHash: hashSecret(code), memberId, note, uses, at, expiresAt });
      const made = { id: publicId, code, uses, note, at, expiresAt };
      await alongside?.(tx, made);
      await appendEvent(tx, { kind: 'invitation.changed', at, data: { invitation: publicId } });
      return made;
    });
    wake.ring();
    return invited;
  };
