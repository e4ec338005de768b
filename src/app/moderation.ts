// Moderation, built: its verbs and reads, each with the few things that it needs.
import { realTimers, realWait, type Timers } from '../base/time.ts';
import type { Eventually } from '../db/database.ts';
import { approveAction } from '../forum/moderation/approve-action.ts';
import { grantDuty, listStaff, revokeDuty } from '../forum/moderation/change-duties.ts';
import { checkModlog } from '../forum/moderation/check-modlog.ts';
import { confirmAction } from '../forum/moderation/confirm-action.ts';
import { decideHeld, withdrawHeld } from '../forum/moderation/decide-held.ts';
import { readDeskCounts } from '../forum/moderation/desk-counts.ts';
import { heldFromPeers } from '../forum/moderation/held-from-peers.ts';
import { readApprovers } from '../forum/moderation/read-approvers.ts';
import { readDecisions } from '../forum/moderation/read-decisions.ts';
import { ownHeld, readHeld, waitingHeld } from '../forum/moderation/read-held.ts';
import { createModlog } from '../forum/moderation/read-modlog.ts';
import { readPersonPosts } from '../forum/moderation/read-person-posts.ts';
import { type ReleaseNeeds, releaseAll } from '../forum/moderation/release-held.ts';
import { replayLog } from '../forum/moderation/replay-log.ts';
import { reverseAction } from '../forum/moderation/reverse-action.ts';
import { readUndoableOf, reverseAllOf } from '../forum/moderation/reverse-all.ts';
import { createSettle, type Settle } from '../forum/moderation/settle.ts';
import { type SubjectInput, subjectNamed } from '../forum/moderation/subject-named.ts';
import { takeAction, takeBulk } from '../forum/moderation/take-action.ts';
import { settleSome } from '../forum/moderation/take-effect.ts';
import { readTransparency } from '../forum/moderation/transparency.ts';
import { verifyLog } from '../forum/moderation/verify-log.ts';
import { takeSteps } from '../forum/planks/take-steps.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin' | 'facts'> & { timers?: Timers };
const pauseOf =
  ({ timers = realTimers }: Needs) =>
  () =>
    new Promise<void>((resolve) => void timers.after(0, resolve));
/** What is gone over some rows at a time: measures on remote members and peers, erasures, other names. */
const coverOf = (core: Needs) => {
  const cover = takeSteps({ ...core, settle: settleSome, pause: pauseOf(core) });
  return (signal?: AbortSignal) => cover(operator, signal);
};
/** SQLite lets who waits for its file ask ten times a second. */
const BESIDE_MS = 150;
/** @param posting verbs that make posts without asking whether they may appear */
export const buildModeration = (core: Needs, posting: ReleaseNeeds['posting']) => ({
  grantDuty: grantDuty(core),
  revokeDuty: revokeDuty(core),
  listStaff: listStaff(core),
  decideHeld: decideHeld({ ...core, posting }),
  withdrawHeld: withdrawHeld(core),
  releaseAll: releaseAll({ ...core, posting }),
  ownHeld: ownHeld(core),
  waitingHeld: waitingHeld(core),
  readHeld: readHeld(core),
  deskCounts: readDeskCounts(core),
  heldFromPeers: heldFromPeers(core),
  takeAction: takeAction(core),
  takeBulk: takeBulk(core),
  reverseAction: reverseAction(core),
  approveAction: approveAction(core),
  confirmAction: confirmAction(core),
  subjectNamed: (input: SubjectInput) => subjectNamed(core.db.read, core.origin, input),
  modlog: createModlog(core),
  checkModlog: (actor: Actor) => checkModlog(core.db.read, actor),
  decisions: readDecisions(core),
  settling: createSettle(core),
  cover: coverOf(core),
  /** The same by a process beside the server, which gets its turn between any two steps. */
  coverBeside: () => takeSteps({ ...core, settle: settleSome, pause: () => realWait(BESIDE_MS) })(operator),
  approvers: readApprovers(core),
  personPosts: readPersonPosts(core),
  undoableOf: readUndoableOf(core),
  reverseAllOf: reverseAllOf(core),
  verifyLog: () => verifyLog(core.db.read),
  /** What is due by now is done first: it is not that what differs. */
  async replayLog() {
    await createSettle(core).settle(operator);
    await coverOf(core)();
    return replayLog(core.db.read, core.clock.now());
  },
  transparency: (period: { from: number; to: number }) => readTransparency(core.db.read, period, pauseOf(core)),
});

/** What is due by now is done before a call is answered; where that fails, the call is answered nonetheless. */
export const settleBefore =
  ({ log }: Pick<Core, 'log'>, settling: Settle) =>
  (now: number): Eventually<void> => {
    const due = settling.ready(now);
    return due instanceof Promise ? due.catch((error) => log.error({ err: error }, 'measures could not end')) : due;
  };
