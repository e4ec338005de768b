// Another charter is in force, with other voting constituents: the product over them is another for every thread voted on.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { finishFold } from './apply/apply-entries.ts';
import { change, createFold } from './apply/fold.ts';
import { keepVoters, votersAt } from './apply/sum-tallies.ts';
import { currentCoalition, type FactsReader } from './facts.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; facts: FactsReader };

const ranked = query()((db) => db.selectFrom('setting').select('value').where('name', '=', 'votes.voters'));
const tallied = query()((db) =>
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
    .where('post.id', 'in', (eb) => eb.selectFrom('tally').select('post_id')),
);

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
      const fold = createFold(tx, facts, false);
      const rows = await tx.all(tallied, {});
      for (const row of rows) {
        const isStart = row.origin === row.thread_origin && row.seq === row.thread_seq;
        const { id, thread_id: threadId, place_id: placeId, at, arrived_at: arrivedAt } = row;
        const post = { id, threadId, placeId, at, arrivedAt, isStart };
        fold.talliedPosts.set(row.id, post);
        change(fold, post);
      }
      await finishFold(fold);
      await keepVoters(tx, voters);
      if (rows.length > 0) await appendEvent(tx, { kind: 'view.rebuilt', at: facts.now });
    });
    needs.wake.ring();
    return true;
  };
