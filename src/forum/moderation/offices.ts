// What follows from the log for who has which role and moderates what. Pure.
import type { Role } from '../../db/tables.ts';
import type { Capability, Duty } from '../policy/duties.ts';
import type { Settings } from '../policy/measures.ts';

/** An appointment, a dismissal, a grant or a revocation that stands. `settings`: as the row keeps them. */
export type Office = {
  readonly number: number;
  readonly kind: string;
  readonly scope: string;
  readonly settings: string;
};

export const isOfRole = ({ kind }: { kind: string }): boolean => kind === 'appoint' || kind === 'dismiss';

/** `role`: undefined where nothing that stands speaks of it. `by`: the grant that gives a duty. */
export type Offices = { readonly role: Role | undefined; readonly duties: readonly (Duty & { readonly by: number })[] };

/** The last that stands counts: of the role, and in each scope of what is moderated there. */
export const officesOf = (standing: readonly Office[]): Offices => {
  let role: Role | undefined;
  const duties = new Map<string, Duty & { by: number }>();
  for (const one of standing.toSorted((a, b) => a.number - b.number)) {
    const { role: given, capabilities = [] }: Settings = JSON.parse(one.settings);
    if (isOfRole(one)) role = given;
    else if (one.kind === 'revoke') duties.delete(one.scope);
    else duties.set(one.scope, { scope: one.scope, can: capabilities as Capability[], by: one.number });
  }
  return { role, duties: [...duties.values()].toSorted((a, b) => (a.scope < b.scope ? -1 : 1)) };
};

/** As the member's row keeps them. */
export const dutiesText = (duties: readonly Duty[]): string | null =>
  duties.length > 0 ? JSON.stringify(duties.map(({ scope, can }) => ({ scope, can }))) : null;
