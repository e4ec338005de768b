// Members follow the threads that they start or answer, as they chose. It follows the events: nobody's reply waits for it.
import type { Timers } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { readCursor, saveCursor } from '../../events/event-store.ts';
import { followPlainly } from '../../events/follow.ts';
import type { Wake } from '../../events/wake.ts';
import { addFollow, followedThread } from './follow-store.ts';

type Needs = { db: Database; wake: Wake; timers: Timers };

const CURSOR = 'auto-follow';
/** Events that nobody follows anything for: after so many the cursor is saved nonetheless. */
const IDLE = 500;
/** Milliseconds between two batches. */
const REST = 50;

// Only who does not follow the thread yet: in a talk that goes on there is nothing to write.
const toFollow = query<{ from: number; to: number }>()((db, p) =>
  db
    .selectFrom('event')
    .innerJoin('post', 'post.id', 'event.post_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .innerJoin('member', 'member.id', 'author.member_id')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .leftJoin('reading_setting', 'reading_setting.member_id', 'member.id')
    .leftJoin('follow', (join) =>
      join
        .onRef('follow.member_id', '=', 'member.id')
        .on('follow.kind', '=', 'thread')
        .onRef('follow.origin', '=', 'thread.origin')
        .onRef('follow.seq', '=', 'thread.seq'),
    )
    .select((eb) => [
      'member.id as member',
      'thread.origin',
      'thread.seq',
      'event.at',
      'event.kind',
      eb.fn.coalesce('reading_setting.started', eb.val('every' as const)).as('started'),
      eb.fn.coalesce('reading_setting.replied', eb.val('every' as const)).as('replied'),
    ])
    .where('event.id', '>=', p.from)
    .where('event.id', '<=', p.to)
    .where('event.kind', 'in', ['thread.started', 'post.created'])
    .where('member.state', '=', 'active')
    .where('follow.id', 'is', null)
    .orderBy('event.id'),
);

/** What one batch of events does; exported for tests. Doing it again changes nothing. */
export const createAutoFollow = ({ db }: Pick<Needs, 'db'>) => {
  let saved = 0;
  return async (events: readonly { id: number }[]): Promise<void> => {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    const found = await db.read.all(toFollow, { from: first.id, to: last.id });
    const wanted = found.flatMap(({ member, origin, seq, at, kind, started, replied }) => {
      const level = kind === 'thread.started' ? started : replied;
      return level === 'off' ? [] : [{ member, target: followedThread({ origin, seq }), level, at }];
    });
    // Others' posts are many: passing them by again after a restart costs less than a write for each batch now.
    if (wanted.length === 0 && last.id < saved + IDLE) return;
    await db.write(async (tx) => {
      for (const follow of wanted) await addFollow(tx, follow);
      await saveCursor(tx, CURSOR, last.id);
    });
    saved = last.id;
  };
};

/** Settles when `signal` is aborted. */
export const runAutoFollow =
  (needs: Needs) =>
  async (signal: AbortSignal): Promise<void> => {
    const from = (await readCursor(needs.db.read, CURSOR)) ?? 0;
    // While many write, what follows from it shares commits.
    const rest = () => new Promise<void>((resolve) => void needs.timers.after(REST, resolve));
    await followPlainly({ ...needs, from, signal, rest, onBatch: createAutoFollow(needs) });
  };
