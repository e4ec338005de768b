// What the pages of moderation need: the same verbs and reads as the API.
import { z } from 'zod';
import type { readOwnMeasures } from '../../../forum/advice/read-own-measures.ts';
import type { MemberView } from '../../../forum/identity/member-store.ts';
import type { InstanceInput, InstanceSettings } from '../../../forum/instance/settings.ts';
import type { DeskCounts } from '../../../forum/moderation/desk-counts.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { ForumReads } from '../../../forum/threads/forum-reads.ts';
import type { AdviceRouteNeeds } from '../../api/advice.ts';
import type { AppealRouteNeeds } from '../../api/appeals.ts';
import type { AutomationRouteNeeds } from '../../api/automation.ts';
import type { CaseRouteNeeds } from '../../api/cases.ts';
import type { HeldRouteNeeds } from '../../api/held.ts';
import type { ModerationRouteNeeds } from '../../api/moderation.ts';
import type { PageBase } from '../page-needs.ts';

export type ModerationNeeds = PageBase & {
  reads: ForumReads;
  advice: AdviceRouteNeeds['advice'] & { ownMeasures: ReturnType<typeof readOwnMeasures> };
  automation: AutomationRouteNeeds['automation'];
  readMember(name: string): Promise<MemberView>;
  instanceSettings(): Promise<InstanceSettings>;
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
  moderation: ModerationRouteNeeds['moderation'] &
    HeldRouteNeeds['moderation'] & { deskCounts(actor: Actor): Promise<DeskCounts | undefined> };
  cases: CaseRouteNeeds['cases'] & AppealRouteNeeds['cases'];
};

export const Cursor = z.string().max(200).optional();
/** Rows of a page. */
export const ROWS = 30;
