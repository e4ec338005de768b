// Folds all journals anew in steps: after a fork, a final statement or a restart, where they are long. Between two steps every thread
// is what its entries give, as they counted before or as they count now; and what comes meanwhile takes effect as always, since the
// fold does not depend on the order. After a crash it goes on where it stood; news of the kind makes it begin anew.
import { nameOfPost } from '../../../base/names.ts';
import type { Reader, Writer } from '../../../db/database.ts';
import { query } from '../../../db/statement.ts';
import { appendEvent } from '../../../events/append.ts';
import { againOf, type Cursor, dropAgain, isCovering, keepCovering, REFOLDING } from '../../policy/covering-store.ts';
import type { FoldFacts } from '../apply/fold.ts';
import { refold } from '../refold.ts';
import { authorsAgain } from './authors-again.ts';
import { listStatements, openSome } from './erasures-again.ts';
import { dropSomeNames, listNames } from './names.ts';
import { activityAgain, advisoriesAgain, eventsAgain, restAgain } from './rest-again.ts';
import { putTogether, threadAgain } from './thread-again.ts';

/** Entries of short journals: they are folded anew with the act itself. */
const AT_ONCE = 200;

const beyond = query<{ coalition: string; limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('entry')
        .innerJoin('journal', 'journal.id', 'entry.journal_id')
        .select('entry.id')
        .where('journal.coalition', '=', p.coalition)
        .limit(p.limit)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count')),
);

/** Stages, in their order; where each begins. */
const stages = ['clear', 'list', 'erasures', 'threads', 'authors', 'advice', 'rest', 'events', 'end'] as const;
type Stage = (typeof stages)[number];
const NEWEST = Number.MAX_SAFE_INTEGER;
const beginning: Readonly<Record<Stage, number>> = {
  ...{ clear: 0, list: 0, erasures: 0, threads: NEWEST, authors: NEWEST, advice: 0, rest: 0, events: 0 },
  end: 0,
};

const at = (stage: Stage): Cursor => ({ at: stages.indexOf(stage), id: beginning[stage] });

/** Begins to fold all anew, or begins anew. */
export const beginRefold = async (tx: Writer): Promise<void> => {
  await dropAgain(tx);
  await keepCovering(tx, REFOLDING, at('clear'));
};

/** All at once where there is little; else begins to. In the transaction that changes what counts. */
export const refoldSoon = async (tx: Writer, facts: FoldFacts): Promise<void> => {
  const many = (await tx.get(beyond, { coalition: facts.coalition, limit: AT_ONCE + 1 }))?.count ?? 0;
  if (many > AT_ONCE) await beginRefold(tx);
  else await refold(tx, facts);
};

export const isRefolding = (reader: Reader): Promise<boolean> => isCovering(reader, REFOLDING);

const threadBefore = query<{ before: number }>()((db, p) =>
  db
    .selectFrom('thread')
    .select(['id', 'origin', 'seq', 'place_id'])
    .where('origin', '!=', '')
    .where('id', '<', p.before)
    .orderBy('id', 'desc')
    .limit(1),
);

const threadsAgain = async (tx: Writer, facts: FoldFacts, before: number, limit: number) => {
  let next = before;
  for (let left = limit; left > 0; ) {
    const thread = await tx.get(threadBefore, { before: next });
    if (!thread) return undefined;
    const { apart, count, next: rest } = await threadAgain(tx, facts, thread, limit);
    left -= Math.max(10, count);
    // The same one once more.
    if (apart) return next;
    next = thread.id;
    if (rest) await keepCovering(tx, againOf(nameOfPost(thread)), { at: rest.to, id: rest.after });
  }
  return next;
};

/** One step of a stage. Answers where in it it goes on; undefined: it is done. */
const stepIn = async (
  tx: Writer,
  facts: FoldFacts,
  stage: Stage,
  from: number,
  limit: number,
): Promise<number | undefined> => {
  switch (stage) {
    case 'clear':
      return (await dropSomeNames(tx, 10 * limit)) ? 0 : undefined;
    case 'list':
      return (await listNames(tx, facts.coalition, 4 * limit)) ? 0 : undefined;
    case 'erasures':
      if (from === 0) await listStatements(tx, facts);
      return (await openSome(tx, limit)) ? 1 : undefined;
    case 'threads':
      return threadsAgain(tx, facts, from, limit);
    case 'authors':
      return authorsAgain(tx, facts, from, Math.ceil(limit / 4));
    case 'advice':
      return advisoriesAgain(tx, facts, from, Math.ceil(limit / 4));
    case 'rest':
      // Long threads are put together first.
      return (await isCovering(tx, againOf(''))) ? from : restAgain(tx, facts, from, limit);
    case 'events':
      return eventsAgain(tx, from, 10 * limit);
    case 'end':
      return (await dropSomeNames(tx, 10 * limit)) ? 0 : undefined;
  }
};

/** Entries, posts or rows in one step: some 20 ms. */
const STEP = 100;

/** @param from the stage, and where in it. Answers where it goes on; undefined: it is done */
export const refoldStep = async (
  tx: Writer,
  facts: FoldFacts,
  from: Cursor,
  step: number,
): Promise<Cursor | undefined> => {
  const limit = Math.min(step, STEP);
  const stage = stages[from.at];
  if (!stage) return undefined;
  // What came since is listed before anything is looked up.
  if (from.at > stages.indexOf('list') && stage !== 'end' && (await listNames(tx, facts.coalition, limit))) return from;
  const next = await stepIn(tx, facts, stage, from.id, limit);
  if (next !== undefined) return { at: from.at, id: next };
  if (stage === 'rest') await activityAgain(tx, facts);
  const following = stages[from.at + 1];
  if (following) return at(following);
  await appendEvent(tx, { kind: 'view.rebuilt', at: facts.now });
  return undefined;
};

/** The rest of a long thread. */
export const againStep = async (
  tx: Writer,
  facts: FoldFacts,
  name: string,
  from: Cursor,
  step: number,
): Promise<Cursor | undefined> => {
  const next = await putTogether(tx, facts, name, { after: from.id, to: from.at }, Math.min(step, STEP));
  return next && { at: next.to, id: next.after };
};
