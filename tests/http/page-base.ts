// What pages are made with, for a house in no coalition that announces nothing.
import { buildNotifications } from '../../src/app/notifications.ts';
import { buildWriting } from '../../src/app/writing.ts';
import { votePost } from '../../src/forum/boards/vote-post.ts';
import { readInstance } from '../../src/forum/instance/settings.ts';
import { createReading } from '../../src/forum/reading/reading.ts';
import { searchPosts } from '../../src/forum/search/search-posts.ts';
import { createFeedReads } from '../../src/forum/threads/read-feed.ts';
import { recoveryRoutes } from '../../src/http/pages/account/recovery-routes.ts';
import { signInRoutes } from '../../src/http/pages/account/sign-in-routes.ts';
import type { LookNeeds } from '../../src/http/pages/look.ts';
import { createPageBase, type PageBase, rememberUntilRung } from '../../src/http/pages/page-needs.ts';
import { pageRoutes } from '../../src/http/pages/page-routes.ts';
import type { Route } from '../../src/http/route.ts';
import type { ForumNeeds } from './forum.ts';

type Needs = Pick<ForumNeeds, 'db' | 'wake' | 'clock' | 'chance' | 'origin' | 'publicUrl'>;

export const plainPageBase = (needs: Needs, name = 'The Greens', more: Partial<LookNeeds> = {}): PageBase =>
  createPageBase({
    ...needs,
    announced: () => [],
    placeTitles: () => new Map(),
    notifications: { counts: async () => ({ unread: 0 }) },
    instanceFacts: rememberUntilRung(needs.wake, async () => ({
      ...(await readInstance(needs.db.read, { origin: name, registration: 'open' })),
      coalition: null,
      texts: {},
    })),
    ...more,
  });

/** All pages of such a house. */
export const pagesOf = (needs: ForumNeeds, base: PageBase = plainPageBase(needs)): Route[] => [
  ...pageRoutes({
    ...needs,
    ...needs.people,
    ...base,
    reading: createReading(needs),
    feeds: createFeedReads(needs),
    searchPosts: searchPosts(needs),
    ...buildWriting(needs),
    ...buildNotifications(needs),
    verbs: { ...needs.verbs, boards: { ...needs.verbs.boards, votePost: votePost(needs) }, planks: undefined },
    keepUpload: async () => {
      throw new Error('This house keeps no images.');
    },
  }),
  ...signInRoutes({ ...needs.people, ...base }),
  ...recoveryRoutes({ ...needs.people, ...base, mails: true }),
];
