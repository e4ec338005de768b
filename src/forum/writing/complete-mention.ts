// Who may be meant by the beginning of a name: members of this instance, and authors of others who were heard here.
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';

export type Completion = { name: string; origin: string; displayName: string };

type Range = { from: string; to: string; limit: number };
const byName = query<Range>()((db, p) =>
  db
    .selectFrom('author')
    .select(['name', 'origin', 'display_name'])
    .where('name', '>=', p.from)
    .where('name', '<', p.to)
    .orderBy('name')
    .orderBy('origin')
    .limit(p.limit),
);

const MOST = 20;

/** @param beginning of a member's name, at least one character of those that names have */
export const completeMention =
  ({ db, origin: home }: { db: Pick<Database, 'read'>; origin: string }) =>
  async (actor: Actor, beginning: string): Promise<Completion[]> => {
    mayAsMember(actor, { do: 'take-part' });
    // A member who speaks on planks stands there twice: as themselves and as peers know them.
    const range = { from: beginning, to: `${beginning}~`, limit: 2 * MOST };
    const found = new Map<string, Completion>();
    for (const { name, origin, display_name } of await db.read.all(byName, range)) {
      const from = origin || home;
      const known = `${name}@${from}`;
      if (!found.has(known)) found.set(known, { name, origin: from, displayName: display_name });
    }
    return [...found.values()].slice(0, MOST);
  };
