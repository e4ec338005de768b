// Every door of the instance, in one list.

import { version } from '../base/version.ts';
import { describeSelf } from '../federation/describe-self.ts';
import { readPeerHistory } from '../federation/peer-history.ts';
import { readOwnJournal, readPeers } from '../federation/read-peers.ts';
import { listCharterVersions, readCharter } from '../forum/charter/read-charter.ts';
import { checkFirstRun } from '../forum/identity/first-run.ts';
import { readInstanceFacts } from '../forum/instance/instance-facts.ts';
import { searchPosts } from '../forum/search/search-posts.ts';
import { acceptanceRoutes } from '../http/api/acceptances.ts';
import { adviceRoutes } from '../http/api/advice.ts';
import { announcementRoutes } from '../http/api/announcements.ts';
import { appealRoutes } from '../http/api/appeals.ts';
import { applicationRoutes } from '../http/api/applications.ts';
import { automationRoutes } from '../http/api/automation.ts';
import { boardRoutes } from '../http/api/boards.ts';
import { caseRoutes } from '../http/api/cases.ts';
import { charterReadRoutes } from '../http/api/charter.ts';
import { deskRoutes } from '../http/api/desk.ts';
import { emailRoutes } from '../http/api/email.ts';
import { feedRoutes } from '../http/api/feeds.ts';
import { heldRoutes } from '../http/api/held.ts';
import { instanceRoutes } from '../http/api/instance.ts';
import { invitationRoutes } from '../http/api/invitations.ts';
import { meRoutes } from '../http/api/me.ts';
import { memberRoutes } from '../http/api/members.ts';
import { moderationRoutes } from '../http/api/moderation.ts';
import { notificationRoutes } from '../http/api/notifications.ts';
import { ownDataRoutes } from '../http/api/own-data.ts';
import { passkeyRoutes } from '../http/api/passkeys.ts';
import { passwordResetRoutes } from '../http/api/password-resets.ts';
import { peerRoutes } from '../http/api/peers.ts';
import { postRoutes } from '../http/api/posts.ts';
import { readingRoutes } from '../http/api/reading.ts';
import { registrationRoutes } from '../http/api/registrations.ts';
import { reversalRoutes } from '../http/api/reversals.ts';
import { searchRoutes } from '../http/api/search.ts';
import { secondFactorRoutes } from '../http/api/second-factor.ts';
import { sessionRoutes } from '../http/api/sessions.ts';
import { textRoutes } from '../http/api/texts.ts';
import { threadRoutes } from '../http/api/threads.ts';
import { uploadRoutes } from '../http/api/uploads.ts';
import { voteRoutes } from '../http/api/votes.ts';
import { writingRoutes } from '../http/api/writing.ts';
import { blobRoutes } from '../http/federation/blobs.ts';
import { charterRoutes } from '../http/federation/charter.ts';
import { exchangeRoutes } from '../http/federation/exchange.ts';
import { messageRoutes } from '../http/federation/messages.ts';
import { wellKnownRoutes } from '../http/federation/well-known.ts';
import { imageRoutes } from '../http/images.ts';
import type { Live } from '../http/live/live.ts';
import { accountPageRoutes } from '../http/pages/account/account-page-routes.ts';
import { adminRoutes } from '../http/pages/admin/admin-routes.ts';
import { firstRunRoutes } from '../http/pages/admin/first-run-routes.ts';
import { coalitionRoutes } from '../http/pages/coalition/coalition-routes.ts';
import { logoRoutes } from '../http/pages/logo.ts';
import { measurePageRoutes } from '../http/pages/measures/measure-page-routes.ts';
import { moderationPageRoutes } from '../http/pages/moderation/moderation-page-routes.ts';
import type { PageBase } from '../http/pages/page-needs.ts';
import { pageRoutes } from '../http/pages/page-routes.ts';
import { unsubscribeRoutes } from '../http/pages/unsubscribe-routes.tsx';
import type { Route } from '../http/route.ts';
import { buildAdministration } from './administration.ts';
import type { Core } from './core.ts';
import type { Federation } from './federation.ts';
import type { Forum } from './forum.ts';
import type { Messages } from './messages.ts';
import type { BuiltUploads } from './uploads.ts';

