// A member of another instance appeals against what was decided here about them: their home passes their words on. It stands among the
// appeals here, and is decided like any other.
import { Refusal } from '../../base/errors.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import { newPublicId } from '../identity/secret.ts';
import type { ReceivedMessage } from '../messages/message-kinds.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import { readAction } from '../moderation/read-action.ts';
import { APPEAL_MS } from '../moderation/read-decisions.ts';
import { personText } from '../moderation/resolve-subject.ts';
import { currentCoalition } from '../planks/facts.ts';
import { aboutAction, waitFor } from './appeal.ts';
import { type Appeal, findAppealOfPeer, insertAppeal } from './appeal-store.ts';
import { addNote } from './note-store.ts';

type Needs = { chance: Chance; origin: string };

/** Appeals that one peer passes on in an hour. */
export const PEER_APPEALS_AN_HOUR = 60;

const byHash = query<{ hash: string }>()((db, p) =>
  db.selectFrom('action').select(['number', 'at']).where('hash', '=', p.hash),
);

/** Only the home of whom it concerns, once, and within 183 days. */
export const takeAppeal =
  (needs: Needs) =>
  async (tx: Writer, { peer, content, now }: ReceivedMessage<'appeal'>): Promise<string | undefined> => {
    const { action: hash, member, words } = content;
    const found = await tx.get(byHash, { hash });
    const about = found && (await readAction(tx, found.number));
    const concerned = about?.person?.origin === peer && about.person.member === member;
    if (!found || !concerned || peer === needs.origin) return 'not-here action: none about this member of yours.';
    if (now >= found.at + APPEAL_MS) return 'gone action: a decision can be appealed for 183 days.';
    if (await findAppealOfPeer(tx, { peer, person: member, action: found.number }))
      return 'conflict action: there was an appeal against it before.';
    try {
      const { its, action, actor } = await aboutAction(
        tx,
        needs,
        personText({ member, origin: peer }),
        found.number,
        now,
      );
      const publicId = newPublicId(needs.chance);
      const row = { publicId, caseId: its.id, action, reportId: null, memberId: null, words, at: now };
      await insertAppeal(tx, { ...row, actor, peer, person: member });
      await waitFor(tx, its, now);
      const note = { caseId: its.id, memberId: null, peer, audience: 'moderators', at: now } as const;
      await addNote(tx, { ...note, kind: 'appeal', words: `against action ${action}` });
      await appendEvent(tx, { kind: 'appeal.received', at: now, data: { appeal: publicId, case: its.public_id } });
      return undefined;
    } catch (error) {
      // Nothing was written before it is known that it can be appealed.
      if (error instanceof Refusal) return `${error.code} ${error.message}`;
      throw error;
    }
  };

/** The member's home learns how it was decided, with the reasons. Answers whether there was anybody to tell. */
export const tellAppellant = async (
  tx: Writer,
  { chance, now }: { chance: Chance; now: number },
  { peer, person, action: number }: Appeal,
  { outcome, reasons }: { outcome: 'overturned' | 'narrowed' | 'upheld'; reasons: string },
): Promise<boolean> => {
  const coalition = peer === '' ? undefined : (await currentCoalition(tx))?.coalition;
  if (coalition === undefined || number === null) return false;
  const { row } = await readAction(tx, number);
  await queueMessage(tx, {
    ...{ coalition, peer, now },
    id: newMessageId(chance),
    kind: 'appeal.outcome',
    content: { action: row.hash, member: person, outcome, reasons },
  });
  return true;
};
