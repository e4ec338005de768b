// Messages between instances, built: what sends them, and what follows from those that come and those that are settled.
import { postMessage } from '../federation/messages/post-message.ts';
import type { Taking } from '../federation/messages/receive-message.ts';
import { type SendNeeds, sendMessages } from '../federation/messages/send-messages.ts';
import { noteAppealSettled, takeAppealOutcome } from '../forum/cases/appeal-elsewhere.ts';
import { PEER_APPEALS_AN_HOUR, takeAppeal } from '../forum/cases/take-appeal.ts';
import {
  noteUndelivered,
  PEER_REPORTS_AN_HOUR,
  takeForwardedReport,
  takeNotice,
  takeOutcome,
  takeSwitched,
} from '../forum/cases/take-messages.ts';
import type { Core } from './core.ts';
import type { Federation } from './federation.ts';

export const buildMessages = (core: Core, federation: Pick<Federation, 'post'>) => {
  const log = core.log.child({ part: 'messages' });
  const taking: Taking = {
    'report.forwarded': { anHour: PEER_REPORTS_AN_HOUR, take: takeForwardedReport(core) },
    'report.outcome': { take: takeOutcome },
    'notice.to-member': { take: takeNotice(core) },
    appeal: { anHour: PEER_APPEALS_AN_HOUR, take: takeAppeal(core) },
    'appeal.outcome': { take: takeAppealOutcome },
    'registration.switched': { take: takeSwitched },
  };
  const settled: SendNeeds['settled'] = async (tx, ended) => {
    await noteUndelivered(tx, ended);
    await noteAppealSettled(tx, ended);
  };
  const send = sendMessages({ ...core, log, post: postMessage(federation.post), settled });
  return {
    receiving: { log, taking },
    /** Sends what is due, in one process at a time. */
    send: (signal: AbortSignal) => core.db.alone('messages', () => send(signal)),
  };
};

export type Messages = ReturnType<typeof buildMessages>;
