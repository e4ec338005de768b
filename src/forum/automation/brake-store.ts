// Rows of brakes: one for each place and instance whose members ever had one there, with the action that began it. Whether it is on
// now, and which action carries what it holds, the log says: that one, or what confirmed it.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { actionsOn, findAction } from '../moderation/action-store.ts';
import { hasEffect, isReversed } from '../moderation/reversed.ts';

/** `origin`: whose members it is for; '' are those here. */
export type Brake = { place: number; origin: string; from: number; until: number; action: number; caseId: string };

const put = command<Brake>()((db, p) =>
  db
    .insertInto('place_brake')
    .values({
      place_id: p.place,
      origin: p.origin,
      from_at: p.from,
      until_at: p.until,
      action: p.action,
      case_id: p.caseId,
    })
    .onConflict((oc) =>
      oc
        .columns(['place_id', 'origin'])
        .doUpdateSet({ from_at: p.from, until_at: p.until, action: p.action, case_id: p.caseId }),
    ),
);
const lengthen = command<{ action: number; until: number }>()((db, p) =>
  db
    .updateTable('place_brake')
    .set({ until_at: p.until })
    .where('action', '=', p.action)
    .where('until_at', '<', p.until),
);
const until = query<{ action: number }>()((db, p) =>
  db.selectFrom('place_brake').select('until_at').where('action', '=', p.action),
);

export const putBrake = async (tx: Writer, brake: Brake): Promise<void> => {
  await tx.run(put, brake);
};

/** Whether the brake that this action began has not ended, and was not taken off. */
export const isBrakeLeft = async (reader: Reader, action: number, now: number): Promise<boolean> =>
  ((await reader.get(until, { action }))?.until_at ?? now) > now;

/** A person confirmed it until then. */
export const extendBrake = async (tx: Writer, action: number, until: number): Promise<void> => {
  await tx.run(lengthen, { action, until });
};

export type StandingBrake = { readonly action: number; readonly until: number; readonly automatic: boolean };

/** The brake as it is on now: by the confirmation that lasts longest, or by itself. Undefined: it is off. */
export const standingBrake = async (
  reader: Reader,
  row: { action: number; until_at: number },
  now: number,
): Promise<StandingBrake | undefined> => {
  if (row.until_at <= now) return undefined;
  const began = await findAction(reader, row.action);
  const confirming = (await actionsOn(reader, row.action)).filter(({ kind }) => kind === 'bulk');
  let standing: StandingBrake | undefined;
  for (const action of began ? [began, ...confirming] : []) {
    const until = Math.min(action.until_at ?? row.until_at, row.until_at);
    if (until <= now || (action.automatic === 0 && standing?.automatic === false && until <= standing.until)) continue;
    if ((await hasEffect(reader, action, now)) && !(await isReversed(reader, action, now)))
      standing = { action: action.number, until, automatic: action.automatic === 1 };
  }
  return standing;
};
