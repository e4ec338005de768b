// Rows of what is in force (schema/0012-moderation.ts), read by what they are on.
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import type { InForce } from './layer.ts';
import type { MeasureKind } from './measures.ts';

export type MeasureRow = Row<'measure'>;

/** The measure as it holds at `now`; undefined once it is over. A hold that ran out goes on as "not reviewed". */
export const inForce = (row: MeasureRow, now: number): InForce | undefined => {
  const over = row.until_at !== null && row.until_at <= now;
  const ended = row.kind === 'hold' && (over || row.ended === 1);
  if (over && !ended) return undefined;
  return {
    action: row.action,
    kind: row.kind as MeasureKind,
    subject: row.subject,
    scope: row.scope,
    from: row.from_at,
    until: row.until_at,
    ended,
    reason: row.reason,
    rule: row.rule,
    role: row.role,
    alias: row.alias,
    automatic: row.automatic === 1,
    parent: row.parent,
    settings: JSON.parse(row.settings),
  };
};

const onSubjects = query<{ subjects: string }>()((db, p, dialect) =>
  db.selectFrom('measure').selectAll().where('subject', 'in', textsOf(dialect, p.subjects)).orderBy('action'),
);

/** What is in force on any of these, by subjectText. */
export const measuresOn = async (reader: Reader, subjects: readonly string[], now: number): Promise<InForce[]> => {
  const rows = await reader.all(onSubjects, { subjects: JSON.stringify(subjects) });
  return rows.map((row) => inForce(row, now)).filter((one) => one !== undefined);
};

const rangeOf = query<{ from: string; to: string }>()((db, p) =>
  db
    .selectFrom('measure')
    .select('subject')
    .distinct()
    .where('subject', '>=', p.from)
    .where('subject', '<', p.to)
    .orderBy('subject'),
);

/** Subjects of a kind that anything is in force on. */
export const subjectsOfKind = async (reader: Reader, kind: string): Promise<string[]> =>
  (await reader.all(rangeOf, { from: `${kind} `, to: `${kind}!` })).map(({ subject }) => subject);

const anyFar = query()((db) =>
  db.selectNoFrom((eb) => [
    eb
      .or([
        eb.exists(
          eb.selectFrom('measure').select('action').where('subject', '>=', 'peer ').where('subject', '<', 'peer!'),
        ),
        eb.exists(
          eb.selectFrom('measure').select('action').where('subject', '>=', 'remote ').where('subject', '<', 'remote!'),
        ),
        eb.exists(eb.selectFrom('post_advice').select('seq')),
      ])
      .as('any'),
  ]),
);

/** Whether anything at all concerns posts of others before anybody has seen them. */
export const anyFromAfar = async (reader: Reader): Promise<boolean> => Boolean((await reader.get(anyFar, {}))?.any);
