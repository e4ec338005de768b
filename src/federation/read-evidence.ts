// What proves that an origin said two things at once, as people read it: the names and hashes of both.
import type { Reader } from '../db/database.ts';
import { query } from '../db/statement.ts';
import { openEnvelope } from '../journal/envelope.ts';
import { openEpoch } from '../journal/epoch-statement.ts';

/** Something that was signed. `name`: of an entry `42@greens.example`; of the statement of an epoch null. Times are ISO. */
export type Signed = { name: string | null; type: string; hash: string; at: string };

export type EvidenceView = {
  epoch: number;
  /** The entry from which on the journal is disputed. */
  name: string;
  /** When it came to be known here. */
  at: string;
  first: Signed;
  second: Signed;
};

/** A liar may have said any number of things twice; the first ones tell enough. */
const MOST = 10;

const lowest = query<{ coalition: string; origin: string; limit: number }>()((db, p) =>
  db
    .selectFrom('evidence')
    .innerJoin('journal', 'journal.id', 'evidence.journal_id')
    .selectAll('evidence')
    .where('journal.coalition', '=', p.coalition)
    .where('journal.origin', '=', p.origin)
    .orderBy('evidence.epoch')
    .orderBy('evidence.seq')
    .limit(p.limit),
);

const readSigned = (compact: string): Signed | undefined => {
  const entry = openEnvelope(compact);
  if (entry.ok) {
    const { seq, origin, type, at } = entry.payload;
    return { name: `${seq}@${origin}`, type, hash: entry.hash, at };
  }
  const statement = openEpoch(compact);
  return statement.ok ? { name: null, type: 'epoch', hash: statement.hash, at: statement.payload.at } : undefined;
};

/** The lowest numbers first, at most 10. */
export const readEvidence = async (reader: Reader, coalition: string, origin: string): Promise<EvidenceView[]> => {
  const rows = await reader.all(lowest, { coalition, origin, limit: MOST });
  return rows.flatMap(({ epoch, seq, at, first, second }) => {
    const [one, other] = [readSigned(first), readSigned(second)];
    if (!one || !other) return [];
    return [{ epoch, name: `${seq}@${origin}`, at: new Date(at).toISOString(), first: one, second: other }];
  });
};
