// A note in a case: for those who moderate here, for whom it concerns, or for whoever reported.
import { z } from 'zod';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { updateCase } from './case-store.ts';
import { addNote } from './note-store.ts';
import { caseFor, changed, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export const noteInput = z.object({
  words: z.string().trim().min(1, 'words: must not be empty').max(4_000),
  audience: z
    .enum(['moderators', 'person', 'reporters'])
    .default('moderators')
    .meta({ description: 'Who reads it: moderators here, whom the case concerns, or whoever reported.' }),
});
export type NoteInput = z.output<typeof noteInput>;

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` */
export const noteCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, { words, audience }: NoteInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'see-cases');
      await addNote(tx, { caseId: found.id, memberId: memberIdOf(actor), kind: 'note', audience, words, at });
      if (!(await updateCase(tx, found, {}, at))) throw changed();
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: found.state } });
    });
    needs.wake.ring();
  };
