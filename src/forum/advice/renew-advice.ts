// Keeps up what advice lays over posts: when advice comes or goes, a post is edited, time passes, or an admin chooses otherwise.

import { sql } from 'kysely';
import { type PostKey, parsePostName } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { readVersions, versionAt } from '../charter/charter-store.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Cursor } from '../policy/covering-store.ts';
import { type Changed, renewPost } from '../policy/post-layers.ts';
import { readAdviceSwitches, readChoices } from './advice-settings-store.ts';
import { type AdvisoryRow, advisedPosts, advisoriesOn } from './advisory-store.ts';
import { type Advice, heardOf, type Revisions, type Weighing, weigh } from './weigh.ts';

type PutAdvice = PostKey & { effect: 'label' | 'collapse'; data: string; until: number };
const put = command<PutAdvice>()((db, p) =>
  db
    .insertInto('post_advice')
    .values({ origin: p.origin, seq: p.seq, effect: p.effect, data: p.data, until_at: p.until })
    .onConflict((oc) =>
      oc.columns(['origin', 'seq']).doUpdateSet({ effect: p.effect, data: p.data, until_at: p.until }),
    ),
);
const drop = command<PostKey>()((db, p) =>
  db.deleteFrom('post_advice').where('origin', '=', p.origin).where('seq', '=', p.seq),
);
const kept = query()((db) => db.selectFrom('post_advice').select(['origin', 'seq']).orderBy('origin').orderBy('seq'));
const due = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post_advice')
    .select(['origin', 'seq'])
    .where('until_at', 'is not', null)
    .where('until_at', '<=', p.now)
    .orderBy('until_at')
    .limit(p.limit),
);
const nextEnd = query()((db) =>
  db
    .selectFrom('post_advice')
    .select((eb) => eb.fn.min('until_at').as('at'))
    .where('until_at', 'is not', null),
);
const shown = query<PostKey>()((db, p) =>
  db.selectFrom('post').select(['id', 'edit_seq']).where('origin', '=', p.origin).where('seq', '=', p.seq),
);
/** Entries that hold revisions of a post, in any order. */
export const edits = query<{ post: number; origin: string; shown: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.seq', 'entry.at', 'entry.arrived_at'])
    .where('journal.origin', '=', p.origin)
    // Neither with `or` nor in an order: SQLite would go over the whole journal.
    .where('entry.seq', 'in', (eb) =>
      eb
        .selectFrom('revision')
        .select('revision.seq')
        .where('revision.post_id', '=', p.post)
        .unionAll(db.selectNoFrom(sql<number>`cast(${p.shown} as bigint)`.as('seq'))),
    ),
);
const takenBack = query()((db) =>
  db
    .selectFrom('post')
    .select(['origin', 'seq'])
    .where('withdrawn_reason', 'is not', null)
    .where('origin', '!=', '')
    .orderBy('origin')
    .orderBy('seq'),
);

/** What holds for all posts at `now`. */
export const readWeighing = async (reader: Reader, home: string, now: number): Promise<Weighing> => {
  const head = await currentCoalition(reader);
  const version = head && versionAt(await readVersions(reader, head.coalition), now);
  const { quorum, needed } = await readAdviceSwitches(reader);
  return {
    now,
    home,
    constituents: new Set(version?.charter.constituents.map(({ id }) => id)),
    choices: await readChoices(reader),
    quorum,
    needed,
  };
};

const adviceOf = (row: AdvisoryRow): Advice => ({
  origin: row.origin,
  effect: row.effect,
  reason: row.reason,
  until: row.until_at,
  human: row.human === 1,
  urgent: row.urgent === 1,
  revision: row.revision,
  weighty: row.weighty === 1,
  place: row.place,
});

/** An edit counts from when it was known here: who writes an earlier time into it gains nothing. */
const revisionsOf = async (
  reader: Reader,
  key: PostKey,
  post: { id: number; edit_seq: number },
): Promise<Revisions> => {
  const rows = (await reader.all(edits, { post: post.id, origin: key.origin, shown: post.edit_seq })).sort(
    (one, other) => one.seq - other.seq,
  );
  return {
    shown: post.edit_seq,
    replacedAt(revision) {
      // An entry that is none of this post's says nothing about it.
      const next = rows.some(({ seq }) => seq === revision) ? rows.find(({ seq }) => seq > revision) : undefined;
      return next && Math.max(next.at, next.arrived_at);
    },
  };
};

