// Whether what a member wrote may appear at once, by what restricts them and the place, and by whatever else looks at it first
// (automation). What may not is put aside, with an action in the log that ends.

import { Refusal } from '../../base/errors.ts';
import { kept, type Said, said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { newPublicId } from '../identity/secret.ts';
import { can } from '../policy/capabilities.ts';
import type { ThreadLayer } from '../policy/layer.ts';
import { restriction, restrictions } from '../policy/may.ts';
import { type Reason, type Restriction, reasonSaid, scopeOf } from '../policy/measures.ts';
import type { PutAside, Screen, Written } from '../policy/screen.ts';
import { AUTOMATIC_MS, type Lasts } from './draft.ts';
import { addHeld, noteHold } from './held-store.ts';
import { recordActions } from './record-actions.ts';

/** Why something is put aside. */
export type Hold = {
  readonly reason: Reason;
  /** Which filter or setting: public. */
  readonly rule: string;
  /** To the author. */
  readonly words: string;
  readonly lasts: Lasts;
  /** The action that carries it: undoing that one lets it through. */
  readonly parent?: number | undefined;
  /** The public id of the case in which it stands; given how it is called. */
  readonly caseFor?: ((tx: Writer, held: string) => Promise<string>) | undefined;
  /** Of what was done before it; told with it. */
  readonly events?: PutAside['events'] | undefined;
};

/** Looks at what is written, in the verb's transaction. Undefined: nothing against it. */
export type Screener = (tx: Writer, written: Written) => Promise<Hold | undefined>;

type Needs = { clock: Clock; chance: Chance; origin: string };

type Within = { member: number; place: number; since: number; most: number };
type Reach = 'instance' | 'planks' | 'place';
/** Times of the newest posts of a member everywhere, on the planks, or in one place. */
const writtenIn = (reach: Reach) =>
  query<Within>()((db, p) =>
    db
      .selectFrom('post')
      .innerJoin('author', 'author.id', 'post.author_id')
      .innerJoin('place', 'place.id', 'post.place_id')
      .select('post.arrived_at as at')
      .where('author.member_id', '=', p.member)
      .where('post.at', '>', p.since)
      .$if(reach === 'planks', (all) => all.where('place.kind', '=', 'plank'))
      .$if(reach === 'place', (all) => all.where('place.id', '=', p.place))
      .orderBy('post.at', 'desc')
      .limit(p.most),
  );
/** What became a post is counted as one. */
const putAsideIn = (reach: Reach) =>
  query<Within>()((db, p) =>
    db
      .selectFrom('held_post')
      .innerJoin('place', 'place.id', 'held_post.place_id')
      .select('held_post.at')
      .where('held_post.member_id', '=', p.member)
      .where('held_post.at', '>', p.since)
      .where('held_post.state', '!=', 'released')
      .$if(reach === 'planks', (all) => all.where('place.kind', '=', 'plank'))
      .$if(reach === 'place', (all) => all.where('place.id', '=', p.place))
      .orderBy('held_post.at', 'desc')
      .limit(p.most),
  );
const postsIn: Record<Reach, ReturnType<typeof writtenIn>> = {
  instance: writtenIn('instance'),
  planks: writtenIn('planks'),
  place: writtenIn('place'),
};
const putAside: Record<Reach, ReturnType<typeof putAsideIn>> = {
  instance: putAsideIn('instance'),
  planks: putAsideIn('planks'),
  place: putAsideIn('place'),
};
const lastIn = (where: 'thread_id' | 'place_id') =>
  query<{ member: number; id: number; since: number }>()((db, p) =>
    db
      .selectFrom('post')
      .innerJoin('author', 'author.id', 'post.author_id')
      .select((eb) => eb.fn.max('post.arrived_at').as('at'))
      .where('author.member_id', '=', p.member)
      .where(`post.${where}`, '=', p.id)
      .where('post.at', '>', p.since),
  );
const lasts = { thread: lastIn('thread_id'), place: lastIn('place_id') };
type Tried = { member: number; place: number; origin: string; seq: number; since: number };
const triedIn = (where: 'thread' | 'place') =>
  query<Tried>()((db, p) => {
    const held = db
      .selectFrom('held_post')
      .select((eb) => eb.fn.max('at').as('at'))
      .where('member_id', '=', p.member)
      .where('at', '>', p.since);
    return where === 'place'
      ? held.where('place_id', '=', p.place)
      : held.where('thread_origin', '=', p.origin).where('thread_seq', '=', p.seq);
  });
/** What was put aside is one, too. */
const tried = { thread: triedIn('thread'), place: triedIn('place') };
const later = (text: Said, milliseconds: number) =>
  new Refusal('too-many', text, { retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)) });

