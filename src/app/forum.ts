// The forum, built: its verbs and reads, each with the few things that it needs.
import { createBoard } from '../forum/boards/create-board.ts';
import { deletePost as deleteBoardPost } from '../forum/boards/delete-post.ts';
import { editBoard } from '../forum/boards/edit-board.ts';
import { editPost as editBoardPost } from '../forum/boards/edit-post.ts';
import { moveThread } from '../forum/boards/move-thread.ts';
import { postReply as replyOnBoard } from '../forum/boards/post-reply.ts';
import { startThread as startBoardThread } from '../forum/boards/start-thread.ts';
import { votePost as voteOnBoard } from '../forum/boards/vote-post.ts';
import { createAccessTokens } from '../forum/identity/access-token.ts';
import { changePassword } from '../forum/identity/change-password.ts';
import { changeProfile } from '../forum/identity/change-profile.ts';
import { createAdmin, createFirstAdmin } from '../forum/identity/create-admin.ts';
import { endSession } from '../forum/identity/end-session.ts';
import { endSessions } from '../forum/identity/end-sessions.ts';
import { openFirstRun } from '../forum/identity/first-run.ts';
import { listMembers } from '../forum/identity/list-members.ts';
import { listSessions } from '../forum/identity/list-sessions.ts';
import { readMember } from '../forum/identity/read-member.ts';
import { refreshSession } from '../forum/identity/refresh-session.ts';
import { createSecondSteps } from '../forum/identity/second-step.ts';
import { setRole } from '../forum/identity/set-role.ts';
import { signIn } from '../forum/identity/sign-in.ts';
import { createSignInBrake } from '../forum/identity/sign-in-brake.ts';
import { describeInstance } from '../forum/instance/describe-instance.ts';
import { createScreen } from '../forum/moderation/screen.ts';
import { deletePost as deletePlankPost } from '../forum/planks/delete-post.ts';
import { editPost as editPlankPost } from '../forum/planks/edit-post.ts';
import { eraseMember } from '../forum/planks/erase-member.ts';
import { createHeldTable } from '../forum/planks/held.ts';
import { postReply as replyOnPlank } from '../forum/planks/post-reply.ts';
import { redescribeMember } from '../forum/planks/redescribe-member.ts';
import { rerankThreads } from '../forum/planks/rerank-threads.ts';
import type { PlankNeeds } from '../forum/planks/speak.ts';
import { startThread as startPlankThread } from '../forum/planks/start-thread.ts';
import { tallyVotes } from '../forum/planks/tally-votes.ts';
import { votePost as voteOnPlank } from '../forum/planks/vote-post.ts';
import { createForumReads } from '../forum/threads/forum-reads.ts';
import { createFeedReads } from '../forum/threads/read-feed.ts';
import { buildAccounts } from './accounts.ts';
import { buildAdvice } from './advice.ts';
import { buildAutomation } from './automation.ts';
import { buildCases } from './cases.ts';
import { buildComingIn } from './coming-in.ts';
import type { Core } from './core.ts';
import { buildModeration } from './moderation.ts';
import { buildNotifications } from './notifications.ts';
import { buildOwnData } from './own-data.ts';
import { buildPasskeys } from './passkeys.ts';
import { buildReading } from './reading.ts';
import { screenersOf } from './screeners.ts';
import { buildWriting } from './writing.ts';

/** @param checkClock throws while the clock of this instance cannot be trusted */
export const buildForum = (core: Core, checkClock: () => void) => {
  const { db, config } = core;
  const attempts = createSignInBrake(config.signInLimit);
  const mailing = { on: config.mail !== undefined, origin: core.origin, publicUrl: core.publicUrl };
  const identity = { ...core, attempts, mailing, registration: config.registration };
  const steps = createSecondSteps(identity);
  const planks: PlankNeeds = { ...core, checkClock };
  const screen = createScreen(core, screenersOf(core));
  /** What makes posts of what was put aside. */
  const posting = {
    boards: { startThread: startBoardThread(core), postReply: replyOnBoard(core) },
    planks: { startThread: startPlankThread(planks), postReply: replyOnPlank(planks) },
  };
  const moderation = buildModeration(core, posting);
  const held = createHeldTable({ read: db.read, origin: core.origin, facts: core.facts });
  return {
    held,
    ...buildReading(core),
    ...buildAutomation(core),
    ...buildNotifications(core),
    feeds: createFeedReads(core),
    reads: createForumReads({ db, origin: core.origin, heldBy: held }),
    verbs: {
      boards: {
        startThread: startBoardThread({ ...core, screen }),
        postReply: replyOnBoard({ ...core, screen }),
        editPost: editBoardPost(core),
        deletePost: deleteBoardPost(core),
        votePost: voteOnBoard(core),
      },
      planks: {
        startThread: startPlankThread({ ...planks, screen }),
        postReply: replyOnPlank({ ...planks, screen }),
        editPost: editPlankPost(planks),
        deletePost: deletePlankPost(planks),
        votePost: voteOnPlank(core),
      },
    },
    ...buildWriting(core),
    moderation,
    ...buildCases(core),
    ...buildAdvice(planks),
    moveThread: moveThread(core),
    createBoard: createBoard(core),
    editBoard: editBoard(core),
    describeInstance: describeInstance(core),
    eraseMember: eraseMember(planks),
    tallyVotes: tallyVotes(planks),
    rerankThreads: rerankThreads(core),
    redescribeMember: redescribeMember(planks),
    setRole: setRole(identity),
    ...buildOwnData(core, identity, planks, moderation.cover),
    ...buildComingIn(identity),
    accessTokens: createAccessTokens(core),
    createAdmin: createAdmin(identity),
    createFirstAdmin: createFirstAdmin(identity),
    openFirstRun: openFirstRun(core),
    signIn: signIn({ ...identity, steps }),
    secondStep: steps.make,
    refreshSession: refreshSession(identity),
    listSessions: listSessions(identity),
    endSession: endSession(identity),
    endSessions: endSessions(identity),
    readMember: (name: string) => readMember(db.read, name),
    listMembers: listMembers(core),
    changeProfile: changeProfile(identity),
    changePassword: changePassword(identity),
    ...buildAccounts(identity),
    ...buildPasskeys(identity),
  };
};

export type Forum = ReturnType<typeof buildForum>;
