// What only the pages of the administration ask for, built.
import { renderMarkup } from '../base/markup.ts';
import type { TextKind } from '../db/tables/coming-in.ts';
import { announcementById } from '../forum/instance/announcement-store.ts';
import { newestText } from '../forum/instance/text-store.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { may } from '../forum/policy/may.ts';
import type { Core } from './core.ts';
import { examineRunning } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';

export type Examined = { at: number; findings: readonly Finding[] };

/** One look at a time: whoever asks meanwhile gets its findings too. They are kept until the next, in this process. */
export const createHealth = (core: Core) => {
  let last: Examined | undefined;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    last = { at: core.clock.now(), findings: await examineRunning(core) };
  };
  return {
    last: () => last,
    look(): Promise<void> {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
};

export const buildAdministration = (core: Core) => {
  const { db, origin, config } = core;
  return {
    newestText: async (kind: TextKind) => db.read.get(newestText, { kind }),
    renderText: (text: string) => renderMarkup(text, { origin, from: origin }),
    findAnnouncement: async (actor: Actor, id: number) => {
      may(actor, { do: 'manage-instance' });
      return db.read.get(announcementById, { id });
    },
    health: createHealth(core),
    mailAddress: config.mail?.from.address,
  };
};
