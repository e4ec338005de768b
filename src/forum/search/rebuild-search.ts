// Indexes what is not in the index: after an upgrade that brought it, and anew for `koinon rebuild --search`. Post by post in
// short transactions, so that nobody waits; how far it came is kept, so that it goes on after a stop.
import type { Database, Reader, Writer } from '../../db/database.ts';
import { emptyIndex, indexPost, postsAfter } from '../../db/post-words.ts';
import { command, query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

type Needs = { db: Database };

/** Setting: the row of the last post that was looked at, or that all were. */
const NAME = 'search.filled';
const DONE = 'done';
/** Some 10 ms on SQLite. */
const BATCH = 200;

const read = query()((db) => db.selectFrom('setting').select('value').where('name', '=', NAME));
const put = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: NAME, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

const filledTo = async (reader: Reader): Promise<string> => (await reader.get(read, {}))?.value ?? '0';

const fillOne = async (tx: Writer): Promise<number | undefined> => {
  const at = await filledTo(tx);
  if (at === DONE) return undefined;
  const posts = await postsAfter(tx, Number(at), BATCH);
  for (const post of posts) await indexPost(tx, post);
  const last = posts.at(-1);
  await tx.run(put, { value: last ? String(last.id) : DONE });
  return posts.length;
};

/** Goes on where it stopped. Answers how many posts it looked at; most often none: what is said is indexed as it is said. */
export const fillSearch =
  ({ db }: Needs) =>
  async (signal?: AbortSignal): Promise<number> => {
    if ((await filledTo(db.read)) === DONE) return 0;
    let looked = 0;
    while (!signal?.aborted) {
      const count = await db.write(fillOne);
      if (count === undefined) break;
      looked += count;
    }
    return looked;
  };

/** Meanwhile not everything is found. Answers how many posts are in the index. @throws Refusal `forbidden` */
export const rebuildSearch =
  (needs: Needs) =>
  async (actor: Actor): Promise<number> => {
    may(actor, { do: 'manage-instance' });
    await needs.db.write(async (tx) => {
      await emptyIndex(tx, 'board');
      await emptyIndex(tx, 'plank');
      await tx.run(put, { value: '0' });
    });
    return fillSearch(needs)();
  };
