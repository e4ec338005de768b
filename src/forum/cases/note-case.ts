// A note in a case: for those who moderate here, for whom it concerns, or for whoever reported.
import { z } from 'zod';
import { invalid } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type Case, updateCase } from './case-store.ts';
import { subjectOfPerson } from './case-subject.ts';
import { addNote } from './note-store.ts';
import { caseFor, changed, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

export const noteInput = z.object({
  words: z.string().trim().min(1, 'words: must not be empty').max(4_000),
  audience: z
    .enum(['moderators', 'person', 'reporters'])
    .default('moderators')
    .meta({ description: 'Who reads it: moderators here, whom the case concerns, or whoever reported.' }),
});
export type NoteInput = z.output<typeof noteInput>;

const memberBy = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);
const reporter = query<{ caseId: number }>()((db, p) =>
  db.selectFrom('report').select('id').where('case_id', '=', p.caseId).where('member_id', 'is not', null).limit(1),
);

/** @throws Refusal `invalid` (audience): nobody would read it */
const checkReaders = async (tx: Writer, home: string, found: Case, audience: NoteInput['audience']): Promise<void> => {
  if (audience === 'person') {
    const subject = subjectOfPerson(found.person, home);
    if (subject?.kind !== 'member' || !(await tx.get(memberBy, { publicId: subject.member })))
      throw invalid('audience', said`whom this case concerns is no member here: a measure tells them in its words.`);
  }
  if (audience === 'reporters' && !(await tx.get(reporter, { caseId: found.id })))
    throw invalid('audience', said`no member here reported this.`);
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict`, `invalid` (audience: nobody would read it) */
export const noteCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, { words, audience }: NoteInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'see-cases' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'see-cases');
      await checkReaders(tx, needs.origin, found, audience);
      const note = await addNote(tx, {
        caseId: found.id,
        memberId: memberIdOf(actor),
        kind: 'note',
        audience,
        words,
        at,
      });
      if (!(await updateCase(tx, found, {}, at))) throw changed();
      if (audience !== 'moderators') await appendEvent(tx, { kind: 'case.noted', at, data: { note: String(note) } });
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: found.state } });
    });
    needs.wake.ring();
  };
