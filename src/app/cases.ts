// Reports, cases and appeals, built; and what of them runs besides answering.
import { appeal } from '../forum/cases/appeal.ts';
import { appealElsewhere } from '../forum/cases/appeal-elsewhere.ts';
import { claimCase, releaseCase } from '../forum/cases/claim-case.ts';
import { closeCase, tidyCases } from '../forum/cases/close-case.ts';
import { decideAppeal } from '../forum/cases/decide-appeal.ts';
import { decideCase } from '../forum/cases/decide-case.ts';
import { forwardCase } from '../forum/cases/forward-case.ts';
import { muteReports, readMutes } from '../forum/cases/mute-reports.ts';
import { noteCase } from '../forum/cases/note-case.ts';
import { readOwnAppeals, readOwnNotes, readOwnReports, readPeerNotices } from '../forum/cases/own-cases.ts';
import { readCase } from '../forum/cases/read-case.ts';
import { readCaseOn } from '../forum/cases/read-case-on.ts';
import { readCases } from '../forum/cases/read-cases.ts';
import { readPersonCases } from '../forum/cases/read-person-cases.ts';
import { reportMember } from '../forum/cases/report-member.ts';
import { reportPost } from '../forum/cases/report-post.ts';
import { tellRemote } from '../forum/cases/tell-remote.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';

export const buildCases = (core: Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin'>) => {
  const tell = tellRemote(core);
  const tidy = tidyCases(core);
  return {
    cases: {
      reportPost: reportPost(core),
      reportMember: reportMember(core),
      list: readCases(core),
      on: readCaseOn(core),
      ofPerson: readPersonCases(core),
      read: readCase(core),
      claim: claimCase(core),
      release: releaseCase(core),
      note: noteCase(core),
      decide: decideCase(core),
      close: closeCase(core),
      forward: forwardCase(core),
      mute: muteReports(core),
      mutes: readMutes(core),
      appeal: appeal(core),
      appealElsewhere: appealElsewhere(core),
      decideAppeal: decideAppeal(core),
      ownReports: readOwnReports(core),
      ownAppeals: readOwnAppeals(core),
      ownNotes: readOwnNotes(core),
      notices: readPeerNotices(core),
      /** Tells members elsewhere, until `signal` is aborted; in one process at a time. */
      tellRemote: (signal: AbortSignal) => core.db.alone('remote notices', () => tell(operator, signal)),
      tidy: () => core.db.alone('cases', () => tidy(operator)),
    },
  };
};
