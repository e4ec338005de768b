// Posts that are hidden or held, for the few who read them nonetheless: their author, and whoever moderates there.
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { mayUnveil } from '../policy/may.ts';
import type { PlaceName } from '../policy/measures.ts';
import { type PostRow, unveiledCard } from './read-posts.ts';

const memberOf = query<{ author: number }>()((db, p) =>
  db.selectFrom('author').select('member_id').where('id', '=', p.author),
);

/** @param author the number of the author's row */
export const unveils = async (reader: Reader, actor: Actor, place: PlaceName, author: number): Promise<boolean> => {
  if (actor.kind === 'visitor') return false;
  const row = await reader.get(memberOf, { author });
  return mayUnveil(actor, place, row?.member_id ?? null);
};

const none: ReadonlyMap<number, string> = new Map();

/** The cards, with their words, of those rows that are veiled to others and not to this reader. By row id. */
export const unveiledCards =
  ({ db: { read }, origin }: { db: Pick<Database, 'read'>; origin: string }) =>
  async (actor: Actor, place: PlaceName, rows: readonly PostRow[]): Promise<ReadonlyMap<number, string>> => {
    const veiled = rows.filter((row) => row.veiled === 1);
    if (veiled.length === 0) return none;
    const cards = new Map<number, string>();
    for (const row of veiled) {
      if (!(await unveils(read, actor, place, row.author_id))) continue;
      const card = await unveiledCard(read, origin, row.id);
      if (card !== undefined) cards.set(row.id, card);
    }
    return cards;
  };
