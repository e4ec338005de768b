// Every door of the instance, in one list.

import { version } from '../base/version.ts';
import { describeSelf } from '../federation/describe-self.ts';
import { readPeers } from '../federation/read-peers.ts';
import { readInstanceFacts } from '../forum/instance/instance-facts.ts';
import { boardRoutes } from '../http/api/boards.ts';
import { instanceRoutes } from '../http/api/instance.ts';
import { meRoutes } from '../http/api/me.ts';
import { memberRoutes } from '../http/api/members.ts';
import { peerRoutes } from '../http/api/peers.ts';
import { postRoutes } from '../http/api/posts.ts';
import { registrationRoutes } from '../http/api/registrations.ts';
import { sessionRoutes } from '../http/api/sessions.ts';
import { threadRoutes } from '../http/api/threads.ts';
import { charterRoutes } from '../http/federation/charter.ts';
import { exchangeRoutes } from '../http/federation/exchange.ts';
import { wellKnownRoutes } from '../http/federation/well-known.ts';
import type { Live } from '../http/live/live.ts';
import type { Route } from '../http/route.ts';
import type { Core } from './core.ts';
import type { Federation } from './federation.ts';
import type { Forum } from './forum.ts';

export const buildRoutes = (core: Core, forum: Forum, federation: Federation, live: Live): Route[] => {
  const { config, db, origin, publicUrl } = core;
  const about = { origin, publicUrl, version, registration: config.registration };
  return [
    ...instanceRoutes({ ...about, instanceFacts: readInstanceFacts(core) }),
    ...registrationRoutes({ origin, ...forum }),
    ...sessionRoutes({ origin, ...forum }),
    ...meRoutes({ origin, ...forum }),
    ...memberRoutes({ origin, ...forum }),
    ...boardRoutes(forum),
    ...threadRoutes(forum),
    ...postRoutes(forum),
    ...peerRoutes({ readPeers: readPeers(core) }),
    ...live.routes,
    ...wellKnownRoutes({ describe: describeSelf({ ...core, read: db.read }) }),
    ...charterRoutes({ ...core, client: federation.client }),
    ...exchangeRoutes({ ...federation.takeIn, loop: federation.loop }),
  ];
};
