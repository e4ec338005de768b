// What was put aside becomes a post once its hold is undone, or over: said by its author, by the same verbs as everything else, and
// on a plank journaled only now. A hold that ran out before anybody looked leaves the post collapsed, "not reviewed".

import { Refusal } from '../../base/errors.ts';
import { parsePostName } from '../../base/names.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent, appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Posted } from '../boards/start-thread.ts';
import { leadToPost } from '../cases/held-case.ts';
import { settleCaseOf } from '../cases/settle-automatic.ts';
import { type Actor, type MemberActor, operator } from '../policy/actor.ts';
import type { InForce } from '../policy/layer.ts';
import { may } from '../policy/may.ts';
import { type Reason, subjectText } from '../policy/measures.ts';
import type { Written } from '../policy/screen.ts';
import { findAction } from './action-store.ts';
import { NOT_REVIEWED } from './draft.ts';
import { callOff, pendingOn } from './held-pending.ts';
import { dropWords, findHeld, freeHeld, type HeldRow, holdsOn, settleHeld } from './held-store.ts';
import { recordActions } from './record-actions.ts';

type Words = { body: string; acknowledged: boolean; attachments?: NonNullable<Written['attachments']>[number][] };
type ThreadInput = Words & { title: string; about?: string };
type ReplyInput = Words & { parent?: string };

/** The verbs that make posts, without anything that would put them aside again. */
type Posting = {
  startThread(actor: Actor, slug: string, input: ThreadInput, alongside?: Alongside<Posted>): Promise<Posted>;
  postReply(
    actor: Actor,
    thread: { origin: string; seq: number },
    input: ReplyInput,
    alongside?: Alongside<Posted>,
  ): Promise<Posted>;
};

export type ReleaseNeeds = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  posting: { boards: Posting; planks: Posting };
};

const authorOf = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('member')
    .select(['id as memberId', 'name', 'role', 'public_id as publicId'])
    .where('id', '=', p.id)
    .where('state', '=', 'active'),
);
const placeOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('place').select(['kind', 'slug']).where('id', '=', p.id),
);

/** How long "not reviewed" stands before somebody is asked again. */
const REVIEW_MS = 7 * 86_400_000;

/** Somebody else was faster; rolls the post back. */
class Taken extends Error {}

/** What else is written with the post. */
const asPosted =
  (needs: ReleaseNeeds, row: HeldRow, expired: readonly InForce[]): Alongside<Posted> =>
  async (tx: Writer, posted) => {
    const now = needs.clock.now();
    const done = { publicId: row.public_id, from: 'held', to: 'released' as const, at: now, post: posted.name };
    if (!(await settleHeld(tx, done))) throw new Taken();
    await dropWords(tx, row.public_id);
    const key = parsePostName(posted.name);
    if (!key) return;
    const subject = subjectText({ kind: 'held', id: row.public_id });
    const seen = { outcome: 'dismissed', actor: operator, at: now, words: kept`dismissed: let through` } as const;
    const settled = expired.length === 0 ? await settleCaseOf(tx, subject, seen) : [];
    // What was decided about it, and nobody agreed to in time, has nothing to be about any more.
    const pending = await pendingOn(tx, row.public_id, now);
    const calledOff = await callOff(tx, { ...needs, now }, 'automatic', pending);
    const led = [...calledOff, ...settled, ...(await leadToPost(tx, row.public_id, key, now))];
    if (expired.length === 0) return appendEvents(tx, led, now);
    const cases = new Map<number, string | undefined>();
    for (const { action } of expired) cases.set(action, (await findAction(tx, action))?.case_id ?? undefined);
    const { events } = await recordActions(
      tx,
      { ...needs, now },
      // One for each that held it: undoing the one leaves what the other did.
      expired.map(({ reason, action, parent }) => ({
        by: 'automatic',
        kind: 'collapse',
        subject: { kind: 'post', key },
        reason: reason as Reason,
        rule: NOT_REVIEWED,
        basis: 'automatic',
        words: kept`Nobody looked at it in time.`,
        lasts: { reviewAt: now + REVIEW_MS },
        parent: parent ?? action,
        caseId: cases.get(action),
      })),
    );
    await appendEvents(tx, [...led, ...events], now);
  };

/** @throws Refusal of the posting verbs */
const post = async (needs: ReleaseNeeds, row: HeldRow, expired: readonly InForce[]): Promise<Posted | undefined> => {
  const { read } = needs.db;
  const [author, place] = [
    await read.get(authorOf, { id: row.member_id }),
    await read.get(placeOf, { id: row.place_id }),
  ];
  if (!author || !place) throw new Refusal('gone', 'Its author is gone.');
  const actor: MemberActor = { kind: 'member', ...author, sessionId: 0 };
  const verbs = place.kind === 'board' ? needs.posting.boards : needs.posting.planks;
  const alongside = asPosted(needs, row, expired);
  const input = { body: row.body, attachments: JSON.parse(row.attachments), acknowledged: row.acknowledged === 1 };
  if (row.kind === 'thread') {
    const about = row.about === null ? {} : { about: row.about };
    return verbs.startThread(actor, place.slug, { ...input, ...about, title: row.title }, alongside);
  }
  const thread = { origin: row.thread_origin ?? '', seq: row.thread_seq ?? 0 };
  return verbs.postReply(
    actor,
    thread,
    { ...input, ...(row.parent === null ? {} : { parent: row.parent }) },
    alongside,
  );
};

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'too-many', 'conflict']);

/** It cannot be said any more: the thread was closed, or is gone. */
const giveUp =
  (needs: ReleaseNeeds) =>
  async (actor: Actor, row: HeldRow): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      if (!(await settleHeld(tx, { publicId: row.public_id, from: 'held', to: 'refused', at, post: null }))) return;
      const settled = await settleCaseOf(tx, subjectText({ kind: 'held', id: row.public_id }), {
        ...{ outcome: 'dismissed', actor, at },
        words: kept`dismissed: it cannot be said any more`,
      });
      await appendEvents(tx, settled, at);
      // Its author is told (notifications/news.ts).
      const data = { held: row.public_id, state: 'refused' };
      await appendEvent(tx, { kind: 'post.held', at, placeId: row.place_id, data });
    });
    needs.wake.ring();
  };

/** Makes a post of it, where nothing holds it any more. Answers its name. @throws Refusal `unavailable`: try again later */
export const releaseHeld =
  (needs: ReleaseNeeds) =>
  async (actor: Actor, publicId: string): Promise<string | undefined> => {
    may(actor, { do: 'manage-instance' });
    const row = await findHeld(needs.db.read, publicId);
    if (row?.state !== 'held') return row?.post ?? undefined;
    const holds = await holdsOn(needs.db.read, publicId, needs.clock.now());
    if (holds.some(({ ended }) => !ended)) return undefined;
    try {
      return (await post(needs, row, holds))?.name;
    } catch (error) {
      if (error instanceof Taken) return (await findHeld(needs.db.read, publicId))?.post ?? undefined;
      if (!(error instanceof Refusal) || PASSING.has(error.code)) throw error;
      await giveUp(needs)(actor, row);
      return undefined;
    }
  };

const SLICE = 50;

/** All that nothing holds any more; one that cannot be said now is tried again later. */
export const releaseAll =
  (needs: ReleaseNeeds) =>
  async (actor: Actor): Promise<void> => {
    may(actor, { do: 'manage-instance' });
    const release = releaseHeld(needs);
    for (const { public_id: id } of await freeHeld(needs.db.read, SLICE)) {
      try {
        await release(actor, id);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
  };
