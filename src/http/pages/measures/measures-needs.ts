// What acting without a case needs: the same verbs and reads as the API, and who is there to act on.

import type { Clock } from '../../../base/time.ts';
import type { PeerView } from '../../../federation/read-peers.ts';
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { PersonPosts } from '../../../forum/moderation/read-person-posts.ts';
import type { RecordedActions } from '../../../forum/moderation/record-actions.ts';
import type { Person } from '../../../forum/moderation/resolve-subject.ts';
import type { Everything } from '../../../forum/moderation/reverse-all.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import type { Asked } from '../look.ts';
import type { ModerationNeeds } from '../moderation/moderation-needs.ts';

export type MeasureNeeds = ModerationNeeds & {
  clock: Clock;
  readPeers(actor: Actor): Promise<PeerView[]>;
  moderation: {
    approvers(actor: Actor, number: number): Promise<string[]>;
    personPosts(actor: Actor, person: Person, since: number): Promise<PersonPosts>;
    undoableOf(actor: Actor, asked: Pick<Everything, 'by' | 'since'>): Promise<number[]>;
    reverseAllOf(actor: Actor, everything: Everything): Promise<RecordedActions>;
  };
  cases: { ofPerson(actor: Actor, person: Person, limit: number): Promise<CaseView[]> };
};

export type Asking = Asked & { actor: Actor };
