// Moderation, built: its verbs and reads, each with the few things that it needs.
import { approveAction } from '../forum/moderation/approve-action.ts';
import { readDecisions } from '../forum/moderation/read-decisions.ts';
import { createModlog } from '../forum/moderation/read-modlog.ts';
import { reverseAction } from '../forum/moderation/reverse-action.ts';
import { createSettle } from '../forum/moderation/settle.ts';
import { type SubjectInput, subjectNamed } from '../forum/moderation/subject-named.ts';
import { takeAction, takeBulk } from '../forum/moderation/take-action.ts';
import type { Actor } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

export const buildModeration = (core: Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin'>) => ({
  takeAction: takeAction(core),
  takeBulk: takeBulk(core),
  reverseAction: reverseAction(core),
  approveAction: approveAction(core),
  subjectNamed: (input: SubjectInput) => subjectNamed(core.db.read, core.origin, input),
  modlog: createModlog(core),
  checkModlog: async (_: Actor): Promise<void> => {},
  decisions: readDecisions(core),
  settling: createSettle(core),
});
