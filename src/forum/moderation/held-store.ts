// Rows of what was written and has not appeared yet. It is no post, on boards and planks alike: no list, search, feed or count can
// show it.
import { type Kysely, sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { DB, Row } from '../../db/tables.ts';
import type { InForce } from '../policy/layer.ts';
import { measuresOn } from '../policy/measure-rows.ts';
import { subjectText } from '../policy/measures.ts';

export type HeldRow = Row<'held_post'>;

export type NewHeld = {
  publicId: string;
  member: number;
  kind: 'thread' | 'reply';
  place: number;
  thread: PostKey | null;
  parent: string | null;
  title: string;
  body: string;
  /** JSON. */
  attachments: string;
  about: string | null;
  acknowledged: 0 | 1;
  why: string;
  at: number;
  until: number | null;
};

type Flat = Omit<NewHeld, 'thread'> & { threadOrigin: string | null; threadSeq: number | null };

const insert = command<Flat>()((db, p) =>
  db.insertInto('held_post').values({
    public_id: p.publicId,
    member_id: p.member,
    kind: p.kind,
    place_id: p.place,
    thread_origin: p.threadOrigin,
    thread_seq: p.threadSeq,
    parent: p.parent,
    title: p.title,
    body: p.body,
    attachments: p.attachments,
    about: p.about,
    acknowledged: p.acknowledged,
    why: p.why,
    action: 0,
    at: p.at,
    until_at: p.until,
    state: 'held',
  }),
);
const putAction = command<{ publicId: string; action: number }>()((db, p) =>
  db.updateTable('held_post').set({ action: p.action }).where('public_id', '=', p.publicId),
);
const byId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('held_post').selectAll().where('public_id', '=', p.publicId),
);
type Settled = { publicId: string; from: string; to: HeldRow['state']; at: number; post: string | null };
const settle = command<Settled>()((db, p) =>
  db
    .updateTable('held_post')
    .set({ state: p.to, decided_at: p.at, post: p.post })
    .where('public_id', '=', p.publicId)
    .where('state', '=', p.from as HeldRow['state']),
);
const wordless = command<{ publicId: string }>()((db, p) =>
  db.updateTable('held_post').set({ title: '', body: '', attachments: '[]' }).where('public_id', '=', p.publicId),
);
const dropOf = command<{ member: number }>()((db, p) => db.deleteFrom('held_post').where('member_id', '=', p.member));
const wordlessSince = command<{ before: number }>()((db, p) =>
  db
    .updateTable('held_post')
    .set({ title: '', body: '', attachments: '[]' })
    .where('state', '=', 'refused')
    .where('decided_at', '<', p.before)
    .where((eb) => eb.or([eb('body', '!=', ''), eb('attachments', '!=', '[]')])),
);

/** What holds it was undone or is over, all of it, and it is not a post yet. */
const free = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom('held_post')
    .selectAll()
    .where('state', '=', 'held')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('measure')
            .select('measure.action')
            .where('measure.subject', '=', sql<string>`'held ' || held_post.public_id`)
            .where('measure.ended', '=', 0),
        ),
      ),
    )
    .orderBy('id')
    .limit(p.limit),
);
const ofMember = query<{ member: number; below: number; limit: number }>()((db, p) =>
  db
    .selectFrom('held_post')
    .innerJoin('place', 'place.id', 'held_post.place_id')
    .selectAll('held_post')
    .select(['place.kind as place_kind', 'place.slug as place_slug'])
    .where('held_post.member_id', '=', p.member)
    .where('held_post.id', '<', p.below)
    .orderBy('held_post.id', 'desc')
    .limit(p.limit),
);
/** With whose it is, what it answers, and why it is held. */
const forDesk = (db: Kysely<DB>) =>
  db
    .selectFrom('held_post')
    .innerJoin('place', 'place.id', 'held_post.place_id')
    .innerJoin('member', 'member.id', 'held_post.member_id')
    .leftJoin('thread', (join) =>
      join.onRef('thread.origin', '=', 'held_post.thread_origin').onRef('thread.seq', '=', 'held_post.thread_seq'),
    )
    .leftJoin('action', 'action.number', 'held_post.action')
    .selectAll('held_post')
    .select(['place.kind as place_kind', 'place.slug as place_slug', 'member.name as author'])
    .select(['thread.title as thread_title', 'action.reason']);
