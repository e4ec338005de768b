// Another charter is in force, with other voting constituents: the product over them is another for every thread voted on.
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn, numbersOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { type Cursor, keepCovering, RANKING, START } from '../policy/covering-store.ts';
import { may } from '../policy/may.ts';
import { finishFold } from './apply/apply-entries.ts';
import { change, createFold, type FoldFacts } from './apply/fold.ts';
import { keepVoters, votersAt } from './apply/sum-tallies.ts';
import { currentCoalition, type FactsReader } from './facts.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; facts: FactsReader };

const ranked = query()((db) => db.selectFrom('setting').select('value').where('name', '=', 'votes.voters'));
const told = query<{ before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('tally')
    .select('post_id')
    .distinct()
    .where('post_id', '<', p.before)
    .orderBy('post_id', 'desc')
    .limit(p.limit),
);
const tallied = query<{ ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select([
      'post.id',
      'post.thread_id',
      'post.place_id',
      'post.at',
      'post.arrived_at',
      'post.origin',
      'post.seq',
      'thread.origin as thread_origin',
      'thread.seq as thread_seq',
    ])
    .where('post.id', 'in', numbersOf(dialect, p.ids)),
);

/** Some of the posts that votes were told of, the newest first. `next`: where it goes on; undefined: these were the last. */
const rankSome = async (
  tx: Writer,
  facts: FoldFacts,
  from: Cursor,
  limit: number,
): Promise<{ count: number; next: Cursor | undefined }> => {
  const ids = (await tx.all(told, { before: from.id, limit })).map(({ post_id }) => post_id);
  const fold = createFold(tx, facts, false);
  for (const row of await tx.all(tallied, { ids: JSON.stringify(ids) })) {
    const isStart = row.origin === row.thread_origin && row.seq === row.thread_seq;
    const { id, thread_id: threadId, place_id: placeId, at, arrived_at: arrivedAt } = row;
    const post = { id, threadId, placeId, at, arrivedAt, isStart };
    fold.talliedPosts.set(row.id, post);
    change(fold, post);
  }
  await finishFold(fold);
  const last = ids.at(-1);
  return { count: ids.length, next: last !== undefined && ids.length === limit ? { at: 0, id: last } : undefined };
};

/** A step after the first. Answers where it goes on; undefined: it is done. */
export const rankRest = async (
  tx: Writer,
  facts: FoldFacts,
  from: Cursor,
  limit: number,
): Promise<Cursor | undefined> => {
  const { next } = await rankSome(tx, facts, from, limit);
  if (!next) await appendEvent(tx, { kind: 'view.rebuilt', at: facts.now });
  return next;
};

/** Posts that are ranked with the charter's coming into force: some 20 ms. The others follow in steps. */
const AT_ONCE = 200;

/** Answers whether there was anything to do. Cheap when not. @throws Refusal `forbidden` */
export const rerankThreads =
  (needs: Needs) =>
  async (actor: Actor): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    const coalition = (await currentCoalition(needs.db.read))?.coalition;
    if (coalition === undefined) return false;
    const facts = await needs.facts(needs.db.read, coalition);
    const voters = votersAt(facts.versions, facts.now);
    if ((await needs.db.read.get(ranked, {}))?.value === voters.join(' ')) return false;
    await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      await keepVoters(tx, voters);
      const { count, next } = await rankSome(tx, facts, START, AT_ONCE);
      await keepCovering(tx, RANKING, next);
      if (count > 0) await appendEvent(tx, { kind: 'view.rebuilt', at: facts.now });
    });
    needs.wake.ring();
    return true;
  };
