// Pages of those who act without a case: on a post, a person, an instance, on many at once; and the figures for everybody.
import type { Route } from '../../route.ts';
import { actionRoutes } from './action-routes.ts';
import { bulkRoutes } from './bulk-routes.ts';
import type { MeasureNeeds } from './measures-needs.ts';
import { deskPeerRoutes } from './peer-routes.ts';
import { personRoutes } from './person-routes.ts';
import { moderatePostRoutes } from './post-routes.ts';
import { transparencyRoutes } from './transparency-routes.ts';
import { undoAllRoutes } from './undo-all-routes.ts';

export const measurePageRoutes = (needs: MeasureNeeds): Route[] => [
  ...moderatePostRoutes(needs),
  ...personRoutes(needs),
  ...deskPeerRoutes(needs),
  ...bulkRoutes(needs),
  ...undoAllRoutes(needs),
  ...actionRoutes(needs),
  ...transparencyRoutes(needs),
];
