// A moderator lets an applicant in or not, and says why. Of two who decide at once, one is too late.
import type { RegistrationMode } from '../../base/config.ts';
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { readInstance } from '../instance/settings.ts';
import { addAcceptances } from '../instance/text-store.ts';
import { queueMail } from '../notifications/outbox-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkText } from './account-rules.ts';
import { applicationLimits, applicationToDecide, DAY, decide } from './application-store.ts';
import { addFirstAddress } from './ask-to-confirm.ts';
import { loadLook } from './look-alike.ts';
import { decisionText, type Mailing } from './mail-texts.ts';
import { addMember } from './member-store.ts';
import { refuseLookAlike } from './refuse-look-alike.ts';
import { newSecret, PUBLIC_ID } from './secret.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  registration: RegistrationMode;
  mailing?: Mailing;
};

/** A refusal needs a reason. The applicant reads it. */
export type Decision = { accept: boolean; reason?: string | undefined };

const tooLate = () => new Refusal('conflict', 'This application was decided or has ended.');

/**
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` (reason), `conflict`: it was decided or has ended,
 * or the name went to somebody else
 */
export const decideApplication =
  ({ db, clock, chance, wake, origin, registration, mailing }: Needs) =>
  async (actor: Actor, id: string, input: Decision): Promise<{ name: string; state: 'accepted' | 'refused' }> => {
    may(actor, { do: 'decide-applications' });
    const { accept } = input;
    const reason = checkText('reason', input.reason ?? '', { min: accept ? 0 : 1, max: applicationLimits.reason });
    const { applicationDays } = await readInstance(db.read, { origin, registration });
    const look = await loadLook();
    const token = newSecret(chance);
    const by = actor.kind === 'member' ? actor.memberId : null;
    const state = accept ? 'accepted' : 'refused';
    const decided = await db.write(async (tx) => {
      await inTurn(tx, 'name');
      const at = clock.now();
      const found = PUBLIC_ID.test(id) ? await tx.get(applicationToDecide, { publicId: id }) : undefined;
      if (!found) throw new Refusal('not-found', 'There is no such application.');
      const dropAt = at + applicationDays * DAY;
      if ((await tx.run(decide, { publicId: id, state, by, reason, at, dropAt })) === 0) throw tooLate();
      const { email } = found;
      if (mailing?.on && email !== null)
        await queueMail(tx, { ...decisionText(mailing, found.name, { accept, reason }), to: email, now: at });
      let joined: string | undefined;
      if (accept) {
        const { name, displayName, passwordHash, accepts } = found;
        const added = await addMember(tx, chance, { name, displayName, passwordHash, role: 'member', at });
        await refuseLookAlike(tx, look, origin, { name, displayName });
        await addAcceptances(tx, added.id, JSON.parse(accepts), found.at);
        if (mailing?.on && email !== null)
          await addFirstAddress(tx, mailing, { memberId: added.id, name, address: email, token, now: at });
        joined = added.publicId;
        await appendEvent(tx, { kind: 'member.changed', at, data: { member: joined } });
      }
      const data = { application: id, state, ...(joined === undefined ? {} : { member: joined }) };
      await appendEvent(tx, { kind: 'application.decided', at, data });
      return { name: found.name, state } as const;
    });
    wake.ring();
    return decided;
  };
