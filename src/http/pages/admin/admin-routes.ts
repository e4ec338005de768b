// All pages of the administration.
import type { Route } from '../../route.ts';
import type { AdminNeeds } from './admin-needs.ts';
import { announcementPageRoutes } from './announcement-routes.ts';
import { boardPageRoutes } from './board-routes.ts';
import { memberPageRoutes } from './member-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { textPageRoutes } from './text-routes.ts';

export const adminRoutes = (needs: AdminNeeds): Route[] => [
  ...overviewRoutes(needs),
  ...settingsRoutes(needs),
  ...textPageRoutes(needs),
  ...peopleRoutes(needs),
  ...memberPageRoutes(needs),
  ...boardPageRoutes(needs),
  ...announcementPageRoutes(needs),
];
