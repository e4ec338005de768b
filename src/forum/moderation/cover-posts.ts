// Lays a measure on a remote member or a peer over all their posts, or takes it off, some at a time: whoever writes or reads meanwhile
// does not wait for it. What the measure says is in the log from the first, and lies over every post that comes; an old one may be
// shown for some seconds as it was before.
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { renewSomePostsOf } from '../policy/author-layers.ts';
import { type Covering, firstCovering, moveCovering, voterIn } from '../policy/covering-store.ts';
import { may } from '../policy/may.ts';
import { parseSubject } from '../policy/measures.ts';
import { renewSomeVotesOf } from '../policy/vote-layers.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  /** Lets others have a turn. */
  pause(): Promise<void>;
};

/** Posts in one step: some 5 ms. */
export const STEP = 200;

const renewSome = async (tx: Writer, { subject, from }: Covering, step: number, now: number) => {
  const voter = voterIn(subject);
  if (voter !== undefined) return renewSomeVotesOf(tx, voter, from, step, now);
  const author = parseSubject(subject);
  const far = author?.kind === 'remote' || author?.kind === 'peer' ? author : undefined;
  return far && renewSomePostsOf(tx, far, from, step, now);
};

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
      const some = await renewSome(tx, covering, step, now);
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
