// Filters of a board, a plank, all planks or the instance: made, switched on after their shadow run, changed and dropped.
import { z } from 'zod';
import { invalid, Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newPublicId } from '../identity/secret.ts';
import { demandPlace } from '../moderation/resolve-subject.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { isScope, reasons, SCOPE } from '../policy/measures.ts';
import { addressesIn } from './addresses.ts';
import {
  deleteFilter,
  type Filter,
  findFilter,
  type Hits,
  hasFilter,
  hitsOf,
  insertFilter,
  listAll,
  matchesOf,
  updateFilter,
} from './filter-store.ts';
import { foldPattern } from './match.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake };

export const filterInput = z.object({
  scope: z.string().regex(SCOPE).default('instance').meta({ description: 'instance, planks, board:… or plank:….' }),
  kind: z.enum(['words', 'link']),
  pattern: z.string().min(1).max(200).meta({
    description: 'A word, words that follow each other, or a host with the beginning of a path. No expressions.',
  }),
  effect: z.enum(['hold', 'collapse', 'label']),
  reason: z.enum(reasons).exclude(['other']),
  words: z.string().trim().min(1).max(300).meta({ description: 'To the author; of a label what it says.' }),
});
export type FilterInput = z.input<typeof filterInput>;

export const filterChange = z.object({
  state: z.enum(['shadow', 'on', 'off']).optional(),
  effect: z.enum(['hold', 'collapse', 'label']).optional(),
  words: z.string().trim().min(1).max(300).optional(),
});
export type FilterChange = z.infer<typeof filterChange>;

export type FilterView = {
  id: string;
  scope: string;
  kind: Filter['kind'];
  pattern: string;
  effect: Filter['effect'];
  reason: string;
  words: string;
  state: Filter['state'];
  at: number;
} & Hits;

const NEVER: Hits = { matched: 0, acted: 0 };

const view = (
  { public_id: id, scope, kind, pattern, effect, reason, words, state, at }: Filter,
  hits: Hits = NEVER,
): FilterView => ({
  ...{ id, scope, kind, pattern, effect, reason, words, state, at },
  ...hits,
});
const none = () => new Refusal('not-found', 'There is no such filter, or not for you.');

/** @throws Refusal `invalid` (pattern): there is nothing to look for */
export const foldedPattern = ({ kind, pattern }: Pick<FilterInput, 'kind' | 'pattern'>): string => {
  const folded = foldPattern(kind, pattern);
  if (kind === 'link' && addressesIn(pattern).length > 1) throw invalid('pattern', said`one host in one filter.`);
  if (folded !== undefined) return folded;
  const what = kind === 'link' ? said`must be a host such as shop.example.` : said`must have letters or digits.`;
  throw invalid('pattern', what);
};

/**
 * It begins in shadow: it notes what it would do.
 * @throws Refusal `unauthenticated`, `forbidden`, `invalid` (pattern), `not-found` (scope), `conflict`: there is the same
 */
export const addFilter =
  (needs: Needs) =>
  async (actor: Actor, input: FilterInput, alongside?: Alongside<FilterView>): Promise<FilterView> => {
    const pattern = foldedPattern(input);
    const { scope = 'instance', kind, effect, reason, words } = input;
    const made = await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'set-rules', scope });
      if (isScope(scope)) await demandPlace(tx, scope);
      if (await hasFilter(tx, { scope, kind, pattern, effect }))
        throw new Refusal('conflict', 'pattern: there is a filter that does the same there.', { field: 'pattern' });
      const at = needs.clock.now();
      const id = newPublicId(needs.chance);
      const row = { public_id: id, ...{ scope, kind, pattern, effect, reason, words }, at, changed_at: at };
      await insertFilter(tx, { ...row, state: 'shadow' });
      const answer: FilterView = {
        id,
        ...{ scope, kind, pattern, effect, reason, words, at },
        state: 'shadow',
        ...NEVER,
      };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'filter.changed', at, data: { filter: id } });
      return answer;
    });
    needs.wake.ring();
    return made;
  };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const changeFilter =
  (needs: Needs) =>
  async (actor: Actor, id: string, change: FilterChange): Promise<FilterView> => {
    const changed = await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'set-rules' });
      const found = await findFilter(tx, id);
      if (!found || !can(actor, 'see-cases', found.scope)) throw none();
      may(actor, { do: 'moderate', can: 'set-rules', scope: found.scope });
      const at = needs.clock.now();
      const { state = found.state, effect = found.effect, words = found.words } = change;
      await updateFilter(tx, { id: found.id, state, effect, words, changed_at: at });
      await appendEvent(tx, { kind: 'filter.changed', at, data: { filter: id } });
      return view({ ...found, state, effect, words }, (await hitsOf(tx)).get(found.id));
    });
    needs.wake.ring();
    return changed;
  };

/** What it did stays until it ends or is undone. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const dropFilter =
  (needs: Needs) =>
  async (actor: Actor, id: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'set-rules' });
      const found = await findFilter(tx, id);
      if (!found || !can(actor, 'see-cases', found.scope)) throw none();
      may(actor, { do: 'moderate', can: 'set-rules', scope: found.scope });
      await deleteFilter(tx, found.id);
      await appendEvent(tx, { kind: 'filter.changed', at: needs.clock.now(), data: { filter: id } });
    });
    needs.wake.ring();
  };

/** Those of what they moderate, the newest first. @throws Refusal `unauthenticated`, `forbidden` */
export const listFilters =
  ({ db }: Pick<Needs, 'db'>) =>
  async (actor: Actor): Promise<FilterView[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const hits = await hitsOf(db.read);
    return (await listAll(db.read))
      .filter(({ scope }) => can(actor, 'see-cases', scope))
      .map((filter) => view(filter, hits.get(filter.id)));
  };

const MATCHES = 200;

/** What a filter matched since it is there, the newest first: names, no words. @throws Refusal `not-found` */
export const readMatches =
  ({ db }: Pick<Needs, 'db'>) =>
  async (actor: Actor, id: string): Promise<{ post: string; at: number; acted: boolean }[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const found = await findFilter(db.read, id);
    if (!found || !can(actor, 'see-cases', found.scope)) throw none();
    return (await matchesOf(db.read, found.id, MATCHES)).map(({ post, at, acted }) => ({
      ...{ post, at },
      acted: acted === 1,
    }));
  };
