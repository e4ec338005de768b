// The queues of cases, the highest first: all of one, or those of a place, for a reason, about a person, or with an appeal that waits.
// Each is a range of an index of its own.
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { CaseQueue } from '../../db/tables/cases.ts';
import type { Case } from './case-store.ts';

export type CaseRange = { queue: CaseQueue; rank: number; id: number; limit: number };
type Wanted = { scope: string; reason: string; person: string };

const listBy = (...columns: readonly (keyof Wanted)[]) =>
  query<CaseRange & Wanted>()((db, p) => {
    let rows = db.selectFrom('moderation_case').selectAll().where('queue', '=', p.queue);
    for (const column of columns) rows = rows.where(column, '=', p[column]);
    return rows
      .where((eb) => eb(eb.refTuple('rank', 'id'), '<', eb.tuple(p.rank, p.id)))
      .orderBy('rank', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  });

const appealed = query<CaseRange>()((db, p) =>
  db
    .selectFrom('moderation_case')
    .selectAll()
    .where('queue', '=', p.queue)
    .where((eb) => eb(eb.refTuple('rank', 'id'), '<', eb.tuple(p.rank, p.id)))
    // The index has just these.
    .where(sql<boolean>`appeals > 0`)
    .orderBy('rank', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);

/** Exported for tests, which ask the database how it reads them. */
export const caseLists = {
  all: listBy(),
  ofScope: listBy('scope'),
  ofReason: listBy('reason'),
  ofScopeAndReason: listBy('scope', 'reason'),
  ofPerson: listBy('person'),
  appealed,
};

/** Before everything. */
export const FIRST_RANK = { rank: 9_007_199_254_740_991, id: 9_007_199_254_740_991 };

/** Below `rank` and `id`. */
export const listCases = async (
  reader: Reader,
  range: CaseRange,
  { scope, reason }: { scope?: string | undefined; reason?: string | undefined } = {},
): Promise<Case[]> => {
  const wanted = { ...range, scope: scope ?? '', reason: reason ?? '', person: '' };
  if (scope === undefined) return reader.all(reason === undefined ? caseLists.all : caseLists.ofReason, wanted);
  return reader.all(reason === undefined ? caseLists.ofScope : caseLists.ofScopeAndReason, wanted);
};

/** @param person `<opaque id>@<origin>` */
export const casesAbout = async (reader: Reader, range: CaseRange, person: string): Promise<Case[]> =>
  reader.all(caseLists.ofPerson, { ...range, scope: '', reason: '', person });
/** With an appeal that waits. */
export const appealedCases = async (reader: Reader, range: CaseRange): Promise<Case[]> => reader.all(appealed, range);
