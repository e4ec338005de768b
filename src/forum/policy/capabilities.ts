// Roles as capabilities: what a moderator of named boards, of the planks here or of the instance may do, and an admin.
import type { Role } from '../../db/tables.ts';
import type { Actor } from './actor.ts';
import { type Capability, type Duty, MODERATING } from './duties.ts';
import { covers } from './measures.ts';

type Holder = { readonly role: Role; readonly duties?: readonly Duty[] | undefined };

/** Whether role and duties give it everywhere in `scope`. */
export const holds = ({ role, duties }: Holder, capability: Capability, scope: string): boolean => {
  if (role === 'admin') return true;
  if (role === 'moderator' && MODERATING.includes(capability)) return true;
  return duties?.some((duty) => covers(duty.scope, scope) && duty.can.includes(capability)) ?? false;
};

/** Like {@link holds} for who is asking. The operator may all; who is suspended there nothing. */
export const can = (actor: Actor, capability: Capability, scope: string): boolean => {
  if (actor.kind === 'operator') return true;
  if (actor.kind !== 'member') return false;
  if (actor.standing?.some((one) => one.kind === 'suspend' && covers(one.scope, scope))) return false;
  return holds(actor, capability, scope);
};

/** Whether this one may do it anywhere. */
export const canAnywhere = (actor: Actor, capability: Capability): boolean =>
  can(actor, capability, 'instance') ||
  (actor.kind === 'member' && (actor.duties?.some(({ scope }) => can(actor, capability, scope)) ?? false));

/** Whether somebody has any part in moderating: others act on them with two approvals alone. */
export const isStaff = ({ role, duties }: Holder): boolean => role !== 'member' || (duties?.length ?? 0) > 0;
