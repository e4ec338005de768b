// A thread of a plank, derived anew from the entries that speak of it: what it shows goes, and comes again by the same functions that
// apply an entry when it comes. A long one goes and comes in parts, the newest posts first.
import { nameOfPost, type PostKey, parsePostName } from '../../../base/names.ts';
import type { Writer } from '../../../db/database.ts';
import { numbersOf } from '../../../db/dialect.ts';
import { command, query } from '../../../db/statement.ts';
import { type Aside, dropAside, setAside, takeBack } from '../../../db/words-aside.ts';
import { anyAdvisory } from '../../advice/advisory-store.ts';
import { renewAdvice } from '../../advice/renew-advice.ts';
import { readVoting } from '../../instance/settings.ts';
import { renewThread } from '../../policy/other-layers.ts';
import { renewPost } from '../../policy/post-layers.ts';
import { growPlace } from '../../threads/place-store.ts';
import { applyEntries, finishFold, stopWaiting } from '../apply/apply-entries.ts';
import { createFold, type Fold, type FoldFacts, findKnown } from '../apply/fold.ts';
import { markUntoldOf } from '../tally-due.ts';
import { type Listed, newestListed, readEntries, speakingOf } from './names.ts';

type Ids = { ids: string };
const dropTallies = command<Ids>()((db, p, d) => db.deleteFrom('tally').where('post_id', 'in', numbersOf(d, p.ids)));
const dropRevisions = command<Ids>()((db, p, d) =>
  db.deleteFrom('revision').where('post_id', 'in', numbersOf(d, p.ids)),
);
// Files that they name stay for now: most are named again.
const dropAttachments = command<Ids>()((db, p, d) =>
  db.deleteFrom('plank_attachment').where('post_id', 'in', numbersOf(d, p.ids)),
);
const dropPosts = command<Ids>()((db, p, d) => db.deleteFrom('post').where('id', 'in', numbersOf(d, p.ids)));
const dropThread = command<{ id: number }>()((db, p) => db.deleteFrom('thread').where('id', '=', p.id));
const shrink = command<{ id: number; posts: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ post_count: eb('post_count', '-', p.posts), version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
/** Nobody stands before what it answers, so what is answered goes after its answers. */
const newest = query<{ thread: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'origin', 'seq'])
    .where('thread_id', '=', p.thread)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);

const liveByKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .select('id')
    .where('origin', '=', p.origin)
    .where('seq', '=', p.seq)
    .where('state', '=', 'live'),
);
const findNamedRow = async (tx: Writer, name: string): Promise<number | undefined> => {
  const key = parsePostName(name);
  return key && (await tx.get(liveByKey, { origin: key.origin, seq: key.seq }))?.id;
};

export type ThreadRow = { id: number; origin: string; seq: number; place_id: number };

/** Takes the newest posts of a thread away. Answers how many went, and whether the thread went with them. */
const takeApart = async (
  tx: Writer,
  thread: ThreadRow,
  limit: number,
): Promise<{ gone: boolean; count: number; words: Map<string, Aside> }> => {
  const rows = await tx.all(newest, { thread: thread.id, limit: limit + 1 });
  const going = rows.slice(0, limit);
  const words = new Map<string, Aside>();
  for (const row of going) {
    const aside = await setAside(tx, row.id);
    if (aside) words.set(nameOfPost(row), aside);
  }
  const ids = { ids: JSON.stringify(going.map(({ id }) => id)) };
  for (const drop of [dropTallies, dropRevisions, dropAttachments, dropPosts]) await tx.run(drop, ids);
  const gone = rows.length <= limit;
  if (gone) await tx.run(dropThread, { id: thread.id });
  else await tx.run(shrink, { id: thread.id, posts: going.length });
  await growPlace(tx, { id: thread.place_id, threads: gone ? -1 : 0, posts: -going.length, at: 0 });
  return { gone, count: going.length, words };
};

/** Entries that speak of one post, at most: more are not looked at in one step. */
const OF_ONE = 1_000;

