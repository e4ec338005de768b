// A member appeals against a measure of another instance that they were told of: their words go there, and nothing changes here. What
// comes of it comes back the same way, and stands beside the notice.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvent, appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newPublicId } from '../identity/secret.ts';
import type { ReceivedMessage } from '../messages/message-kinds.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import { APPEAL_MS } from '../moderation/read-decisions.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { AppealReceipt } from './appeal.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake };

const noticeOf = query<{ publicId: string; member: number }>()((db, p) =>
  db.selectFrom('peer_notice').selectAll().where('public_id', '=', p.publicId).where('member_id', '=', p.member),
);
type Sent = { id: number; appealId: string; words: string; at: number };
const putAppeal = command<Sent>()((db, p) =>
  db
    .updateTable('peer_notice')
    .set({ appeal_id: p.appealId, appeal_words: p.words, appeal_at: p.at, appeal_state: 'sent' })
    .where('id', '=', p.id)
    .where('appeal_id', 'is', null),
);

/**
 * @throws Refusal `unauthenticated`, `not-found`, `conflict` (appealed before, or the measure was undone), `gone` (183 days are
 * over), `unavailable` (no coalition)
 */
export const appealElsewhere =
  (needs: Needs) =>
  async (
    actor: Actor,
    { notice, words }: { notice: string; words: string },
    alongside?: Alongside<AppealReceipt>,
  ): Promise<AppealReceipt> => {
    const receipt = await needs.db.write(async (tx): Promise<AppealReceipt> => {
      const { memberId, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
      const at = needs.clock.now();
      const row = await tx.get(noticeOf, { publicId: notice, member: memberId });
      if (!row) throw new Refusal('not-found', 'notice: there is no such notice to you.');
      if (row.ended_at !== null) throw new Refusal('conflict', 'This measure has ended already.');
      if (at >= row.at + APPEAL_MS) throw new Refusal('gone', 'A decision can be appealed for 183 days.');
      const coalition = (await currentCoalition(tx))?.coalition;
      if (coalition === undefined) throw new Refusal('unavailable', 'This instance is in no coalition now.');
      const id = newPublicId(needs.chance);
      if ((await tx.run(putAppeal, { id: row.id, appealId: id, words, at })) === 0)
        throw new Refusal('conflict', 'You have appealed against this already.');
      await queueMessage(tx, {
        ...{ coalition, peer: row.peer, now: at },
        id: newMessageId(needs.chance),
        kind: 'appeal',
        content: { action: row.action, member: publicId, words },
        ref: `appeal ${id}`,
      });
      const answer: AppealReceipt = { id, at, state: 'open', alone: false, reviewer: '' };
      await alongside?.(tx, answer);
      await appendEvents(tx, [{ kind: 'message.queued' }], at);
      return answer;
    });
    needs.wake.ring();
    return receipt;
  };

type Known = { peer: string; action: string; publicId: string };
const appealed = query<Known>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .innerJoin('member', 'member.id', 'peer_notice.member_id')
    .select(['peer_notice.id', 'peer_notice.public_id'])
    .where('peer_notice.peer', '=', p.peer)
    .where('peer_notice.action', '=', p.action)
    .where('member.public_id', '=', p.publicId)
    .where('peer_notice.appeal_id', 'is not', null),
);
type Ended = { id: number; state: 'overturned' | 'narrowed' | 'upheld'; reasons: string; at: number };
const decide = command<Ended>()((db, p) =>
  db
    .updateTable('peer_notice')
    .set({ appeal_state: p.state, appeal_reasons: p.reasons, appeal_decided_at: p.at })
    .where('id', '=', p.id)
    .where('appeal_state', 'in', ['sent', 'open']),
);

/** How the other instance decided: kept as it came, once. */
export const takeAppealOutcome = async (
  tx: Writer,
  { peer, content, now }: ReceivedMessage<'appeal.outcome'>,
): Promise<string | undefined> => {
  const { action, member, outcome: state, reasons } = content;
  const row = await tx.get(appealed, { peer, action, publicId: member });
  if (!row) return 'not-here action: nobody here appealed against it.';
  if ((await tx.run(decide, { id: row.id, state, reasons, at: now })) === 0)
    return 'conflict action: its appeal is decided already.';
  await appendEvent(tx, { kind: 'notice.received', at: now, data: { notice: row.public_id } });
  return undefined;
};

type Settled = { appealId: string; state: 'open' | 'refused'; why: string; at: number | null };
const settle = command<Settled>()((db, p) =>
  db
    .updateTable('peer_notice')
    .set({ appeal_state: p.state, appeal_reasons: p.why, appeal_decided_at: p.at })
    .where('appeal_id', '=', p.appealId)
    .where('appeal_state', '=', 'sent')
    .returning('public_id'),
);

/** The appeal has arrived there; or it is refused, or could not be delivered, and the member is told. */
export const noteAppealSettled = async (
  tx: Writer,
  { ref, state, why, now }: { ref: string; state: string; why: string; now: number },
): Promise<void> => {
  if (!ref.startsWith('appeal ')) return;
  const appealId = ref.slice('appeal '.length);
  const taken = state === 'taken';
  const settled = {
    appealId,
    state: taken ? 'open' : 'refused',
    why: taken ? '' : why,
    at: taken ? null : now,
  } as const;
  for (const { public_id: notice } of await tx.rows(settle, settled))
    if (!taken) await appendEvent(tx, { kind: 'notice.received', at: now, data: { notice } });
};