export const buildRoutes = (
  core: Core,
  forum: Forum,
  federation: Federation,
  uploads: BuiltUploads,
  messages: Messages,
  live: Live,
  pages: PageBase,
): Route[] => {
  const { config, db, origin, publicUrl } = core;
  const about = { origin, publicUrl, version };
  const instanceFacts = readInstanceFacts({ ...core, registration: config.registration });
  const coalition = {
    readPeers: readPeers(core),
    readOwnJournal: readOwnJournal(core),
    readPeerHistory: readPeerHistory(core),
    readCharter: readCharter(core),
    listCharterVersions: listCharterVersions(core),
  };
  const search = searchPosts(core);
  return [
    ...instanceRoutes({ ...about, ...forum, instanceFacts }),
    ...textRoutes(forum),
    ...registrationRoutes({ origin, ...forum }),
    ...applicationRoutes(forum),
    ...invitationRoutes(forum),
    ...sessionRoutes({ origin, ...forum }),
    ...meRoutes({ origin, ...forum }),
    ...ownDataRoutes({ origin, ...forum }),
    ...announcementRoutes(forum),
    ...emailRoutes(forum),
    ...passwordResetRoutes(forum),
    ...secondFactorRoutes(forum),
    ...passkeyRoutes({ origin, ...forum }),
    ...acceptanceRoutes(forum),
    ...memberRoutes({ origin, ...forum }),
    ...boardRoutes(forum),
    ...threadRoutes(forum),
    ...postRoutes(forum),
    ...voteRoutes(forum),
    ...readingRoutes(forum),
    ...notificationRoutes(forum),
    ...feedRoutes({ ...about, ...forum, instanceFacts: pages.instanceFacts }),
    ...unsubscribeRoutes({ ...pages, ...forum }),
    ...searchRoutes({ searchPosts: search }),
    ...writingRoutes(forum),
    ...reversalRoutes(forum),
    ...moderationRoutes({ ...about, ...forum, instanceFacts: pages.instanceFacts }),
    ...heldRoutes({ ...forum, origin }),
    ...automationRoutes(forum),
    ...caseRoutes({ ...forum, origin }),
    ...deskRoutes({ ...forum, origin }),
    ...adviceRoutes(forum),
    ...appealRoutes(forum),
    ...uploadRoutes(uploads),
    ...imageRoutes(uploads),
    ...peerRoutes(coalition),
    ...charterReadRoutes(coalition),
    ...live.routes,
    ...pageRoutes({
      ...core,
      ...forum,
      ...pages,
      searchPosts: search,
      keepUpload: uploads.keepUpload,
      notifications: forum.notifications,
    }),
    ...accountPageRoutes({ ...pages, ...forum, mails: config.mail !== undefined }),
    ...firstRunRoutes({ ...forum, ...pages, checkFirstRun: (token) => checkFirstRun(db.read, token) }),
    ...adminRoutes({ ...forum, ...pages, ...coalition, ...uploads, ...buildAdministration(core) }),
    ...moderationPageRoutes({ ...pages, ...forum }),
    ...measurePageRoutes({ ...core, ...pages, ...forum, ...coalition }),
    ...coalitionRoutes({ ...pages, ...coalition }),
    ...logoRoutes({ ...pages, files: uploads.files }),
    ...wellKnownRoutes({ describe: describeSelf({ ...core, read: db.read }) }),
    ...charterRoutes({ ...core, client: federation.client }),
    ...blobRoutes({ ...core, files: uploads.files }),
    ...messageRoutes({ ...core, ...messages.receiving }),
    ...exchangeRoutes({ ...federation.takeIn, loop: federation.loop }),
  ];
};
