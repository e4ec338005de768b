// Lays a measure on a remote member or a peer over all their posts, or takes it off, some at a time: whoever writes or reads meanwhile
// does not wait for it. What the measure says is in the log from the first, and lies over every post that comes; an old one may be
// shown for some seconds as it was before.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { renewSomePostsOf } from '../policy/author-layers.ts';
import { firstCovering, moveCovering } from '../policy/covering-store.ts';
import { may } from '../policy/may.ts';
import { parseSubject } from '../policy/measures.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  /** Lets others have a turn. */
  pause(): Promise<void>;
};

/** Posts in one step: some 5 ms. */
export const STEP = 200;

/**
 * Takes one step, and goes on where it stands also after a crash. Answers whether there may be more to do. A measure that is taken,
 * undone or ended meanwhile makes the walk over its subject's posts begin anew.
 */
export const coverSome =
  ({ db, clock, wake }: Omit<Needs, 'pause'>) =>
  async (actor: Actor, step = STEP): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    if (!(await firstCovering(db.read))) return false;
    const more = await db.write(async (tx) => {
      // No entries come in meanwhile, and no measure changes.
      await inTurn(tx, 'journal');
      await inTurn(tx, 'modlog');
      const now = clock.now();
      const covering = await firstCovering(tx);
      if (!covering) return false;
      const subject = parseSubject(covering.subject);
      const far = subject?.kind === 'remote' || subject?.kind === 'peer' ? subject : undefined;
      const some = far && (await renewSomePostsOf(tx, far, covering.from, step, now));
      await moveCovering(tx, covering.subject, covering.from, some?.next);
      const changed = some?.changed ?? [];
      await appendEvents(
        tx,
        changed.map((one) => ({ kind: 'post.changed' as const, ...one })),
        now,
      );
      return true;
    });
    wake.ring();
    return more;
  };

/** All steps that there are, until `signal` is aborted. */
export const coverAll =
  (needs: Needs) =>
  async (actor: Actor, signal?: AbortSignal): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    const some = coverSome(needs);
    while (!signal?.aborted && (await some(actor))) await needs.pause();
  };
