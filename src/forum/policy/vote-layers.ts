// What the tallies of a post come to here: the totals that readers see, and where its thread stands in the lists. A peer whose votes
// do not count here (a filter with noVotes) is left out of both, as a constituent without votes; its tallies stay stored, and are
// passed on.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { bridgingOf, type Counts } from '../threads/bridging.ts';
import type { Cursor } from './covering-store.ts';
import { measuresOn, subjectsOfKind } from './measure-rows.ts';
import { type PlaceName, reaches } from './measures.ts';
import type { Changed } from './post-layers.ts';

const counted = query<{ post: number }>()((db, p) =>
  db.selectFrom('tally').select(['origin', 'up', 'down']).where('post_id', '=', p.post).where('counted', '=', 1),
);
const showTotals = command<{ id: number; up: number; down: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ up: p.up, down: p.down, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const rank = command<{ id: number; score: number; bridging: number }>()((db, p) =>
  db.updateTable('thread').set({ score: p.score, bridging: p.bridging }).where('id', '=', p.id),
);

type TalliedPost = { id: number; threadId: number; isStart: boolean };

/** Totals take every counted tally, bridging those of the voting constituents alone. @param voters sorted by bytes */
export const sumPost = async (tx: Writer, post: TalliedPost, voters: readonly string[]): Promise<void> => {
  const { id, threadId, isStart } = post;
  const told = new Map<string, Counts>();
  let [up, down] = [0, 0];
  for (const tally of await tx.all(counted, { post: id })) {
    told.set(tally.origin, tally);
    up += tally.up;
    down += tally.down;
  }
  await tx.run(showTotals, { id, up, down });
  if (isStart) await tx.run(rank, { id: threadId, score: up - down, bridging: bridgingOf(told, voters) });
};

/** Where votes of a peer do not count. */
export type Uncounted = { readonly origin: string; readonly scope: string };

const uncountedOf = async (reader: Reader, subject: string, now: number): Promise<Uncounted[]> =>
  (await measuresOn(reader, [subject], now))
    .filter(({ kind, settings }) => kind === 'filter' && settings.noVotes === true)
    .map(({ scope }) => ({ origin: subject.slice('peer '.length), scope }));

export const readUncounted = async (reader: Reader, now: number): Promise<Uncounted[]> => {
  const all: Uncounted[] = [];
  for (const subject of await subjectsOfKind(reader, 'peer')) all.push(...(await uncountedOf(reader, subject, now)));
  return all;
};

const placeOf = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['place.kind', 'place.slug'])
    .where('post.id', '=', p.post),
);
const mark = command<{ post: number; origin: string; counted: 0 | 1 }>()((db, p) =>
  db
    .updateTable('tally')
    .set({ counted: p.counted })
    .where('post_id', '=', p.post)
    .where('origin', '=', p.origin)
    .where('counted', '!=', p.counted),
);

/** Tallies of posts that have just come: those that do not count here are left out from the first. */
export const leaveOut = async (tx: Writer, post: number, uncounted: readonly Uncounted[]): Promise<void> => {
  if (uncounted.length === 0) return;
  const place: PlaceName | undefined = await tx.get(placeOf, { post });
  for (const { origin, scope } of uncounted)
    if (place && reaches(scope, place)) await tx.run(mark, { post, origin, counted: 0 });
};

const talliedBy = query<{ origin: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('tally')
    .innerJoin('post', 'post.id', 'tally.post_id')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['post.id', 'post.thread_id', 'post.place_id', 'post.origin', 'post.seq', 'place.kind', 'place.slug'])
    .select(['thread.origin as thread_origin', 'thread.seq as thread_seq'])
    .where('tally.origin', '=', p.origin)
    .where('tally.post_id', '<', p.before)
    .orderBy('tally.post_id', 'desc')
    .limit(p.limit),
);
const voters = query()((db) => db.selectFrom('setting').select('value').where('name', '=', 'votes.voters'));

/** For whom the threads are ranked: voting constituents, sorted by bytes. */
export const readVoters = async (reader: Reader): Promise<string[]> =>
  ((await reader.get(voters, {}))?.value ?? '').split(' ').filter((one) => one !== '');

const bumpThread = command<{ id: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const bumpPlace = command<{ id: number }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', p.id),
);

const anyUncounted = query<{ origin: string }>()((db, p) =>
  db.selectFrom('tally').select('post_id').where('origin', '=', p.origin).where('counted', '=', 0).limit(1),
);

/**
 * Some posts that a peer told votes of, the newest first: counted, or not, as measures on it say now. Answers those that show other
 * totals; `next`: where it goes on; undefined: these were the last.
 */
export const renewSomeVotesOf = async (
  tx: Writer,
  origin: string,
  from: Cursor,
  limit: number,
  now: number,
): Promise<{ changed: Changed[]; count: number; next: Cursor | undefined }> => {
  const uncounted = await uncountedOf(tx, `peer ${origin}`, now);
  if (uncounted.length === 0 && !(await tx.get(anyUncounted, { origin })))
    return { changed: [], count: 0, next: undefined };
  if (limit <= 0) return { changed: [], count: 0, next: from };
  const sorted = await readVoters(tx);
  const changed: Changed[] = [];
  const rows = await tx.all(talliedBy, { origin, before: from.id, limit });
  for (const row of rows) {
    const out = uncounted.some(({ scope }) => reaches(scope, row));
    if ((await tx.run(mark, { post: row.id, origin, counted: out ? 0 : 1 })) === 0) continue;
    const isStart = row.origin === row.thread_origin && row.seq === row.thread_seq;
    await sumPost(tx, { id: row.id, threadId: row.thread_id, isStart }, sorted);
    await tx.run(bumpThread, { id: row.thread_id });
    await tx.run(bumpPlace, { id: row.place_id });
    changed.push({ postId: row.id, threadId: row.thread_id, placeId: row.place_id });
  }
  const last = rows.at(-1);
  return { changed, count: rows.length, next: last && rows.length === limit ? { at: 0, id: last.id } : undefined };
};
