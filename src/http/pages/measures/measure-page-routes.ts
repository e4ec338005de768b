// Pages of those who act without a case: on a post, a person, an instance, on many at once; and the figures for everybody.
import type { Route } from '../../route.ts';
import { atDesk } from '../moderation/at-desk.ts';
import { actionRoutes } from './action-routes.ts';
import { bulkRoutes } from './bulk-routes.ts';
import type { MeasureNeeds } from './measures-needs.ts';
import { deskPeerRoutes } from './peer-routes.ts';
import { personRoutes } from './person-routes.ts';
import { moderatePostRoutes } from './post-routes.ts';
import { transparencyRoutes } from './transparency-routes.ts';
import { undoAllRoutes } from './undo-all-routes.ts';

export const measurePageRoutes = (needs: MeasureNeeds): Route[] => {
  const desk = atDesk(needs);
  return [
    ...moderatePostRoutes(desk),
    ...personRoutes(desk),
    ...deskPeerRoutes(desk),
    ...bulkRoutes(desk),
    ...undoAllRoutes(desk),
    ...actionRoutes(desk),
    ...transparencyRoutes(needs),
  ];
};
