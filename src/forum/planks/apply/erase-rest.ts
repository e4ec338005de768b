// What an erasure names beyond what one transaction takes: the rest, some of it at a time, after the act that erases. What was erased is
// known from the first (journal/erased-store.ts): whatever comes of it from now on comes without content.
import type { Writer } from '../../../db/database.ts';
import { query } from '../../../db/statement.ts';
import { findCounted } from '../../../journal/entry-store.ts';
import { openEnvelope } from '../../../journal/envelope.ts';
import { type Place, rangesBefore } from '../../../journal/erased-store.ts';
import { openErasure } from '../../../journal/erasure-statement.ts';
import { parseRef, type Range } from '../../../journal/records.ts';
import type { Cursor } from '../../policy/covering-store.ts';
import { eraseSomeOf } from './erase.ts';
import type { Fold } from './fold.ts';

const journalOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('journal').select(['id', 'origin']).where('id', '=', p.id),
);
const statementOf = query<{ journal: number; hash: string }>()((db, p) =>
  db.selectFrom('erasure').select('statement').where('journal_id', '=', p.journal).where('hash', '=', p.hash),
);

type Erasing = { journal: number; by: string };

/** What it names; undefined: it counts no more, since a fork cut it off or its key is not to be trusted. */
const namedBy = async (tx: Writer, { journal, by }: Erasing): Promise<readonly Range[] | undefined> => {
  const seq = /^[0-9]+$/.test(by) ? Number(by) : undefined;
  if (seq === undefined) {
    const row = await tx.get(statementOf, { journal, hash: by });
    const opened = row && openErasure(row.statement);
    return opened?.ok ? opened.payload.erases : undefined;
  }
  const entry = await findCounted(tx, journal, seq);
  const opened = entry && openEnvelope(entry.envelope);
  if (!entry || !opened?.ok) return undefined;
  const type = entry.type === 'post.deleted' ? 'post.deleted' : 'member.erased';
  const erases = parseRef(type, opened.payload.ref)?.erases;
  return erases && rangesBefore(erases, seq);
};

/** Answers where it goes on; undefined: all is done. */
export const eraseRest = async (
  fold: Fold,
  erasing: Erasing,
  from: Cursor,
  limit: number,
): Promise<Cursor | undefined> => {
  const journal = await fold.tx.get(journalOf, { id: erasing.journal });
  const ranges = await namedBy(fold.tx, erasing);
  if (!journal || !ranges) return undefined;
  const place: Place = { index: from.at, seq: from.id };
  const { next } = await eraseSomeOf(fold, journal, ranges, place, limit);
  return next && { at: next.index, id: next.seq };
};
