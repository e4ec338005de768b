// What is in force, kept up as actions are taken, reversed and run out: rows of measures, and what is laid over what they are on.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { authorHeldFirst, renewSomePostsOf } from '../policy/author-layers.ts';
import { keepCovering, START, votesOf } from '../policy/covering-store.ts';
import type { MeasureRow } from '../policy/measure-rows.ts';
import { parseSubject, type Subject, subjectText } from '../policy/measures.ts';
import { renewMember, renewPlace, renewThread } from '../policy/other-layers.ts';
import { type Changed, renewPost } from '../policy/post-layers.ts';
import { purgePost } from '../policy/purged-posts.ts';
import { renewSomeVotesOf } from '../policy/vote-layers.ts';

const put = command<MeasureRow>()((db, p) =>
  db
    .insertInto('measure')
    .values({
      action: p.action,
      kind: p.kind,
      subject: p.subject,
      scope: p.scope,
      person: p.person,
      from_at: p.from_at,
      until_at: p.until_at,
      ended: p.ended,
      reason: p.reason,
      rule: p.rule,
      basis: p.basis,
      role: p.role,
      alias: p.alias,
      automatic: p.automatic,
      settings: p.settings,
      parent: p.parent,
    })
    .onConflict((oc) => oc.column('action').doNothing()),
);
const drop = command<{ action: number }>()((db, p) =>
  db.deleteFrom('measure').where('action', '=', p.action).returning(['subject', 'kind']),
);
const dropPerson = command<{ person: string }>()((db, p) =>
  db.deleteFrom('measure').where('person', '=', p.person).where('subject', 'like', 'member %').returning('subject'),
);
const endHold = command<{ action: number }>()((db, p) =>
  db.updateTable('measure').set({ ended: 1 }).where('action', '=', p.action).where('ended', '=', 0),
);
const due = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('measure')
    .select(['action', 'kind', 'subject', 'until_at'])
    .where('until_at', 'is not', null)
    .where('ended', '=', 0)
    .where('until_at', '<=', p.now)
    .orderBy('until_at')
    .limit(p.limit),
);
const nextEnd = query()((db) =>
  db
    .selectFrom('measure')
    .select((eb) => eb.fn.min('until_at').as('at'))
    .where('until_at', 'is not', null)
    .where('ended', '=', 0),
);
const inForceNow = query<{ action: number }>()((db, p) =>
  db.selectFrom('measure').select(['action', 'ended']).where('action', '=', p.action),
);

/** What is shown otherwise after measures changed: each post once. */
export type Effects = {
  posts: Map<number, Changed>;
  places: Set<number>;
  /** Whose role or duties are others now: opaque ids. */
  members: Set<string>;
  /** Of these, who was an admin and is none any more. */
  dismissed: Set<string>;
  /** What was put aside and never appears, from now on: ids. */
  refused: Set<string>;
  /** How many more posts are looked at now for who wrote them; the rest is done in steps (take-steps.ts). */
  room: number;
  /** How many more of what an action carries take effect now, or lose it; the rest in steps. */
  actions: number;
};
export const noEffects = (actions = ACTIONS_AT_ONCE): Effects => ({
  posts: new Map(),
  places: new Set(),
  members: new Set(),
  dismissed: new Set(),
  refused: new Set(),
  room: AT_ONCE,
  actions,
});
/** Measures in one transaction: some 40 ms. More than anybody takes without a second person (BRAKE). */
const ACTIONS_AT_ONCE = 200;
/** Posts of remote members and peers in one transaction: some 10 ms. */
const AT_ONCE = 300;

const note = (effects: Effects, changed: Changed | undefined): void => {
  if (changed) effects.posts.set(changed.postId, changed);
};

type Renewed = Awaited<ReturnType<typeof renewSomePostsOf>>;

/**
 * The newest posts of who speaks elsewhere at once, the others in steps. On PostgreSQL all are looked at once more: a slice of
 * their entries may be under way that does not know yet what holds now.
 */
const beginCovering = async (
  tx: Writer,
  subject: Extract<Subject, { kind: 'remote' | 'peer' }>,
  now: number,
  effects: Effects,
): Promise<void> => {
  const begin = async (walk: string, some: Renewed): Promise<void> => {
    effects.room -= some.count;
    for (const one of some.changed) note(effects, one);
    await keepCovering(tx, walk, tx.dialect === 'postgres' ? START : some.next);
  };
  await begin(subjectText(subject), await renewSomePostsOf(tx, subject, START, effects.room, now));
  if (subject.kind !== 'peer') return;
  await begin(votesOf(subject.origin), await renewSomeVotesOf(tx, subject.origin, START, effects.room, now));
};

/** Lays what is in force over a subject anew. */
export const renewSubject = async (tx: Writer, text: string, now: number, effects: Effects): Promise<void> => {
  const subject = parseSubject(text);
  switch (subject?.kind) {
    case 'post': {
      note(effects, await renewPost(tx, subject.key, now));
      const author = await authorHeldFirst(tx, subject.key, now);
      return author && beginCovering(tx, author, now, effects);
    }
    case 'thread':
      return note(effects, await renewThread(tx, subject.key, now));
    case 'place': {
      const place = await renewPlace(tx, subject.place, now);
      if (place !== undefined) effects.places.add(place);
      return;
    }
    case 'member':
      return renewMember(tx, subject.member, now);
    case 'remote':
    case 'peer':
      return beginCovering(tx, subject, now, effects);
    default:
      return;
  }
};

/** Whose reports are not taken is shown nowhere. */
const shows = ({ kind }: { kind: string }): boolean => kind !== 'mute';

export const putMeasure = async (tx: Writer, row: MeasureRow, now: number, effects: Effects): Promise<void> => {
  await tx.run(put, row);
  const subject = row.kind === 'purge' ? parseSubject(row.subject) : undefined;
  if (subject?.kind === 'post') await purgePost(tx, subject.key);
  if (shows(row)) await renewSubject(tx, row.subject, now, effects);
};

/** An action has no effect any more. */
export const dropMeasure = async (tx: Writer, action: number, now: number, effects: Effects): Promise<void> => {
  for (const gone of await tx.rows(drop, { action }))
    if (shows(gone)) await renewSubject(tx, gone.subject, now, effects);
};

/** A member is gone, and what restricted them. */
export const dropMeasuresOf = async (tx: Writer, person: string): Promise<void> => {
  await tx.rows(dropPerson, { person });
};

export type Ended = { action: number; kind: string; subject: string };

/** Ends what is over by now, some at a time. A hold goes on as "not reviewed". */
export const endMeasures = async (tx: Writer, now: number, limit: number, effects: Effects): Promise<Ended[]> => {
  const over = await tx.all(due, { now, limit });
  const subjects = new Set<string>();
  for (const { action, kind, subject } of over) {
    if (kind === 'hold') await tx.run(endHold, { action });
    else await tx.rows(drop, { action });
    if (shows({ kind })) subjects.add(subject);
  }
  for (const subject of subjects) await renewSubject(tx, subject, now, effects);
  return over;
};

/** When the next measure ends; undefined: none does. */
export const nextEndOf = async (reader: Reader): Promise<number | undefined> =>
  (await reader.get(nextEnd, {}))?.at ?? undefined;

/** How a measure stands; undefined once it is reversed or over. */
export const measureOf = async (
  reader: Reader,
  action: number,
): Promise<{ action: number; ended: 0 | 1 } | undefined> => reader.get(inForceNow, { action });
