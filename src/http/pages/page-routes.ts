// All pages: plain HTML from the same verbs and reads as the API.
import type { Route } from '../route.ts';
import { accountRoutes } from './account-routes.ts';
import { colourRoute } from './colour.ts';
import { languageRoutes } from './language-routes.ts';
import type { PageNeeds } from './page-needs.ts';
import { readingRoutes } from './reading-routes.ts';
import { recoveryRoutes } from './recovery-routes.ts';
import { scriptRoute } from './script.ts';
import { styleRoute } from './style.ts';
import { writingRoutes } from './writing-routes.ts';

export const pageRoutes = (needs: PageNeeds): Route[] => [
  styleRoute,
  scriptRoute,
  colourRoute,
  ...languageRoutes(needs),
  ...readingRoutes(needs),
  ...writingRoutes(needs),
  ...accountRoutes(needs),
  ...recoveryRoutes(needs),
];
