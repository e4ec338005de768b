// All pages: plain HTML from the same verbs and reads as the API.
import type { Route } from '../route.ts';
import { type ActNeeds, actRoutes } from './act-routes.ts';
import { colourRoute } from './colour.ts';
import { fragmentRoutes } from './fragment-routes.tsx';
import { type KeepingNeeds, keepingRoutes } from './keeping-routes.ts';
import { languageRoutes } from './language-routes.ts';
import { type ListNeeds, listRoutes } from './lists-routes.ts';
import { type MarkNeeds, markRoutes } from './mark-routes.ts';
import { type MemberNeeds, memberRoutes } from './member-routes.ts';
import { postRoutes } from './post-routes.ts';
import { readingRoutes } from './reading-routes.ts';
import { scriptRoute } from './script.ts';
import { type SearchNeeds, searchRoutes } from './search-routes.ts';
import { styleRoute } from './style.ts';
import { type TextNeeds, textRoutes } from './text-routes.ts';
import { type WritingNeeds, writingRoutes } from './writing-routes.ts';

/** Each noun names what it needs; the app has it all. */
type AllNeeds = WritingNeeds & ActNeeds & KeepingNeeds & ListNeeds & MarkNeeds & SearchNeeds & MemberNeeds & TextNeeds;

export const pageRoutes = (needs: AllNeeds): Route[] => [
  styleRoute,
  scriptRoute,
  colourRoute,
  ...languageRoutes(needs),
  ...readingRoutes(needs),
  ...postRoutes(needs),
  ...markRoutes(needs),
  ...searchRoutes(needs),
  ...memberRoutes(needs),
  ...textRoutes(needs),
  ...fragmentRoutes(needs),
  ...writingRoutes(needs),
  ...actRoutes(needs),
  ...keepingRoutes(needs),
  ...listRoutes(needs),
];
