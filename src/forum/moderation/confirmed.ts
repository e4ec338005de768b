// What was done by itself is confirmed where an action of a person that has it as its target stands (confirm-action.ts).
import { sql } from 'kysely';

/** @param action the column with its number */
export const unconfirmed = (action: 'action.number' | 'measure.action') =>
  sql<boolean>`not exists (select yes.number from action as yes
    inner join measure as stands on stands.action = yes.number where yes.target = ${sql.ref(action)})`;
