// What is left when threads and authors were derived anew: advice that counts no more, entries that take effect only now, and what is
// counted of planks.
import { nameOfPost, parseEntryName } from '../../../base/names.ts';
import type { Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { findCounted } from '../../../journal/entry-store.ts';
import { findJournal } from '../../../journal/journal-store.ts';
import { dropAdvisory } from '../../advice/advisory-store.ts';
import { renewAdvice } from '../../advice/renew-advice.ts';
import { againOf, keepCovering } from '../../policy/covering-store.ts';
import { applyEntries, finishFold, stopWaiting } from '../apply/apply-entries.ts';
import { createFold, type Fold, type FoldFacts, findNamed } from '../apply/fold.ts';
import { type Listed, listEntries, namesIn, newestListed } from './names.ts';
import { putTogether } from './thread-again.ts';

type Advisory = { origin: string; seq: number };
const advisoriesAfter = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .select(['origin', 'seq', 'kind', 'subject', 'at', 'withdrawn_seq'])
    .where('at', '>', p.after)
    .orderBy('at')
    .orderBy('origin')
    .orderBy('seq')
    .limit(p.limit),
);
const advisoriesAt = query<{ at: number }>()((db, p) =>
  db
    .selectFrom('advisory')
    .select(['origin', 'seq', 'kind', 'subject', 'at', 'withdrawn_seq'])
    .where('at', '=', p.at)
    .orderBy('origin')
    .orderBy('seq'),
);
const stand = command<Advisory>()((db, p) =>
  db.updateTable('advisory').set({ withdrawn_seq: null }).where('origin', '=', p.origin).where('seq', '=', p.seq),
);

/**
 * Drops advice whose entry counts no more, and lets stand what was withdrawn by one: entries that withdraw it still are applied
 * afterwards. Answers where it goes on; undefined: these were the last.
 */
export const advisoriesAgain = async (
  tx: Writer,
  facts: FoldFacts,
  after: number,
  limit: number,
): Promise<number | undefined> => {
  const rows = await tx.all(advisoriesAfter, { after, limit });
  const last = rows.at(-1);
  if (!last) return undefined;
  // Those of one moment together: where it goes on is a time.
  const all = [...rows.filter(({ at }) => at !== last.at), ...(await tx.all(advisoriesAt, { at: last.at }))];
  const journals = new Map<string, number | undefined>();
  for (const { origin, seq, kind, subject, withdrawn_seq: by } of all) {
    if (!journals.has(origin)) journals.set(origin, (await findJournal(tx, facts.coalition, origin))?.id);
    const journal = journals.get(origin) ?? 0;
    const stays = (await findCounted(tx, journal, seq))?.type === 'advisory.issued';
    if (stays && (by === null || (await findCounted(tx, journal, by))?.type === 'advisory.withdrawn')) continue;
    if (stays) await tx.run(stand, { origin, seq });
    else await dropAdvisory(tx, { origin, seq });
    const key = kind === 'post' ? parseEntryName(subject.slice('post '.length)) : undefined;
    if (key) await renewAdvice(tx, [key], facts.home, facts.now);
  }
  return last.at;
};

/** Whether nothing shows yet what the entry says. */
const isMissing = async (fold: Fold, { entry }: Listed): Promise<boolean> => {
  switch (entry.type) {
    case 'member.described':
    case 'member.erased':
    case 'advisory.issued':
    case 'advisory.withdrawn':
      return true;
    case 'thread.started':
    case 'reply.posted':
      return (await findNamed(fold, nameOfPost(entry))) === undefined;
    default:
      for (const name of namesIn(entry)) if (!(await findNamed(fold, name))) return true;
      return false;
  }
};

/**
 * Applies what has no effect yet: it counts again since an epoch was ended, or waits for something still. No long thread is being put
 * together meanwhile. Answers where it goes on; undefined: these were the last.
 */
export const restAgain = async (
  tx: Writer,
  facts: FoldFacts,
  after: number,
  limit: number,
): Promise<number | undefined> => {
  const { entries: all, next: goesOn } = await listEntries(tx, facts.coalition, after, limit);
  const rows = all.filter(({ counts }) => counts);
  const fold = createFold(tx, facts, true);
  for (const { counts, entry } of all) if (!counts) await stopWaiting(fold, entry);
  // What speaks of such a thread may not even wait for it: all of it comes with its start.
  const rest = { after: 0, to: await newestListed(tx) };
  for (const row of rows) {
    if (row.entry.type !== 'thread.started' || !(await isMissing(fold, row))) continue;
    const name = nameOfPost(row.entry);
    const next = await putTogether(tx, facts, name, rest, limit);
    if (!next) continue;
    await keepCovering(tx, againOf(name), { at: next.to, id: next.after });
    return after;
  }
  const missing: StoredEntry[] = [];
  for (const row of rows)
    if (row.entry.type !== 'thread.started' && (await isMissing(fold, row))) missing.push(row.entry);
  for (const entry of missing) await stopWaiting(fold, entry);
  await applyEntries(fold, missing, true);
  fold.events.length = 0;
  await finishFold(fold);
  return goesOn;
};

const stale = command<{ after: number; to: number }>()((db, p) =>
  db
    .deleteFrom('event')
    .where('id', '>', p.after)
    .where('id', '<=', p.to)
    .where('thread_id', 'is not', null)
    .where(({ eb, not, exists, selectFrom }) =>
      not(exists(selectFrom('thread').select(eb.lit(1).as('one')).whereRef('thread.id', '=', 'event.thread_id'))),
    ),
);
const eventEnd = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb.selectFrom('event').select('id').where('id', '>', p.after).orderBy('id').limit(p.limit).as('some'),
    )
    .select((eb) => eb.fn.max('id').as('to')),
);

/** Drops events that point to rows which are gone. Answers where it goes on; undefined: these were the last. */
export const eventsAgain = async (tx: Writer, after: number, limit: number): Promise<number | undefined> => {
  const to = (await tx.get(eventEnd, { after, limit }))?.to ?? undefined;
  if (to === undefined || to === null) return undefined;
  await tx.run(stale, { after, to });
  return to;
};

const newest = query<{ place: number; listed: 0 | 1 }>()((db, p) =>
  db
    .selectFrom('thread')
    .select((eb) => eb.fn.max('active_at').as('at'))
    .where('place_id', '=', p.place)
    .where('listed', '=', p.listed),
);
const putActive = command<{ id: number; at: number | null }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ active_at: p.at, version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

/** When a plank was last talked on. */
export const activityAgain = async (tx: Writer, { places }: FoldFacts): Promise<void> => {
  for (const id of places.values()) {
    const [one, other] = [
      await tx.get(newest, { place: id, listed: 0 }),
      await tx.get(newest, { place: id, listed: 1 }),
    ];
    const at = Math.max(Number(one?.at ?? 0), Number(other?.at ?? 0));
    await tx.run(putActive, { id, at: at === 0 ? null : at });
  }
};
