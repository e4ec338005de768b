// What the pages of moderation need: the same verbs and reads as the API.
import { z } from 'zod';
import type { ForumReads } from '../../../forum/threads/forum-reads.ts';
import type { AppealRouteNeeds } from '../../api/appeals.ts';
import type { CaseRouteNeeds } from '../../api/cases.ts';
import type { HeldRouteNeeds } from '../../api/held.ts';
import type { ModerationRouteNeeds } from '../../api/moderation.ts';
import type { PageBase } from '../page-needs.ts';

export type ModerationNeeds = PageBase & {
  reads: ForumReads;
  moderation: ModerationRouteNeeds['moderation'] & HeldRouteNeeds['moderation'];
  cases: CaseRouteNeeds['cases'] & AppealRouteNeeds['cases'];
};

export const Cursor = z.string().max(200).optional();
/** Rows of a page. */
export const ROWS = 30;
