// Rows of brakes: one for each place and instance whose members ever had one there. Whether it is on now, and which action carries
// what it holds, the log says.
import type { Reader, Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { findAction } from '../moderation/action-store.ts';
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
const lengthen = command<{ before: number; action: number; until: number }>()((db, p) =>
  db
    .updateTable('place_brake')
    .set((eb) => ({
      action: p.action,
      until_at: eb.case().when('until_at', '<', p.until).then(p.until).else(eb.ref('until_at')).end(),
    }))
    .where('action', '=', p.before),
);

export const putBrake = async (tx: Writer, brake: Brake): Promise<void> => {
  await tx.run(put, brake);
};

/** A person confirmed it: theirs is the action that carries what it holds from now on. */
export const extendBrake = async (tx: Writer, before: number, action: number, until: number): Promise<void> => {
  await tx.run(lengthen, { before, action, until });
};

export type StandingBrake = { readonly action: number; readonly until: number; readonly automatic: boolean };

/** The brake as it is on now: by a person's confirmation, or, where that was undone, by what it confirmed. Undefined: it is off. */
export const standingBrake = async (
  reader: Reader,
  row: { action: number; until_at: number },
  now: number,
): Promise<StandingBrake | undefined> => {
  for (let number: number | null = row.until_at > now ? row.action : null; number !== null; ) {
    const action = await findAction(reader, number);
    if (!action) return undefined;
    const until = Math.min(action.until_at ?? row.until_at, row.until_at);
    if (until > now && (await hasEffect(reader, action, now)) && !(await isReversed(reader, action, now)))
      return { action: number, until, automatic: action.automatic === 1 };
    number = action.target;
  }
  return undefined;
};
