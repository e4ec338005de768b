// What other instances tell moderators and members here: a report that they pass on, what came of one of ours, a measure about
// a member. Nothing of it changes anybody's standing here.
import { parseEntryName } from '../../base/names.ts';
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import { newPublicId } from '../identity/secret.ts';
import type { ReceivedMessage } from '../messages/message-kinds.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import { keepSwitched } from '../messages/switched-store.ts';
import { parseSubject, reasons } from '../policy/measures.ts';
import { findPost } from '../threads/post-store.ts';
import { keepSnapshot } from '../threads/snapshot-store.ts';
import { findCase, updateCase } from './case-store.ts';
import { gather } from './gather.ts';
import { mutedUntil } from './mute-reports.ts';
import { addNote, notesByPeer } from './note-store.ts';
import { reportedPost, wordsOfRevision } from './report-post.ts';

type Needs = { chance: Chance; origin: string };

/** Reports that one peer passes on in an hour. */
export const PEER_REPORTS_AN_HOUR = 60;
/** What one peer may add to one of our cases. */
const NOTES = 20;

/** The reporter stays unknown: the peer's moderator speaks. */
export const takeForwardedReport =
  (needs: Needs) =>
  async (tx: Writer, message: ReceivedMessage<'report.forwarded'>): Promise<string | undefined> => {
    const { peer, content, now, coalition } = message;
    const key = parseEntryName(content.post);
    const revision = parseEntryName(content.revision);
    if (!key || key.origin !== needs.origin) return 'not-here post: not one of this instance.';
    if (revision?.origin !== needs.origin) return 'invalid revision: not one of this instance.';
    const muted = await mutedUntil(tx, { kind: 'peer', origin: peer }, now);
    if (muted !== undefined)
      return `muted reports of this instance are not taken until ${new Date(muted).toISOString()}.`;
    const post = await findPost(tx, key);
    if (post?.place_kind !== 'plank') return 'not-here post: there is no such post.';
    const words = post.state === 'live' ? await wordsOfRevision(tx, post, revision.seq) : undefined;
    if (!words) return 'gone revision: its words are not here any more.';
    const reason = reasons.find((one) => one === content.reason) ?? 'other';
    const said = reason === content.reason ? content.words : `${content.reason}: ${content.words}`;
    const reported = { ...(await reportedPost(tx, needs.origin, post)), revision: revision.seq, reason, at: now };
    const report = { publicId: newPublicId(needs.chance), memberId: null, peer, handle: content.case, words: said };
    const gathered = await gather(tx, needs.chance, reported, report);
    if (!gathered) return undefined;
    const { found, outcome } = gathered;
    await keepSnapshot(tx, { ...key, revision: revision.seq, caseId: found.id, ...words });
    if (outcome !== null)
      await queueMessage(tx, {
        ...{ coalition, peer, now },
        id: newMessageId(needs.chance),
        kind: 'report.outcome',
        content: { case: content.case, outcome },
      });
    await appendEvent(tx, {
      kind: 'report.received',
      at: now,
      data: { report: report.publicId, case: found.public_id },
    });
    return undefined;
  };

/** A note in our case, not its end; it stands where it was said, whenever it came. */
export const takeOutcome = async (
  tx: Writer,
  { peer, content, at, now }: ReceivedMessage<'report.outcome'>,
): Promise<string | undefined> => {
  const found = await findCase(tx, content.case);
  const subject = found && parseSubject(found.subject);
  if (!found || subject?.kind !== 'post' || subject.key.origin !== peer)
    return 'not-here case: none that you were told of.';
  if ((await notesByPeer(tx, found.id, peer)) >= NOTES) return 'too-many case: enough was said to it.';
  const note = { caseId: found.id, memberId: null, peer, audience: 'moderators' } as const;
  await addNote(tx, { ...note, kind: 'outcome', words: content.outcome, at: Math.min(at, now) });
  if (!(await updateCase(tx, found, {}, now))) throw new Error('a case changed at the same time');
  await appendEvent(tx, { kind: 'case.changed', at: now, data: { case: found.public_id, state: found.state } });
  return undefined;
};

