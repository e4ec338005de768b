// Time passes: measures and advice end, reviews are due, and actions whose wait is over take effect. Reads of what is due wait for it (ready), a job does the
// rest: what ends is told and tidied up.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Eventually, Reader, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvents, type NewEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { endAdvice, nextAdviceEnd } from '../advice/renew-advice.ts';
import { nextReviewOf, openReviews } from '../cases/open-reviews.ts';
import { settleRefused } from '../cases/settle-automatic.ts';
import { type Actor, operator } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { ActionRow } from './chain.ts';
import { keepAdmin } from './last-admin.ts';
import { type Effects, endMeasures, nextEndOf, noEffects } from './measure-store.ts';
import type { RecordNeeds } from './record-actions.ts';
import { isApproved, isReversed } from './reversed.ts';
import { eventsOf, takeAllEffect } from './take-effect.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

/** Measures ended, and waits that are over, in one transaction. */
const SLICE = 200;
const CURSOR = 'moderation.waited';

const waited = query<{ from: number; now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    .where('effective_at', 'is not', null)
    .where('effective_at', '>', p.from)
    .where('effective_at', '<=', p.now)
    .where('parent', 'is', null)
    .orderBy('effective_at')
    .orderBy('number')
    .limit(p.limit),
);
const nextWait = query<{ from: number }>()((db, p) =>
  db
    .selectFrom('action')
    .select((eb) => eb.fn.min('effective_at').as('at'))
    .where('effective_at', 'is not', null)
    .where('effective_at', '>', p.from),
);
const cursor = query()((db) => db.selectFrom('setting').select('value').where('name', '=', CURSOR));
const putCursor = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: CURSOR, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

const readCursor = async (reader: Reader): Promise<number> => Number((await reader.get(cursor, {}))?.value ?? 0);

type Told = Omit<NewEvent, 'at'>;

/** Actions whose wait is over by now. All of one time at once: the cursor stands at a time. */
const takeWaited = async (
  tx: Writer,
  needs: RecordNeeds,
  effects: Effects,
): Promise<{ count: number; events: Told[] }> => {
  const { now } = needs;
  const from = await readCursor(tx);
  const rows: ActionRow[] = await tx.all(waited, { from, now, limit: SLICE });
  const last = rows.at(-1)?.effective_at;
  let count = 0;
  const events: Told[] = [];
  if (last === undefined || last === null) return { count, events };
  for (const row of rows) {
    // What was approved before its time has had effect since then.
    if ((await isApproved(tx, row.number)) || (await isReversed(tx, row, now))) continue;
    const carried = await takeAllEffect(tx, row, now, effects);
    count++;
    events.push({ kind: 'action.taken', data: { first: row.number, last: carried } });
    events.push(...(await keepAdmin(tx, needs, row, effects)));
    effects.dismissed.clear();
  }
  await tx.run(putCursor, { value: String(rows.length === SLICE ? last - 1 : last) });
  return { count, events };
};

export type Settle = {
  /** Does all that is due; answers when the next is. */
  settle(actor?: Actor): Promise<void>;
  /** Before a read: nothing to wait for but when something is due by `now`. */
  ready(now?: number): Eventually<void>;
  /** Looks anew when the next is due: after actions were taken, here or by another process. */
  look(): Promise<void>;
};

export const createSettle = (needs: Needs): Settle => {
  const { db, clock, wake } = needs;
  let next = 0;
  let under: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const end = await nextEndOf(db.read);
    const wait = (await db.read.get(nextWait, { from: await readCursor(db.read) }))?.at ?? undefined;
    const weighed = await nextAdviceEnd(db.read);
    const review = await nextReviewOf(db.read);
    next = Math.min(...[end, wait, weighed, review].map((at) => at ?? Number.POSITIVE_INFINITY));
  };

  /** One slice. Answers whether there may be more. */
  const slice = async (actor: Actor): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    const count = await db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = clock.now();
      const effects = noEffects();
      const told = await takeWaited(tx, { ...needs, now }, effects);
      const ended = await endMeasures(tx, now, SLICE, effects);
      const weighed = await endAdvice(tx, needs.origin, now, SLICE);
      for (const changed of weighed.changed) effects.posts.set(changed.postId, changed);
      const reviews = await openReviews(tx, { ...needs, now }, SLICE);
      const over = ended.map(({ action }) => String(action));
      const events: Omit<NewEvent, 'at'>[] = [
        ...eventsOf(effects),
        ...(await settleRefused(tx, effects.refused, { actor, at: now })),
        ...told.events,
        ...reviews.events,
        ...(over.length > 0 ? [{ kind: 'measure.ended' as const, data: { actions: over } }] : []),
      ];
      await appendEvents(tx, events, now);
      return Math.max(told.count, ended.length, weighed.count, reviews.count);
    });
    if (count > 0) wake.ring();
    return count === SLICE;
  };

  const settle = async (actor: Actor = operator): Promise<void> => {
    await look();
    while (next <= clock.now()) {
      const more = await slice(actor);
      await look();
      if (!more && next <= clock.now()) return;
    }
  };

  return {
    look,
    settle,
    ready(now = clock.now()) {
      if (next > now) return undefined;
      under ??= settle().finally(() => {
        under = undefined;
      });
      return under;
    },
  };
};
