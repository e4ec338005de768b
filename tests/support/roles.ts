// Members of tests are made with their roles, as they stood in databases before the log knew of roles.
import type { Chance, Clock } from '../../src/base/time.ts';
import type { Database } from '../../src/db/database.ts';
import { command } from '../../src/db/statement.ts';
import type { Wake } from '../../src/events/wake.ts';
import { logEarlierRoles } from '../../src/forum/moderation/log-earlier-roles.ts';
import { operator } from '../../src/forum/policy/actor.ts';

/** As schema/0027-roles.ts leaves it where anybody has a role. */
const due = command()((db) =>
  db
    .insertInto('setting')
    .values({ name: 'moderation.roles-before', value: 'due' })
    .onConflict((oc) => oc.doNothing()),
);

/** From now on the log says who has which role. */
export const logRoles = async (needs: {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
}): Promise<void> => {
  await needs.db.write(async (tx) => tx.run(due, {}));
  await logEarlierRoles(needs)(operator);
};
