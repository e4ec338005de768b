// A moderator passes a case on to the home of the post: what it is about and why, never who reported. What comes of it there is a
// note in this case, and never its end.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { nameOfPost } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { messagesFor, newMessageId, queueMessage } from '../messages/message-store.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { parseSubject } from '../policy/measures.ts';
import { updateCase } from './case-store.ts';
import { addNote } from './note-store.ts';
import { caseFor, changed, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

export const forwardInput = z.object({
  words: z
    .string()
    .max(2_000)
    .default('')
    .meta({ description: 'For the moderators there. Say nothing that shows who reported.' }),
});
export type ForwardInput = z.output<typeof forwardInput>;

/** What a message of a case answers to (message_out.ref). */
export const refOfCase = (publicId: string): string => `case ${publicId}`;

const firstAbout = query<{ caseId: number; revision: number }>()((db, p) =>
  db
    .selectFrom('report')
    .select('at')
    .where('case_id', '=', p.caseId)
    .where('revision', '=', p.revision)
    .orderBy('id')
    .limit(1),
);

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid`: it is about no post of another instance, `conflict` */
export const forwardCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, { words }: ForwardInput): Promise<{ to: string }> => {
    const to = await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'act');
      const subject = parseSubject(found.subject);
      const origin = subject?.kind === 'post' ? subject.key.origin : '';
      if (subject?.kind !== 'post' || origin === '' || origin === needs.origin || found.revision === null)
        throw new Refusal('invalid', 'id: only a case about a post of another instance is passed on.', { field: 'id' });
      const coalition = (await currentCoalition(tx))?.coalition;
      if (coalition === undefined) throw new Refusal('unavailable', 'This instance is in no coalition now.');
      const earlier = await messagesFor(tx, refOfCase(id));
      if (earlier.some(({ state }) => state === 'waiting'))
        throw new Refusal('conflict', 'It is on its way there already.');
      // Of one revision each instance is heard once.
      const about = await tx.get(firstAbout, { caseId: found.id, revision: found.revision });
      if (earlier.some(({ state, created_at }) => state === 'taken' && created_at >= (about?.at ?? 0)))
        throw new Refusal('conflict', 'They have it already: what comes of it there will be a note here.');
      await queueMessage(tx, {
        ...{ coalition, peer: origin, now: at },
        id: newMessageId(needs.chance),
        kind: 'report.forwarded',
        ref: refOfCase(id),
        content: {
          case: id,
          post: nameOfPost(subject.key),
          revision: nameOfPost({ origin, seq: found.revision }),
          reason: found.reason,
          words,
        },
      });
      const text = `to ${origin}${words === '' ? '' : `: ${words}`}`;
      await addNote(tx, {
        caseId: found.id,
        memberId: memberIdOf(actor),
        kind: 'forwarded',
        audience: 'moderators',
        words: text,
        at,
      });
      if (!(await updateCase(tx, found, {}, at))) throw changed();
      await appendEvent(tx, { kind: 'message.queued', at, data: { peer: origin, kind: 'report.forwarded' } });
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: found.state } });
      return origin;
    });
    needs.wake.ring();
    return { to };
  };
