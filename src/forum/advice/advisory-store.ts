// Rows of advice, as the fold derives them from the journals.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type AdvisoryRow = Row<'advisory'>;
type Name = { origin: string; seq: number };

const put = command<Omit<AdvisoryRow, 'withdrawn_seq'>>()((db, p) =>
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
const standing = query<{ subject: string; now: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .selectAll()
    .where('subject', '=', p.subject)
    .where('withdrawn_seq', 'is', null)
    .where('until_at', '>', p.now)
    .orderBy('origin')
    .orderBy('seq'),
);
const earlier = query<Name & { day: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('weighty', '=', 1)
    .where('origin', '=', p.origin)
    .where('day', '=', p.day)
    .where('seq', '<', p.seq),
);
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

export const putAdvisory = async (tx: Writer, row: Omit<AdvisoryRow, 'withdrawn_seq'>): Promise<void> => {
  await tx.run(put, row);
};
export const dropAdvisory = async (tx: Writer, name: Name): Promise<boolean> => (await tx.run(drop, name)) > 0;
export const dropAdvisories = async (tx: Writer): Promise<void> => {
  await tx.run(dropAll, {});
};
export const findAdvisory = async (reader: Reader, { origin, seq }: Name): Promise<AdvisoryRow | undefined> =>
  reader.get(one, { origin, seq });
/** @param by the entry that withdraws it */
export const endAdvisory = async (tx: Writer, { origin, seq }: Name, by: number): Promise<boolean> =>
  (await tx.run(end, { origin, seq, by })) > 0;
/** Whether anybody ever advised anything. */
export const anyAdvisory = async (reader: Reader): Promise<boolean> => (await reader.get(any, {})) !== undefined;
/** What stands on a subject, in one order for all. */
export const advisoriesOn = async (reader: Reader, subject: string, now: number): Promise<AdvisoryRow[]> =>
  reader.all(standing, { subject, now });
/** How many that may count came before it on its day, withdrawn ones too: withdrawing frees no place. */
export const placeInDay = async (reader: Reader, { origin, day, seq }: AdvisoryRow): Promise<number> =>
  Number((await reader.get(earlier, { origin, day, seq }))?.count ?? 0);
/** Posts that advice stands on. */
export const advisedPosts = async (reader: Reader, now: number): Promise<string[]> =>
  (await reader.all(subjects, { now })).map(({ subject }) => subject);
