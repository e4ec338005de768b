// Somebody asks to be let in, and answers the instance's question. Their name waits with them.

import type { RegistrationMode } from '../../base/config.ts';
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { checkAccepts } from '../instance/accept-texts.ts';
import { readInstance } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkText } from './account-rules.ts';
import { applicationLimits, DAY, insertApplication, sweepApplications } from './application-store.ts';
import { refuseForgotten } from './forgotten-names.ts';
import { refuseFormer } from './former-names.ts';
import { loadLook } from './look-alike.ts';
import type { Mailing } from './mail-texts.ts';
import { nameHeld } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { refuseLookAlike } from './refuse-look-alike.ts';
import { checkFirstAddress, checkRegistration, type Registration } from './register.ts';
import { hashSecret, newPublicId, newSecret } from './secret.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  origin: string;
  registration: RegistrationMode;
  mailing?: Mailing;
};

export type Application = Omit<Registration, 'invitation'> & { answer: string };

/** `token`: shown once; whoever holds it may ask how the application stands. */
export type Applied = { id: string; name: string; token: string; at: number; expiresAt: number };

/**
 * @throws Refusal `closed` (the instance takes no applications), `invalid` (name, password, displayName, answer, accepts),
 * `conflict` (the name is taken or waits already; an old version was accepted)
 */
export const apply =
  ({ db, clock, chance, wake, hasher, origin, registration, mailing }: Needs) =>
  async (actor: Actor, input: Application): Promise<Applied> => {
    const settings = await readInstance(db.read, { origin, registration });
    may(actor, { do: 'apply', registration: settings.registration });
    const { name, password, displayName } = checkRegistration(actor, input);
    const answer = checkText('answer', input.answer, { min: 1, max: applicationLimits.answer });
    const email = checkFirstAddress(mailing, input.email) ?? null;
    const accepts = input.accepts ?? {};
    await checkAccepts(db.read, accepts);
    const look = await loadLook();
    const passwordHash = await hasher.hash(password);
    const token = newSecret(chance);
    const publicId = newPublicId(chance);
    const applied = await db.write(async (tx) => {
      await inTurn(tx, 'name');
      if (actor.kind === 'visitor') await refuseForgotten(tx, origin, name);
      const at = clock.now();
      await sweepApplications(tx, at, settings.applicationDays);
      const accepted = await checkAccepts(tx, accepts);
      const expiresAt = at + settings.applicationDays * DAY;
      const inserted = await tx.run(insertApplication, {
        publicId,
        tokenHash: hashSecret(token),
        name,
        displayName,
        passwordHash,
        question: settings.question,
        answer,
        accepts: JSON.stringify(accepted),
        email,
        at,
        expiresAt,
      });
      await refuseFormer(tx, name);
      if (inserted === 0 || (await tx.get(nameHeld, { name })))
        throw new Refusal('conflict', 'name: somebody has this name, or asked for it.', { field: 'name' });
      await refuseLookAlike(tx, look, origin, { name, displayName });
      await appendEvent(tx, { kind: 'application.received', at, data: { application: publicId } });
      return { id: publicId, name, token, at, expiresAt };
    });
    wake.ring();
    return applied;
  };
