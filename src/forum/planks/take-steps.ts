// Goes over very many rows, some at a time: whoever writes or reads meanwhile does not wait for it. What is to be done was written down
// with the act that made it necessary, and holds from then on for whatever comes; an old row may be shown for some seconds as it was
// before. So are laid over, or taken off, measures on remote members and peers; so goes what was erased; so posts are shown under another
// name of their author, or with an image that came; so are journals folded anew, and threads ranked for other voters.
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents, type NewEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { renewSomeAdvice } from '../advice/renew-advice.ts';
import type { Actor } from '../policy/actor.ts';
import { renewSomePostsOf } from '../policy/author-layers.ts';
import {
  ADVISING,
  againIn,
  type Covering,
  type Cursor,
  cardsIn,
  erasingIn,
  moveCovering,
  nextCovering,
  RANKING,
  REFOLDING,
  settlingIn,
  shownIn,
  takingIn,
  voterIn,
  wakingIn,
} from '../policy/covering-store.ts';
import { may } from '../policy/may.ts';
import { parseSubject } from '../policy/measures.ts';
import type { Changed } from '../policy/post-layers.ts';
import { renewSomeVotesOf } from '../policy/vote-layers.ts';
import { renewSomeCardsOf } from '../threads/author-store.ts';
import { renewSomeShowing } from '../threads/shown-image.ts';
import { againStep, refoldStep } from './again/refold-step.ts';
import { applyWaiting, finishFold } from './apply/apply-entries.ts';
import { eraseRest } from './apply/erase-rest.ts';
import { createFold, type Fold, type FoldFacts } from './apply/fold.ts';
import { anyWaitingFor } from './apply/waiting-store.ts';
import { wake as wakeWaiting } from './apply/wake.ts';
import { currentCoalition, type FactsReader } from './facts.ts';
import { rankRest } from './rerank-threads.ts';

/** Posts in one step: some 5 ms. */
export const STEP = 200;

/** Entries that are erased in one step: they cost more. */
const ERASED = 50;

/** Measures that take effect, or lose it, in one step. */
const SETTLED = 100;

export type Stepped = {
  changed?: readonly Changed[];
  events?: readonly Omit<NewEvent, 'at'>[];
  next: Cursor | undefined;
};

/** @param parent the number of the action @param tells whether whom it concerns is told */
export type SettleSome = (
  tx: Writer,
  parent: number,
  page: { from: Cursor; limit: number; tells: boolean },
  now: number,
) => Promise<Stepped>;

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  origin: string;
  facts: FactsReader;
  /** Some of what an action of moderation carries: handed in, since nothing here leads to the acts of moderation. */
  settle?: SettleSome;
  /** Lets others have a turn. */
  pause(): Promise<void>;
};

const ofFacts = async (
  tx: Writer,
  { facts }: Pick<Needs, 'facts'>,
  work: (facts: FoldFacts) => Promise<Cursor | undefined>,
): Promise<Stepped> => {
  const coalition = (await currentCoalition(tx))?.coalition;
  return { next: coalition === undefined ? undefined : await work(await facts(tx, coalition)) };
};

/** A step that is a fold. */
const folding = (
  tx: Writer,
  needs: Pick<Needs, 'facts'>,
  work: (fold: Fold) => Promise<Cursor | undefined>,
): Promise<Stepped> =>
  ofFacts(tx, needs, async (facts) => {
    const fold = createFold(tx, facts, true);
    const next = await work(fold);
    await finishFold(fold);
    return next;
  });

/** Those left over wait under the same name still. */
const wakeSome = async (fold: Fold, name: string, from: Cursor): Promise<Cursor | undefined> => {
  const taken = await wakeWaiting(fold, name);
  await applyWaiting(fold, taken);
  return (await anyWaitingFor(fold.tx, name)) ? from : undefined;
};

const stepOver = async (
  tx: Writer,
  needs: Pick<Needs, 'facts' | 'origin' | 'settle'>,
  { subject, from }: Covering,
  step: number,
  now: number,
): Promise<Stepped> => {
  const voter = voterIn(subject);
  if (voter !== undefined) return renewSomeVotesOf(tx, voter, from, step, now);
  const erasing = erasingIn(subject);
  if (erasing) return folding(tx, needs, (fold) => eraseRest(fold, erasing, from, Math.min(step, ERASED)));
  if (subject === REFOLDING) return ofFacts(tx, needs, (facts) => refoldStep(tx, facts, from, step));
  const thread = againIn(subject);
  if (thread !== undefined) return ofFacts(tx, needs, (facts) => againStep(tx, facts, thread, from, step));
  const carrying = settlingIn(subject) ?? takingIn(subject);
  if (carrying !== undefined) {
    const tells = takingIn(subject) !== undefined;
    if (!needs.settle) throw new Error('Nobody settles what actions carry.');
    return needs.settle(tx, Number(carrying), { from, limit: Math.min(step, SETTLED), tells }, now);
  }
  if (subject === ADVISING) return renewSomeAdvice(tx, needs.origin, from, step, now);
  if (subject === RANKING) return ofFacts(tx, needs, (facts) => rankRest(tx, facts, from, step));
  const shown = shownIn(subject);
  if (shown !== undefined) return renewSomeShowing(tx, shown, from, step);
  const waking = wakingIn(subject);
  if (waking !== undefined) return folding(tx, needs, (fold) => wakeSome(fold, waking, from));
  const named = cardsIn(subject);
  if (named) return { next: await renewSomeCardsOf(tx, named, from, step) };
  const author = parseSubject(subject);
  const far = author?.kind === 'remote' || author?.kind === 'peer' ? author : undefined;
  return far ? renewSomePostsOf(tx, far, from, step, now) : { next: undefined };
};

/**
 * Takes one step, and goes on where it stands also after a crash. Answers whether there may be more to do. A measure that is taken,
 * undone or ended meanwhile makes the walk over its subject's posts begin anew.
 */
export const takeStep = ({ db, clock, wake, facts, origin, settle }: Omit<Needs, 'pause'>) => {
  let last = '';
  return async (actor: Actor, step = STEP): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    if (!(await nextCovering(db.read))) return false;
    const done = await db.write(async (tx) => {
      // No entries come in meanwhile, and no measure changes.
      await inTurn(tx, 'journal');
      await inTurn(tx, 'modlog');
      const now = clock.now();
      const covering = await nextCovering(tx, last);
      if (!covering) return undefined;
      const {
        changed = [],
        events = [],
        next,
      } = await stepOver(tx, { facts, origin, ...(settle ? { settle } : {}) }, covering, step, now);
      await moveCovering(tx, covering.subject, covering.from, next);
      await appendEvents(tx, [...changed.map((one) => ({ kind: 'post.changed' as const, ...one })), ...events], now);
      return covering.subject;
    });
    last = done ?? '';
    wake.ring();
    return done !== undefined;
  };
};

/** All steps that there are, until `signal` is aborted. */
export const takeSteps =
  (needs: Needs) =>
  async (actor: Actor, signal?: AbortSignal): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    const some = takeStep(needs);
    while (!signal?.aborted && (await some(actor))) await needs.pause();
  };
