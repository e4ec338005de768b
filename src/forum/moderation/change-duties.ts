// An admin gives a member something to moderate: named boards, the planks here, or the instance; or takes it back, which takes two.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import { kept } from '../../base/said.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Actor } from '../policy/actor.ts';
import { type Capability, type Duty, MODERATING, parseDuties } from '../policy/duties.ts';
import { may } from '../policy/may.ts';
import type { Scope } from '../policy/measures.ts';
import { type Recorded, recordActions } from './record-actions.ts';
import type { ModerationNeeds } from './take-action.ts';

const byName = query<{ name: string }>()((db, p) =>
  db
    .selectFrom('member')
    .select(['name', 'public_id as publicId', 'role', 'duties'])
    .where('name', '=', p.name)
    .where('state', '=', 'active'),
);
const holders = query()((db) =>
  db
    .selectFrom('member')
    .select(['name', 'role', 'duties'])
    .where('state', '=', 'active')
    .where((eb) => eb.or([eb('role', '!=', 'member'), eb('duties', 'is not', null)]))
    .orderBy('name'),
);

export type StaffView = { name: string; role: 'member' | 'moderator' | 'admin'; duties: readonly Duty[] };

/** `awaits`: what they moderate is as before until then. */
export type DutyChanged = StaffView & Pick<Recorded, 'awaits' | 'effectiveAt'> & { readonly action: number };

export type DutyChange = { readonly name: string; readonly scope: Scope; readonly can?: readonly Capability[] };

/** With no capabilities named: what whoever moderates may do. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const grantDuty =
  (needs: ModerationNeeds) =>
  async (actor: Actor, { name, scope, can = MODERATING }: DutyChange): Promise<DutyChanged> => {
    may(actor, { do: 'manage-instance' });
    return change(needs, actor, 'grant', name, scope, [...can]);
  };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const revokeDuty =
  (needs: ModerationNeeds) =>
  async (actor: Actor, { name, scope }: DutyChange): Promise<DutyChanged> => {
    may(actor, { do: 'manage-instance' });
    return change(needs, actor, 'revoke', name, scope, []);
  };

const change = async (
  needs: ModerationNeeds,
  actor: Actor,
  kind: 'grant' | 'revoke',
  name: string,
  scope: Scope,
  capabilities: readonly Capability[],
): Promise<DutyChanged> => {
  const changed = await needs.db.write(async (tx): Promise<DutyChanged> => {
    await inTurn(tx, 'modlog');
    const now = needs.clock.now();
    const member = MEMBER_NAME.test(name) ? await tx.get(byName, { name }) : undefined;
    if (!member) throw new Refusal('not-found', 'name: nobody here has this name.', { field: 'name' });
    if (kind === 'grant' && capabilities.length === 0)
      throw new Refusal('invalid', 'can: name at least one thing that they may do.', { field: 'can' });
    if (kind === 'revoke' && !parseDuties(member.duties)?.some((duty) => duty.scope === scope))
      throw new Refusal('not-found', 'scope: they were given nothing there.', { field: 'scope' });
    const { actions, events } = await recordActions(tx, { ...needs, now }, [
      {
        by: actor,
        kind,
        subject: { kind: 'member', member: member.publicId },
        scope,
        reason: 'other',
        words: kind === 'grant' ? kept`Given to moderate.` : kept`No longer to moderate.`,
        basis: 'own',
        lasts: { permanent: kept`Until it is changed.` },
        settings: { capabilities },
      },
    ]);
    const row = await tx.get(byName, { name });
    await appendEvents(tx, events, now);
    const { number: action = 0, awaits = '', effectiveAt = null } = actions[0] ?? {};
    return { name, role: member.role, duties: parseDuties(row?.duties ?? null) ?? [], action, awaits, effectiveAt };
  });
  needs.wake.ring();
  return changed;
};

/** Everybody who moderates anything. @throws Refusal `unauthenticated`, `forbidden` */
export const listStaff =
  ({ db }: Pick<ModerationNeeds, 'db'>) =>
  async (actor: Actor): Promise<StaffView[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const rows = await db.read.all(holders, {});
    return rows.map(({ name, role, duties }) => ({ name, role, duties: parseDuties(duties) ?? [] }));
  };