const renewOne = async (tx: Writer, key: PostKey, facts: Weighing): Promise<Changed | undefined> => {
  const post = await tx.get(shown, { origin: key.origin, seq: key.seq });
  const rows = post ? await advisoriesOn(tx, `post ${key.seq}@${key.origin}`, heardOf(facts), facts.now) : [];
  const weighed =
    post && rows.length > 0 ? weigh(rows.map(adviceOf), await revisionsOf(tx, key, post), facts) : undefined;
  const name = { origin: key.origin, seq: key.seq };
  if (weighed) await tx.run(put, { ...name, ...weighed, data: JSON.stringify(weighed.data) });
  else await tx.run(drop, name);
  return renewPost(tx, key, facts.now);
};

/** Weighs the advice on these posts anew. Answers those that are shown otherwise now. */
export const renewAdvice = async (
  tx: Writer,
  keys: readonly PostKey[],
  home: string,
  now: number,
): Promise<Changed[]> => {
  if (keys.length === 0) return [];
  const facts = await readWeighing(tx, home, now);
  const changed: Changed[] = [];
  for (const key of keys) {
    const one = await renewOne(tx, key, facts);
    if (one) changed.push(one);
  }
  return changed;
};

const inWindow = query<{ before: number; limit: number }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('post')
        .select(['id', 'origin', 'seq', 'withdrawn_reason'])
        .where('id', '<', p.before)
        .orderBy('id', 'desc')
        .limit(p.limit)
        .as('one'),
    )
    .selectAll()
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('post_advice')
            .select('post_advice.seq')
            .whereRef('post_advice.origin', '=', 'one.origin')
            .whereRef('post_advice.seq', '=', 'one.seq'),
        )
        .as('kept'),
      eb
        .exists(
          eb
            .selectFrom('advisory')
            .select('advisory.seq')
            .where('advisory.subject', '=', sql<string>`'post ' || one.seq || '@' || one.origin`),
        )
        .as('advised'),
    ])
    .orderBy('one.id', 'desc'),
);

/**
 * Weighs anew what is advised on some posts, the newest first: after an admin chose otherwise. `next`: where it goes on; undefined:
 * these were the last.
 * @param limit posts that are looked at
 */
export const renewSomeAdvice = async (
  tx: Writer,
  home: string,
  from: Cursor,
  limit: number,
  now: number,
): Promise<{ changed: Changed[]; next: Cursor | undefined }> => {
  const rows = await tx.all(inWindow, { before: from.id, limit });
  const concerned = rows.filter(
    ({ origin, kept, advised, withdrawn_reason: reason }) => origin !== '' && (kept || advised || reason !== null),
  );
  const changed = await renewAdvice(tx, concerned, home, now);
  const last = rows.at(-1);
  return { changed, next: last && rows.length === limit ? { at: 0, id: last.id } : undefined };
};

/** Weighs all anew: after the planks were folded anew. Answers those that are shown otherwise now. */
export const renewAllAdvice = async (tx: Writer, home: string, now: number): Promise<Changed[]> => {
  const keys = new Map<string, PostKey>();
  for (const { origin, seq } of await tx.all(kept, {})) keys.set(`${seq}@${origin}`, { origin, seq });
  for (const subject of await advisedPosts(tx, now)) {
    const name = subject.slice('post '.length);
    const key = parsePostName(name);
    if (key) keys.set(name, key);
  }
  for (const { origin, seq } of await tx.all(takenBack, {})) keys.set(`${seq}@${origin}`, { origin, seq });
  return renewAdvice(tx, [...keys.values()], home, now);
};

/** Weighs anew what time has changed, some at a time. */
export const endAdvice = async (
  tx: Writer,
  home: string,
  now: number,
  limit: number,
): Promise<{ count: number; changed: Changed[] }> => {
  const keys = await tx.all(due, { now, limit });
  return { count: keys.length, changed: await renewAdvice(tx, keys, home, now) };
};

/** When advice is to be weighed again; undefined: there is none. */
export const nextAdviceEnd = async (reader: Reader): Promise<number | undefined> =>
  (await reader.get(nextEnd, {}))?.at ?? undefined;
