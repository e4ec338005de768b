// What was decided about a member and their posts, for them: what, why, how long, on what basis, and how to appeal. Nobody is
// restricted without finding it here.
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { officeKinds } from '../policy/measures.ts';
import { measureOf } from './measure-store.ts';
import { actionsWithParts } from './read-action.ts';
import { personText } from './resolve-subject.ts';
import { standOf } from './reversed.ts';

const ofPerson = query<{ person: string; below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'subject')
    .where('action_part.action', '<', p.below)
    .where('action.kind', '!=', 'note')
    .orderBy('action_part.action', 'desc')
    .limit(p.limit),
);

/** Milliseconds in which a decision can be appealed. */
export const APPEAL_MS = 183 * 24 * 3_600_000;

/** Times in epoch milliseconds. */
export type Decision = {
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  /** `post b17`; `member` for oneself. */
  readonly subject: string;
  readonly scope: string;
  readonly reason: string;
  readonly rule: string;
  readonly basis: string;
  readonly words: string;
  readonly by: string;
  readonly automatic: boolean;
  readonly until: number | null;
  readonly reviewAt: number | null;
  /** Why it is for good; null where it ends or is reviewed. */
  readonly permanent: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The action that it undoes. */
  readonly target: number | null;
  readonly awaits: string;
  readonly state: 'in-force' | 'over' | 'reversed' | 'pending' | 'said';
  readonly appealUntil: number;
};

type Needs = { db: Pick<Database, 'read'>; clock: Clock; origin: string };

const SAID = new Set<string>(['warning', 'reversal', 'move', 'rejection', 'approval', ...officeKinds]);

/** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const readDecisions =
  ({ db: { read }, clock, origin }: Needs) =>
  async (actor: Actor, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Page<Decision>> => {
    const { publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const now = clock.now();
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor)[2];
    const person = personText({ member: publicId, origin });
    const rows = await read.all(ofPerson, { person, below, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const stands = await standOf(read, shown, now);
    const items: Decision[] = [];
    for (const { row, words } of await actionsWithParts(read, shown)) {
      const measure = await measureOf(read, row.number);
      const stand = stands.get(row.number);
      const state = measure
        ? 'in-force'
        : stand === 'undone'
          ? 'reversed'
          : (stand ?? (SAID.has(row.kind) ? 'said' : 'over'));
      items.push({
        number: row.number,
        at: row.at,
        kind: row.kind,
        subject: row.subject_kind === 'member' ? 'member' : row.subject,
        scope: row.scope,
        reason: row.reason,
        rule: row.rule,
        basis: row.basis,
        words: words.words,
        by: row.alias === null ? row.role : `${row.role} ${row.alias}`,
        automatic: row.automatic === 1,
        until: row.until_at,
        reviewAt: row.review_at,
        permanent: row.permanent === 1 ? words.permanent : null,
        settings: JSON.parse(row.settings),
        target: row.target,
        awaits: row.awaits,
        state,
        appealUntil: row.at + APPEAL_MS,
      });
    }
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items, next: last ? encodeCursor([0, '', last.number]) : null };
  };
