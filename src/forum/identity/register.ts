// Somebody joins: because registration is open, with an invitation, or brought by an admin.

import type { RegistrationMode } from '../../base/config.ts';
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { type Accepts, checkAccepts } from '../instance/accept-texts.ts';
import { readInstance } from '../instance/settings.ts';
import { addAcceptances } from '../instance/text-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkDisplayName, checkName, checkPassword, checkUnreserved } from './account-rules.ts';
import { pendingByName } from './application-store.ts';
import { addFirstAddress, checkMailAddress, noMail } from './ask-to-confirm.ts';
import { refuseForgotten } from './forgotten-names.ts';
import { checkInvitation, spendInvitation } from './invitation-store.ts';
import { loadLook } from './look-alike.ts';
import type { Mailing } from './mail-texts.ts';
import { addMember, type MemberView } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { refuseLookAlike } from './refuse-look-alike.ts';
import { newSecret } from './secret.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  /** Of this instance. */
  origin: string;
  /** Until an admin sets another one. */
  registration: RegistrationMode;
  /** Where this instance sends mail, or may. */
  mailing?: Mailing;
};

export type Registration = {
  name: string;
  password: string;
  displayName?: string | undefined;
  /** The code. */
  invitation?: string | undefined;
  accepts?: Accepts | undefined;
  /** An address of one's own, to be confirmed. */
  email?: string | undefined;
};

/** @throws Refusal `invalid` (name, password, displayName) */
export const checkRegistration = (actor: Actor, input: Registration) => {
  const name = checkName(input.name);
  if (actor.kind !== 'operator') checkUnreserved(name);
  const password = checkPassword(input.password, name);
  return { name, password, displayName: checkDisplayName(input.displayName ?? name) };
};

/** @throws Refusal `unavailable` (no mail here), `invalid` (email) */
export const checkFirstAddress = (mailing: Mailing | undefined, email: string | undefined): string | undefined => {
  if (email === undefined) return undefined;
  if (!mailing?.on) throw noMail();
  return checkMailAddress('email', email);
};

/** Whoever is brought by an admin accepts the texts later. */
const bringsOthers = (actor: Actor): boolean =>
  actor.kind === 'operator' || (actor.kind === 'member' && actor.role === 'admin');

/**
 * @throws Refusal `closed`, `invalid` (name, password, displayName, accepts, email), `conflict` (the name is taken; an old version
 * was accepted), `gone` (the invitation is used up or has ended)
 */
export const register =
  ({ db, clock, chance, wake, hasher, origin, registration, mailing }: Needs) =>
  async (actor: Actor, input: Registration): Promise<MemberView> => {
    const settings = await readInstance(db.read, { origin, registration });
    const code = input.invitation;
    may(actor, { do: 'register', registration: settings.registration, invited: code !== undefined });
    const { name, password, displayName } = checkRegistration(actor, input);
    const address = checkFirstAddress(mailing, input.email);
    const token = newSecret(chance);
    const accepts = bringsOthers(actor) ? undefined : (input.accepts ?? {});
    // Looked at before the hash is made, so that a wrong code costs us nothing; decided with the account.
    if (code !== undefined) await checkInvitation(db.read, code, clock.now());
    if (accepts) await checkAccepts(db.read, accepts);
    const look = await loadLook();
    // Before anybody looks whether the name is taken: the same work for either.
    const passwordHash = await hasher.hash(password);
    const view = await db.write(async (tx) => {
      await inTurn(tx, 'name');
      if (actor.kind === 'visitor') await refuseForgotten(tx, origin, name);
      const at = clock.now();
      const accepted = accepts ? await checkAccepts(tx, accepts) : {};
      if (await tx.get(pendingByName, { name, now: at }))
        throw new Refusal('conflict', 'name: somebody asked for this name.', { field: 'name' });
      const added = await addMember(tx, chance, { name, displayName, passwordHash, role: 'member', at });
      if (actor.kind !== 'operator') await refuseLookAlike(tx, look, origin, { name, displayName });
      await addAcceptances(tx, added.id, accepted, at);
      if (mailing && address !== undefined)
        await addFirstAddress(tx, mailing, { memberId: added.id, name, address, token, now: at });
      const used = code === undefined ? undefined : await spendInvitation(tx, code, added.id, at);
      if (used) {
        const { invitation, member } = used;
        const data = { invitation, joined: added.publicId, ...(member === null ? {} : { member }) };
        await appendEvent(tx, { kind: 'invitation.used', at, data });
      }
      await appendEvent(tx, { kind: 'member.changed', at, data: { member: added.publicId } });
      return added.view;
    });
    wake.ring();
    return view;
  };
