// Rows of advice, as the fold derives them from the journals.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { COUNTED_A_DAY, SHOWN_OF_ONE } from './weigh.ts';

export type AdvisoryRow = Row<'advisory'>;
type Name = { origin: string; seq: number };

type NewAdvisory = Omit<AdvisoryRow, 'withdrawn_seq' | 'place'>;

const put = command<NewAdvisory & { place: number }>()((db, p) =>
  db
    .insertInto('advisory')
    .values({
      origin: p.origin,
      seq: p.seq,
      kind: p.kind,
      subject: p.subject,
      revision: p.revision,
      effect: p.effect,
      reason: p.reason,
      at: p.at,
      until_at: p.until_at,
      human: p.human,
      urgent: p.urgent,
      weighty: p.weighty,
      day: p.day,
      place: p.place,
      withdrawn_seq: null,
    })
    .onConflict((oc) => oc.columns(['origin', 'seq']).doNothing()),
);
const drop = command<Name>()((db, p) =>
  db.deleteFrom('advisory').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const dropAll = command()((db) => db.deleteFrom('advisory'));
const one = query<Name>()((db, p) =>
  db.selectFrom('advisory').selectAll().where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const end = command<Name & { by: number }>()((db, p) =>
  db
    .updateTable('advisory')
    .set({ withdrawn_seq: p.by })
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq)
    .where('withdrawn_seq', 'is', null),
);
const any = query()((db) => db.selectFrom('advisory').select('seq').limit(1));
/** Those that can count, whoever is counted: so many a day of one instance. */
const counting = query<{ subject: string; now: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .selectAll()
    .where('subject', '=', p.subject)
    .where('weighty', '=', sql.lit(1))
    .where('place', '<', sql.lit(COUNTED_A_DAY))
    .where('withdrawn_seq', 'is', null)
    .where('until_at', '>', p.now)
    .orderBy('origin')
    .orderBy('seq'),
);
// A range of the index on subjects: asked for an origin as such, SQLite would go over everything that this one ever advised.
export const newest = query<{ subject: string; origin: string; now: number; limit: number; last: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .selectAll()
    .where((eb) => eb(eb.refTuple('subject', 'origin', 'seq'), '>', eb.tuple(p.subject, p.origin, sql.lit(0))))
    .where((eb) => eb(eb.refTuple('subject', 'origin', 'seq'), '<=', eb.tuple(p.subject, p.origin, p.last)))
    .where('withdrawn_seq', 'is', null)
    .where('until_at', '>', p.now)
    .orderBy('subject', 'desc')
    .orderBy('origin', 'desc')
    .orderBy('seq', 'desc')
    .limit(p.limit),
);
type InDay = Name & { day: number };
type What = Pick<AdvisoryRow, 'origin' | 'subject' | 'effect' | 'reason' | 'revision'> & { now: number };
const same = query<Omit<What, 'revision'>>()((db, p) =>
  db
    .selectFrom('advisory')
    .select(['origin', 'seq', 'revision'])
    .where('subject', '=', p.subject)
    .where('origin', '=', p.origin)
    .where('effect', '=', p.effect)
    .where('reason', '=', p.reason)
    .where('withdrawn_seq', 'is', null)
    .where('until_at', '>', p.now),
);
const before = query<InDay>()((db, p) =>
  db
    .selectFrom('advisory')
    .select('place')
    .where('weighty', '=', sql.lit(1))
    .where('origin', '=', p.origin)
    .where('day', '=', p.day)
    .where('seq', '<', p.seq)
    .orderBy('seq', 'desc')
    .limit(1),
);
const shiftAfter = (by: 1 | -1) =>
  command<InDay>()((db, p) =>
    db
      .updateTable('advisory')
      .set((eb) => ({ place: eb('place', '+', sql.lit(by)) }))
      .where('weighty', '=', sql.lit(1))
      .where('origin', '=', p.origin)
      .where('day', '=', p.day)
      .where('seq', '>', p.seq),
  );
const shift = { on: shiftAfter(1), back: shiftAfter(-1) };
const subjects = query<{ now: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .select('subject')
    .distinct()
    .where('kind', '=', 'post')
    .where('withdrawn_seq', 'is', null)
    .where('until_at', '>', p.now)
    .orderBy('subject'),
);

const byName = (one: Name, other: Name): number =>
  one.origin === other.origin ? one.seq - other.seq : one.origin < other.origin ? -1 : 1;

export const putAdvisory = async (tx: Writer, row: NewAdvisory): Promise<void> => {
  const inDay = { origin: row.origin, day: row.day, seq: row.seq };
  const last = row.weighty === 1 ? await tx.get(before, inDay) : undefined;
  const added = (await tx.run(put, { ...row, place: last ? last.place + 1 : 0 })) > 0;
  // What came later in the journal was here before it.
  if (added && row.weighty === 1) await tx.run(shift.on, inDay);
};
export const dropAdvisory = async (tx: Writer, { origin, seq }: Name): Promise<boolean> => {
  const row = await tx.get(one, { origin, seq });
  if (!row) return false;
  await tx.run(drop, { origin, seq });
  if (row.weighty === 1) await tx.run(shift.back, { origin, day: row.day, seq });
  return true;
};
export const dropAdvisories = async (tx: Writer): Promise<void> => {
  await tx.run(dropAll, {});
};
export const findAdvisory = async (reader: Reader, { origin, seq }: Name): Promise<AdvisoryRow | undefined> =>
  reader.get(one, { origin, seq });
/** The name of what says the same of the same revision, and stands. */
export const sameAdvice = async (reader: Reader, { revision, ...what }: What): Promise<string | undefined> => {
  const found = (await reader.all(same, what)).find((one) => one.revision === revision);
  return found && `${found.seq}@${found.origin}`;
};
/** @param by the entry that withdraws it */
export const endAdvisory = async (tx: Writer, { origin, seq }: Name, by: number): Promise<boolean> =>
  (await tx.run(end, { origin, seq, by })) > 0;
/** Whether anybody ever advised anything. */
export const anyAdvisory = async (reader: Reader): Promise<boolean> => (await reader.get(any, {})) !== undefined;
/**
 * What stands on a subject, in one order for all: everything that can count, and of each of these instances the newest few. So it has
 * an end, however much somebody advises.
 */
export const advisoriesOn = async (
  reader: Reader,
  subject: string,
  origins: Iterable<string>,
  now: number,
): Promise<AdvisoryRow[]> => {
  const rows = await reader.all(counting, { subject, now });
  const found = new Map(rows.map((row) => [`${row.origin} ${row.seq}`, row]));
  for (const origin of origins)
    for (const row of await reader.all(newest, {
      subject,
      origin,
      now,
      last: Number.MAX_SAFE_INTEGER,
      limit: SHOWN_OF_ONE,
    }))
      found.set(`${row.origin} ${row.seq}`, row);
  return [...found.values()].sort(byName);
};
/** Posts that advice stands on. */
export const advisedPosts = async (reader: Reader, now: number): Promise<string[]> =>
  (await reader.all(subjects, { now })).map(({ subject }) => subject);
