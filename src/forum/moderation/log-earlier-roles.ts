// Once, after an instance learned to keep roles in the log (schema/0027-roles.ts): who had one before gets an entry, by the operator,
// so that the log alone says who has which.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { officeKinds } from '../policy/measures.ts';
import { appointmentOf, BEFORE_THE_LOG } from './appointment.ts';
import type { ActionDraft } from './draft.ts';
import { isOfRole } from './offices.ts';
import { recordActions } from './record-actions.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const DUE = 'moderation.roles-before';
const isDue = query()((db) => db.selectFrom('setting').select('name').where('name', '=', DUE));
const done = command()((db) => db.deleteFrom('setting').where('name', '=', DUE));
const holders = query()((db) =>
  db
    .selectFrom('member')
    .select(['public_id as member', 'role'])
    .where('role', '!=', 'member')
    .where('state', '=', 'active')
    .orderBy('id'),
);
const spokenOf = query()((db) =>
  db
    .selectFrom('action')
    .innerJoin('action_part', 'action_part.action', 'action.number')
    .select(['action.kind', 'action_part.person'])
    .where('action_part.part', '=', 'subject')
    .where('action.kind', 'in', officeKinds),
);

/** One read where there is nothing to do. */
export const logEarlierRoles =
  ({ db, clock, chance, wake, origin }: Needs) =>
  async (actor: Actor): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    if (!(await db.read.get(isDue, {}))) return;
    await db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      if ((await tx.run(done, {})) === 0) return;
      const now = clock.now();
      const logged = new Set((await tx.all(spokenOf, {})).filter(isOfRole).map(({ person }) => person));
      const drafts: ActionDraft[] = (await tx.all(holders, {}))
        .filter(({ member }) => !logged.has(`${member}@${origin}`))
        .map(({ member, role }) => appointmentOf({ by: actor, member, was: 'member', is: role, rule: BEFORE_THE_LOG }));
      if (drafts.length === 0) return;
      const { events } = await recordActions(tx, { chance, origin, now }, drafts);
      await appendEvents(tx, events, now);
    });
    wake.ring();
  };