const member = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);
type Notice = { publicId: string; memberId: number; peer: string; action: string; content: string; at: number };
const insertNotice = command<Notice & { endedAt: number | null }>()((db, p) =>
  db
    .insertInto('peer_notice')
    .values({
      public_id: p.publicId,
      member_id: p.memberId,
      peer: p.peer,
      action: p.action,
      content: p.content,
      at: p.at,
      ended_at: p.endedAt,
    })
    .onConflict((oc) => oc.doNothing()),
);
const changeNotice = command<{ publicId: string; content: string; endedAt: number | null }>()((db, p) =>
  db.updateTable('peer_notice').set({ content: p.content, ended_at: p.endedAt }).where('public_id', '=', p.publicId),
);
const noticeOf = query<{ memberId: number; peer: string; action: string }>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .select(['public_id as publicId', 'content', 'ended_at as endedAt'])
    .where('member_id', '=', p.memberId)
    .where('peer', '=', p.peer)
    .where('action', '=', p.action),
);

/** Of one instance to one member: the newest. Nobody fills the house with what they tell. */
const NOTICES_KEPT = 1_000;
const newest = query<{ memberId: number; peer: string; limit: number }>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .select('id')
    .where('member_id', '=', p.memberId)
    .where('peer', '=', p.peer)
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const dropUpTo = command<{ memberId: number; peer: string; id: number }>()((db, p) =>
  db
    .deleteFrom('peer_notice')
    .where('member_id', '=', p.memberId)
    .where('peer', '=', p.peer)
    .where('id', '<=', p.id)
    .where('appeal_id', 'is', null),
);

/** What the member has appealed against stays. */
const dropOldest = async (tx: Writer, kept: number, of: { memberId: number; peer: string }): Promise<void> => {
  const beyond = (await tx.all(newest, { ...of, limit: kept + 1 }))[kept];
  if (beyond) await tx.run(dropUpTo, { ...of, id: beyond.id });
};

/**
 * Kept as it came, and shown as coming from that peer. What was said last counts, in whatever order it comes; of two that were
 * said at the same time, the end.
 */
export const takeNotice =
  ({ chance, kept = NOTICES_KEPT }: Pick<Needs, 'chance'> & { kept?: number }) =>
  async (tx: Writer, { peer, content, at, now }: ReceivedMessage<'notice.to-member'>): Promise<string | undefined> => {
    const found = await tx.get(member, { publicId: content.member });
    if (!found) return 'not-here member: nobody of that id.';
    const { action, state } = content;
    const of = { memberId: found.id, peer, action };
    const said = { content: JSON.stringify({ ...content, saidAt: at }), endedAt: state === 'ended' ? now : null };
    const publicId = newPublicId(chance);
    const told = (notice: string) => appendEvent(tx, { kind: 'notice.received', at: now, data: { notice } });
    if ((await tx.run(insertNotice, { ...of, ...said, publicId, at: now })) === 1) {
      await dropOldest(tx, kept, { memberId: found.id, peer });
      await told(publicId);
      return undefined;
    }
    const before = await tx.get(noticeOf, of);
    const { saidAt = 0 } = before ? (JSON.parse(before.content) as { saidAt?: number }) : {};
    if (!before || at < saidAt || (at === saidAt && state !== 'ended')) return undefined;
    const news = (before.endedAt === null) !== (said.endedAt === null);
    const { endedAt } = news ? said : before;
    await tx.run(changeNotice, { ...said, endedAt, publicId: before.publicId });
    if (news) await told(before.publicId);
    return undefined;
  };

/** How people come in at a peer: the last that it said. */
export const takeSwitched = async (
  tx: Writer,
  { peer, content, at, now }: ReceivedMessage<'registration.switched'>,
): Promise<string | undefined> => {
  if (await keepSwitched(tx, peer, { ...content, at: new Date(at).toISOString() }))
    await appendEvent(tx, { kind: 'peer.changed', at: now, data: { peer } });
  return undefined;
};

/** A message of a case that did not arrive: whoever asked for it finds that in the case. */
export const noteUndelivered = async (
  tx: Writer,
  { ref, peer, state, why, now }: { ref: string; peer: string; state: string; why: string; now: number },
): Promise<void> => {
  if (!ref.startsWith('case ') || state === 'taken') return;
  const found = await findCase(tx, ref.slice('case '.length));
  if (!found) return;
  const words = `${state}: ${why}`;
  await addNote(tx, {
    caseId: found.id,
    memberId: null,
    peer,
    kind: 'not-delivered',
    audience: 'moderators',
    words,
    at: now,
  });
};