type After = { after: number; limit: number };
const waiting = query<After>()((db, p) =>
  forDesk(db)
    .where('held_post.state', '=', sql.lit('held'))
    .where('held_post.id', '>', p.after)
    .orderBy('held_post.id')
    .limit(p.limit),
);
const waitingIn = query<After & { place: number }>()((db, p) =>
  forDesk(db)
    .where('held_post.place_id', '=', p.place)
    // The index has just these.
    .where('held_post.state', '=', sql.lit('held'))
    .where('held_post.id', '>', p.after)
    .orderBy('held_post.id')
    .limit(p.limit),
);
const everyOf = query<After & { member: number }>()((db, p) =>
  forDesk(db)
    .where('held_post.member_id', '=', p.member)
    .where('held_post.id', '>', p.after)
    .orderBy('held_post.id')
    .limit(p.limit),
);
const places = query()((db) => db.selectFrom('place').select(['id', 'kind', 'slug']));
const memberBy = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId),
);
const forDeskById = query<{ publicId: string }>()((db, p) => forDesk(db).where('held_post.public_id', '=', p.publicId));

/** The id of what was put aside, where a subject (by subjectText) is that. */
export const heldIn = (subject: string): string | undefined =>
  subject.startsWith('held ') ? subject.slice('held '.length) : undefined;

/** They go some time after it was refused. */
export const hasWords = ({ body, attachments }: Pick<HeldRow, 'body' | 'attachments'>): boolean =>
  body !== '' || attachments !== '[]';

export const addHeld = async (tx: Writer, { thread, ...rest }: NewHeld): Promise<void> => {
  await tx.run(insert, { ...rest, threadOrigin: thread?.origin ?? null, threadSeq: thread?.seq ?? null });
};
export const noteHold = async (tx: Writer, publicId: string, action: number): Promise<void> => {
  await tx.run(putAction, { publicId, action });
};
export const findHeld = async (reader: Reader, publicId: string): Promise<HeldRow | undefined> =>
  reader.get(byId, { publicId });
/** What holds it, or did until nobody had looked in time. */
export const holdsOn = async (reader: Reader, publicId: string, now: number): Promise<InForce[]> =>
  measuresOn(reader, [subjectText({ kind: 'held', id: publicId })], now);
/** Answers false where it was decided meanwhile. */
export const settleHeld = async (tx: Writer, change: Settled): Promise<boolean> => (await tx.run(settle, change)) > 0;
/** Its words are in the post now, or were taken back. */
export const dropWords = async (tx: Writer, publicId: string): Promise<void> => {
  await tx.run(wordless, { publicId });
};
export const dropHeldOf = async (tx: Writer, member: number): Promise<void> => {
  await tx.run(dropOf, { member });
};
/** What was not let through is not kept for ever. */
export const dropRefusedWords = async (tx: Writer, before: number): Promise<number> =>
  tx.run(wordlessSince, { before });

export const freeHeld = async (reader: Reader, limit: number) => reader.all(free, { limit });
export const heldOfMember = async (reader: Reader, member: number, below: number, limit: number) =>
  reader.all(ofMember, { member, below, limit });
/** As {@link heldWaiting}, whatever became of it. */
export const heldForDesk = async (reader: Reader, publicId: string) => reader.get(forDeskById, { publicId });
export type HeldForDesk = Awaited<ReturnType<typeof heldWaiting>>[number];
/** Oldest first. */
export const heldWaiting = async (reader: Reader, after: number, limit: number) =>
  reader.all(waiting, { after, limit });
/** @param place its id */
export const heldWaitingIn = async (reader: Reader, place: number, after: number, limit: number) =>
  reader.all(waitingIn, { place, after, limit });
/** Of one member, whatever became of each. @param publicId the opaque one */
export const heldOfPerson = async (reader: Reader, publicId: string, after: number, limit: number) => {
  const member = (await reader.get(memberBy, { publicId }))?.id;
  return member === undefined ? [] : reader.all(everyOf, { member, after, limit });
};
/** The ids of the places of these scopes. */
export const placesOf = async (reader: Reader, scopes: readonly string[]): Promise<number[]> =>
  (await reader.all(places, {})).filter(({ kind, slug }) => scopes.includes(`${kind}:${slug}`)).map(({ id }) => id);
/** Exported for tests, which ask the database how it reads them. */
export const heldLists = { waiting, waitingIn, everyOf };
