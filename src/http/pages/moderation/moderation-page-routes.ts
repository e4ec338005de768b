// All pages of moderation: for members, for those who moderate, and the log for everybody.
import type { Route } from '../../route.ts';
import { adviceRoutes } from './advice-routes.ts';
import { atDesk, withPlaces } from './at-desk.ts';
import { automationRoutes } from './automation-routes.ts';
import { caseRoutes } from './case-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { filterRoutes } from './filter-routes.ts';
import { heldRoutes } from './held-routes.ts';
import { measureListRoutes } from './measure-list-routes.ts';
import type { ModerationNeeds } from './moderation-needs.ts';
import { ownRoutes } from './own-routes.tsx';
import { reportRoutes } from './report-routes.ts';
import { withdrawalRoutes } from './withdrawal-routes.ts';

export const moderationPageRoutes = (needs: ModerationNeeds): Route[] => {
  const desk = atDesk(needs);
  return [
    ...reportRoutes(needs),
    ...ownRoutes(withPlaces(needs)),
    ...caseRoutes(desk),
    ...heldRoutes(desk),
    ...deskRoutes(desk),
    ...adviceRoutes(desk),
    ...measureListRoutes(desk),
    ...filterRoutes(desk),
    ...automationRoutes(desk),
    ...withdrawalRoutes(desk),
  ];
};