/** Entries up to `to` that are still to be looked at, behind `after`. What came later has taken effect as it came. */
export type Rest = { readonly after: number; readonly to: number };

/** What speaks of the thread, and of each post of it that is not there. `next`: the last that was looked at; undefined: these were all. */
const entriesOf = async (
  fold: Fold,
  name: string,
  rest: Rest,
  limit: number,
): Promise<{ entries: Listed[]; next: number | undefined }> => {
  const { tx } = fold;
  const ids = await speakingOf(tx, name, limit, rest);
  const entries: Listed[] = [];
  const more = new Set<number>();
  for (const one of await readEntries(tx, ids)) {
    const { entry } = one;
    const isPost = entry.type === 'reply.posted' || entry.type === 'thread.started';
    // It waited for one that stands again, and was woken, with all that waited for it.
    if (isPost && (await findKnown(fold, entry))) continue;
    entries.push(one);
    if (entry.type === 'reply.posted') for (const id of await speakingOf(tx, nameOfPost(entry), OF_ONE)) more.add(id);
  }
  for (const id of ids) more.delete(id);
  entries.push(...(await readEntries(tx, [...more])));
  entries.sort((a, b) => a.id - b.id);
  return { entries, next: ids.length === limit ? ids.at(-1) : undefined };
};

/** Applies what speaks of a thread, some of it. Answers where it goes on; undefined: all was applied. */
export const putTogether = async (
  tx: Writer,
  facts: FoldFacts,
  name: string,
  rest: Rest,
  limit: number,
): Promise<Rest | undefined> => {
  const fold = createFold(tx, facts, true);
  const { entries, next } = await entriesOf(fold, name, rest, limit);
  for (const { entry } of entries) await stopWaiting(fold, entry);
  await applyEntries(
    fold,
    entries.filter(({ counts }) => counts).map(({ entry }) => entry),
    true,
  );
  // They stand where they stood: nobody is told.
  fold.events.length = 0;
  await finishFold(fold);
  await layOver(
    tx,
    facts,
    name,
    [...fold.posts.values()].map(({ id }) => id),
  );
  return next === undefined ? undefined : { after: next, to: rest.to };
};

const keysOf = query<Ids>()((db, p, d) =>
  db.selectFrom('post').select(['origin', 'seq']).where('id', 'in', numbersOf(d, p.ids)).orderBy('id'),
);

/** Measures, advice, and votes cast here, over posts that are new rows. */
const layOver = async (tx: Writer, facts: FoldFacts, thread: string, posts: readonly number[]): Promise<void> => {
  const ids = JSON.stringify([...new Set(posts)]);
  const keys: PostKey[] = await tx.all(keysOf, { ids });
  if (await anyAdvisory(tx)) await renewAdvice(tx, keys, facts.home, facts.now);
  else for (const key of keys) await renewPost(tx, key, facts.now);
  const [seq, origin] = thread.split('@');
  if (origin !== undefined) await renewThread(tx, { origin, seq: Number(seq) }, facts.now);
  await markUntoldOf(tx, facts.home, await readVoting(tx), facts.now, ids);
};

/**
 * Derives a thread anew, or a part of it: `apart` says that some of its posts went, and it is still there; `next`, that it stands
 * again, and where the rest of its entries begins.
 */
export const threadAgain = async (
  tx: Writer,
  facts: FoldFacts,
  thread: ThreadRow,
  limit: number,
): Promise<{ apart: boolean; count: number; next?: Rest | undefined }> => {
  const { gone, count, words } = await takeApart(tx, thread, limit);
  const rest = { after: 0, to: await newestListed(tx) };
  const next = gone ? await putTogether(tx, facts, nameOfPost(thread), rest, limit) : undefined;
  for (const [name, aside] of words) {
    const post = gone ? await findNamedRow(tx, name) : undefined;
    if (post === undefined || !(await takeBack(tx, aside, post))) dropAside(tx, aside);
  }
  return gone ? { apart: false, count, next } : { apart: true, count };
};
