// Where somebody sees what waits and what was done: places that their duties name, or everything.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { covers, type Scope } from '../policy/measures.ts';
import { demandPlace } from './resolve-subject.ts';

const planks = query()((db) => db.selectFrom('place').select('slug').where('kind', '=', 'plank'));

/** `planks` means each of them as well as all. */
const withEach = async (reader: Reader, scopes: readonly string[]): Promise<string[]> => {
  if (!scopes.includes('planks')) return [...scopes];
  const each = (await reader.all(planks, {})).map(({ slug }) => `plank:${slug}`);
  return [...new Set([...scopes.filter((scope) => !covers('planks', scope)), 'planks', ...each])];
};

/** That one; with `planks`, each of them, too. @throws Refusal `not-found` (scope) */
export const scopesWithin = async (reader: Reader, scope: Scope): Promise<string[]> => {
  await demandPlace(reader, scope);
  return withEach(reader, [scope]);
};

/**
 * The scopes of what this one sees, as far as it holds in `asked`; undefined: of everything.
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found` (scope)
 */
export const scopesSeen = async (
  reader: Reader,
  actor: Actor,
  asked?: Scope | undefined,
): Promise<string[] | undefined> => {
  may(actor, { do: 'moderate', can: 'see-cases' });
  const duties = actor.kind === 'member' ? (actor.duties ?? []) : [];
  const everywhere = can(actor, 'see-cases', 'instance');
  const own = duties.map(({ scope }) => scope).filter((scope) => can(actor, 'see-cases', scope));
  const seen = everywhere ? undefined : await withEach(reader, own);
  if (asked === undefined) return seen;
  const within = (await scopesWithin(reader, asked)).filter((scope) => seen?.includes(scope) ?? true);
  if (within.length === 0) may(actor, { do: 'moderate', can: 'see-cases', scope: asked });
  return within;
};