/** @throws Refusal `too-many`: within the limit's scope as much was written as it allows */
const checkRate = async (tx: Writer, { member, place }: Written, limit: Restriction, now: number): Promise<void> => {
  const { posts = 1, seconds = 3600 } = limit.settings;
  const reach = limit.scope === 'instance' || limit.scope === 'planks' ? limit.scope : 'place';
  const within = { member: member.memberId, place: place.id, since: now - seconds * 1000, most: posts };
  const found = [...(await tx.all(postsIn[reach], within)), ...(await tx.all(putAside[reach], within))];
  const times = found.map(({ at }) => at);
  const last = times.sort((a, b) => b - a)[posts - 1];
  if (last === undefined) return;
  const wait = last + seconds * 1000 - now;
  const why = reasonSaid(limit.reason);
  throw later(
    said`You may write ${posts} in ${seconds} seconds (${why}): wait ${Math.ceil(wait / 1000)} seconds. GET /api/v1/me/decisions says why, and how to appeal.`,
    wait,
  );
};

const slowOf = (layer: string | null, now: number): number => {
  const { slow } = layer === null ? {} : (JSON.parse(layer) as ThreadLayer);
  return slow && (slow.until === null || slow.until > now) ? slow.seconds * 1000 : 0;
};

const checkSlow = async (tx: Writer, written: Written, now: number): Promise<void> => {
  const { member, place, thread } = written;
  for (const [kind, of] of [['thread', thread] as const, ['place', place] as const]) {
    const wait = of ? slowOf(of.layer, now) : 0;
    if (!of || wait === 0) continue;
    const [since, { origin = '', seq = 0 }] = [now - wait, thread ?? {}];
    const by = member.memberId;
    const last = Math.max(
      Number((await tx.get(lasts[kind], { member: by, id: of.id, since }))?.at ?? 0),
      Number((await tx.get(tried[kind], { member: by, place: place.id, origin, seq, since }))?.at ?? 0),
    );
    if (last + wait > now) {
      const seconds = wait / 1000;
      const text =
        kind === 'thread'
          ? said`This thread is in slow mode: one post in ${seconds} seconds.`
          : said`This place is in slow mode: one post in ${seconds} seconds.`;
      throw later(text, last + wait - now);
    }
  }
};

const store = async (tx: Writer, needs: Needs, written: Written, hold: Hold): Promise<PutAside> => {
  const now = needs.clock.now();
  const { member, kind, place, thread, parent, title, body, attachments = [], about, acknowledged } = written;
  const id = newPublicId(needs.chance);
  const until = 'until' in hold.lasts ? hold.lasts.until : null;
  const why = `${hold.reason}: ${hold.rule}`;
  await addHeld(tx, {
    publicId: id,
    member: member.memberId,
    ...{ kind, title, body, why, until },
    place: place.id,
    thread: thread && { origin: thread.origin, seq: thread.seq },
    parent: parent ?? null,
    attachments: JSON.stringify(attachments),
    about: about ?? null,
    acknowledged: acknowledged === true ? 1 : 0,
    at: now,
  });
  const { reason, rule, words, parent: carrier } = hold;
  const caseId = await hold.caseFor?.(tx, id);
  const { actions, events } = await recordActions(tx, { ...needs, now }, [
    {
      by: 'automatic',
      kind: 'hold',
      subject: { kind: 'held', id },
      basis: 'automatic',
      ...{ reason, rule, words, lasts: hold.lasts, parent: carrier, caseId },
    },
  ]);
  await noteHold(tx, id, actions[0]?.number ?? 0);
  return {
    held: { id, why, until },
    events: [
      ...(hold.events ?? []),
      ...events,
      ...(caseId !== undefined && carrier === undefined
        ? [{ kind: 'case.opened' as const, data: { case: caseId } }]
        : []),
      { kind: 'post.held', placeId: place.id, data: { held: id, member: member.publicId } },
    ],
  };
};

/** @param others looked at in their order, after what restricts the member; the first that holds counts */
export const createScreen =
  (needs: Needs, others: readonly Screener[] = []): Screen =>
  async (tx, written) => {
    const { member, place } = written;
    const now = needs.clock.now();
    for (const limit of restrictions(member, 'rate-limit', place)) await checkRate(tx, written, limit, now);
    if (!can(member, 'act', scopeOf(place))) await checkSlow(tx, written, now);
    const reviewed = restriction(member, 'hold-posts', place);
    if (reviewed)
      return store(tx, needs, written, {
        reason: reviewed.reason as Reason,
        rule: kept`hold-posts`,
        words: kept`What you write is looked at before it appears.`,
        lasts: { until: now + AUTOMATIC_MS },
        parent: reviewed.action,
      });
    for (const other of others) {
      const hold = await other(tx, written);
      if (hold) return store(tx, needs, written, hold);
    }
    return undefined;
  };
