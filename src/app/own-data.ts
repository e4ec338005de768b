// A member's own data and the admins' announcements, built.
import { renderMarkup } from '../base/markup.ts';
import { sweepArchives } from '../delivery/archives.ts';
import { keptArchives } from '../forum/identity/archive-store.ts';
import { closeAccount, type Farewell } from '../forum/identity/close-account.ts';
import { findLeaving } from '../forum/identity/leaving-store.ts';
import type { PasswordHasher } from '../forum/identity/password-hasher.ts';
import type { SignInBrake } from '../forum/identity/sign-in-brake.ts';
import { announce, changeAnnouncement, takeAnnouncementBack } from '../forum/instance/announce.ts';
import { type Announcement, announcementsAhead } from '../forum/instance/announcement-store.ts';
import { listAnnouncements, readAnnouncements } from '../forum/instance/read-announcements.ts';
import type { PlankNeeds } from '../forum/planks/speak.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { buildArchives } from './archives.ts';
import type { Core } from './core.ts';
import { buildLeaving } from './leaving.ts';
import { forgetMember } from './member-data.ts';

/** Milliseconds that whoever leaves waits for what they said to be gone; then it goes on without them. */
const PATIENCE = 2_000;

export const buildOwnData = (
  core: Core,
  accounts: { hasher: PasswordHasher; attempts: SignInBrake },
  planks: PlankNeeds,
  cover: () => Promise<void>,
) => {
  const { db, origin, timers } = core;
  const close = closeAccount({ ...core, ...accounts, forget: forgetMember });
  const { dataDir } = core.config;
  const leaving = buildLeaving(core, planks, async () => sweepArchives(dataDir, await keptArchives(db.read)), cover);
  const { make, sweep, ...archives } = buildArchives({ ...core, dataDir });
  const withHtml = (announcement: Announcement) => ({
    ...announcement,
    html: renderMarkup(announcement.text, { origin, from: origin }),
  });
  return {
    async leave(actor: Actor, input: Farewell): Promise<boolean> {
      const memberId = await close(actor, input);
      let cancel = () => {};
      const patience = new Promise<void>((resolve) => {
        cancel = timers.after(PATIENCE, resolve);
      });
      const run = leaving.run();
      run.catch((error) => core.log.error({ err: error }, 'what a member said could not be erased yet'));
      await Promise.race([run.catch(() => {}), patience]);
      cancel();
      return (await findLeaving(db.read, memberId)) === undefined;
    },
    finishLeaving: leaving.run,
    stopLeaving: leaving.stop,
    ...archives,
    makeArchives: make,
    sweepArchives: sweep,
    announce: announce(core),
    changeAnnouncement: changeAnnouncement(core),
    takeAnnouncementBack: takeAnnouncementBack(core),
    readAnnouncements: readAnnouncements(core),
    announcements: async (actor: Actor) => (await readAnnouncements(core)(actor)).map(withHtml),
    /** Those that last and those that will, as pages show them. */
    announcementsAhead: async () => (await announcementsAhead(db.read, core.clock.now())).map(withHtml),
    listAnnouncements: listAnnouncements(core),
    withHtml,
  };
};
