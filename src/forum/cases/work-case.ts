// What verbs on a case share: it is there for whoever asks, nobody was faster, and the lease is theirs.
import { Refusal } from '../../base/errors.ts';
import type { Reader } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import type { Capability } from '../policy/duties.ts';
import { may } from '../policy/may.ts';
import { type Case, findCase, isOpen } from './case-store.ts';

const noCase = () => new Refusal('not-found', 'There is no such case, or not for you.');
export const changed = () => new Refusal('conflict', 'Somebody changed this case at the same time. Read it again.');

/** Nobody moderates themselves, or learns who reported them. */
export const concerns = ({ person }: Pick<Case, 'person'>, actor: Actor): boolean =>
  actor.kind === 'member' && person.startsWith(`${actor.publicId}@`);

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`: also where the case is of a place that they don't moderate */
export const caseFor = async (reader: Reader, actor: Actor, id: string, capability: Capability): Promise<Case> => {
  may(actor, { do: 'moderate', can: capability });
  const found = await findCase(reader, id);
  if (!found || !can(actor, 'see-cases', found.scope) || concerns(found, actor)) throw noCase();
  // What was escalated is for those who moderate the whole instance.
  const scope = found.escalated && capability !== 'see-cases' ? 'instance' : found.scope;
  may(actor, { do: 'moderate', can: capability, scope });
  return found;
};

/** @param version as the moderator read it @throws Refusal `conflict` */
export const checkVersion = (found: Case, version: number): void => {
  if (found.version !== version) throw changed();
};

export const memberIdOf = (actor: Actor): number | null => (actor.kind === 'member' ? actor.memberId : null);

/** Whether somebody else has it to themselves now. */
export const isTaken = (found: Case, actor: Actor, now: number): boolean =>
  found.state === 'claimed' && (found.claimed_until ?? 0) > now && found.claimed_by !== memberIdOf(actor);

/** The operator needs no lease. @throws Refusal `conflict` */
export const checkLease = (found: Case, actor: Actor, now: number): void => {
  if (!isOpen(found.state)) throw new Refusal('conflict', 'This case is decided. It opens again with an appeal.');
  if (isTaken(found, actor, now)) throw new Refusal('conflict', 'Another moderator works on this case.');
  const mine = found.state === 'claimed' && (found.claimed_until ?? 0) > now;
  if (actor.kind === 'member' && !mine)
    throw new Refusal('conflict', 'Claim the case first: two who decide at once undo each other’s work.');
};
