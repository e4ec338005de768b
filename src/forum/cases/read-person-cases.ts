// The newest cases about one person, for those who moderate where they are.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { type Person, personText } from '../moderation/resolve-subject.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { type CaseView, viewOfCase } from './read-cases.ts';
import { concerns } from './work-case.ts';

const about = query<{ person: string; limit: number }>()((db, p) =>
  db.selectFrom('moderation_case').selectAll().where('person', '=', p.person).orderBy('id', 'desc').limit(p.limit),
);

/** Nobody sees those about themselves. @throws Refusal `unauthenticated`, `forbidden` */
export const readPersonCases =
  ({ db: { read }, clock, origin }: { db: Pick<Database, 'read'>; clock: Clock; origin: string }) =>
  async (actor: Actor, person: Person, limit: number): Promise<CaseView[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const rows = await read.all(about, { person: personText(person), limit });
    const items: CaseView[] = [];
    for (const row of rows)
      if (can(actor, 'see-cases', row.scope) && !concerns(row, actor))
        items.push(await viewOfCase(read, { actor, now: clock.now(), home: origin }, row));
    return items;
  };
