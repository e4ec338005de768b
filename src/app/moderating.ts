// What runs of moderation besides answering: measures end, posts are let go, cases are tidied up, peers are told.
import { onceATurn } from '../events/wake.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Core } from './core.ts';
import type { Forum } from './forum.ts';
import type { Jobs } from './jobs.ts';
import type { Messages } from './messages.ts';

/** How often, in milliseconds. */
const usual = {
  /** Measures that are over are told and tidied up so soon; reads do not wait for it. */
  measures: 1_000,
  /** Leases that lapsed, cases that are done with. */
  cases: 30_000,
  /** Looks whether a message to a peer is due; one that was queued goes at once. */
  messages: 5_000,
};

type Built = Pick<Forum, 'moderation' | 'advice' | 'automation' | 'cases'>;

export const runModerating = (
  { db, wake, timers }: Pick<Core, 'db' | 'wake' | 'timers'>,
  jobs: Jobs,
  forum: Built,
  messages: Pick<Messages, 'send'>,
  often = usual,
) => {
  const settle = async (): Promise<void> => {
    await forum.moderation.settling.settle(operator);
    await forum.moderation.releaseAll(operator);
    await forum.advice.reinstateEnded();
  };
  jobs.every(often.measures, 'measures', () => db.alone('measures', settle));
  wake.listen(onceATurn(timers, () => void forum.moderation.settling.look().catch(() => {})));
  jobs.run('automation', forum.automation.watch);
  jobs.run('remote notices', forum.cases.tellRemote);
  jobs.every(often.cases, 'cases', forum.cases.tidy);
  return { hurry: jobs.every(often.messages, 'messages', messages.send) };
};
