// All pages of moderation: for members, for those who moderate, and the log for everybody.
import type { Route } from '../../route.ts';
import { caseRoutes } from './case-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import type { ModerationNeeds } from './moderation-needs.ts';
import { ownRoutes } from './own-routes.tsx';
import { reportRoutes } from './report-routes.ts';

export const moderationPageRoutes = (needs: ModerationNeeds): Route[] => [
  ...reportRoutes(needs),
  ...ownRoutes(needs),
  ...caseRoutes(needs),
  ...deskRoutes(needs),
];
