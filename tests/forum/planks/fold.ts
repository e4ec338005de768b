// One instance that reads and three journals on paper, for the tests of what entries do: alone, and in any order.
import { parseEntryName } from '../../../src/base/names.ts';
import { type Command, command, query } from '../../../src/db/statement.ts';
import { findAuthor } from '../../../src/forum/threads/author-store.ts';
import { findPlace } from '../../../src/forum/threads/place-store.ts';
import { findPost } from '../../../src/forum/threads/post-store.ts';
import { findThread } from '../../../src/forum/threads/thread-store.ts';
import { findEntry } from '../../../src/journal/entry-store.ts';
import { findJournal } from '../../../src/journal/journal-store.ts';
import { type CoalitionOptions, openCoalition } from '../../support/coalition.ts';
import { testDialect } from '../../support/database.ts';
import type { Scribe } from '../../support/scribe.ts';

const forgets: Command<object, unknown>[] = [
  command()((db) => db.deleteFrom('entry')),
  command()((db) => db.deleteFrom('erased_range')),
  command()((db) => db.deleteFrom('erasure')),
  command()((db) => db.deleteFrom('evidence')),
  command()((db) => db.deleteFrom('waiting')),
  command()((db) => db.deleteFrom('epoch').where('epoch', '>', 1)),
  command()((db) =>
    db.updateTable('epoch').set((eb) => ({
      head_seq: 0,
      head_hash: eb.ref('hash'),
      head_at: eb.ref('at'),
      checked_seq: 0,
      forked_seq: null,
      end_seq: null,
      end_hash: null,
    })),
  ),
];
const waiting = query()((db) => db.selectFrom('waiting').select(['seq', 'awaits', 'due_at']).orderBy('seq'));
const revisions = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select(['seq', 'title', 'body']).where('post_id', '=', p.post).orderBy('seq'),
);
const tallies = query<{ post: number }>()((db, p) =>
  db.selectFrom('tally').select(['origin', 'up', 'down']).where('post_id', '=', p.post).orderBy('origin'),
);

const keyOf = (name: string) => {
  const key = parseEntryName(name);
  if (!key) throw new Error(`${name} is no name of an entry`);
  return key;
};

export const ALICE = 'alice-00000001';
export const BORIS = 'boris-00000001';
export const CARLA = 'carla-00000001';

/** Lines that one of two views has and the other has not. */
const difference = (one: readonly string[], other: readonly string[]): string =>
  [
    ...one.filter((line) => !other.includes(line)).map((line) => `- ${line}`),
    ...other.filter((line) => !one.includes(line)).map((line) => `+ ${line}`),
  ].join('\n');

/** `await using fold = await openFold();` */
export const openFold = async (options: CoalitionOptions = {}) => {
  const coalition = await openCoalition({
    instances: ['home.example'],
    scribes: ['x.example', 'y.example', 'z.example'],
    ...options,
  });
  const home = coalition.at('home.example');
  const { read } = home.db;

  const post = async (name: string) => findPost(read, keyOf(name));
  /** Takes everything away that was ever taken in. */
  const forget = async (): Promise<void> => {
    await home.db.write(async (tx) => {
      for (const statement of forgets) await tx.run(statement, {});
    });
    await home.refold();
  };
  /** Takes in entries one by one, each in a transaction of its own. */
  const arrive = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      const taken = await home.take(line);
      const [refused] = [...taken.refused, ...taken.unvouched];
      if (refused) throw new Error(`refused: ${JSON.stringify(refused)}`);
    }
  };

  return {
    coalition,
    home,
    x: coalition.scribe('x.example'),
    y: coalition.scribe('y.example'),
    z: coalition.scribe('z.example'),
    forget,
    arrive,
    post,
    thread: async (name: string) => findThread(read, keyOf(name)),
    plank: async (slug: string) => findPlace(read, 'plank', slug),
    author: async (origin: string, member: string) => findAuthor(read, origin, member),
    entry: async (name: string) => {
      const { origin, seq } = keyOf(name);
      const journal = await findJournal(read, coalition.id, origin);
      return journal && (await findEntry(read, journal.id, seq));
    },
    waiting: async () => read.all(waiting, {}),
    revisions: async (name: string) => read.all(revisions, { post: (await post(name))?.id ?? 0 }),
    tallies: async (name: string) => read.all(tallies, { post: (await post(name))?.id ?? 0 }),
    /** The view, and the same view folded anew: they must be one. */
    async settled(): Promise<string[]> {
      const live = await home.viewText();
      await home.refold();
      const again = await home.viewText();
      if (JSON.stringify(live) !== JSON.stringify(again))
        throw new Error(`folded anew, the view is another:\n${difference(live, again)}`);
      return live;
    },
    [Symbol.asyncDispose]: () => coalition[Symbol.asyncDispose](),
  };
};

export type TestFold = Awaited<ReturnType<typeof openFold>>;

export const linesOf = (scribe: Scribe): string[] => scribe.written.map(({ line }) => line);

/** Every order in which the items of several lists can come, each list in its own order. */
export function* interleavings<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const left = lists.filter((list) => list.length > 0);
  if (left.length === 0) {
    yield [];
    return;
  }
  for (const list of left) {
    const [first, ...rest] = list;
    const others = left.map((other) => (other === list ? rest : other));
    for (const order of interleavings(others)) yield [first as T, ...order];
  }
}

/** The view that these journals give in whatever order they arrive. @throws Error where two orders differ */
export const inAnyOrder = async (fold: TestFold, journals: readonly (readonly string[])[]): Promise<string[]> => {
  let first: { order: string[]; view: string[] } | undefined;
  const orders = [...interleavings(journals)];
  // Every one of them on SQLite; on PostgreSQL, where each transaction costs more, a few that are far apart.
  const step = testDialect() === 'sqlite' ? 1 : Math.ceil(orders.length / 5);
  for (const order of orders.filter((_, index) => index % step === 0)) {
    await fold.forget();
    await fold.arrive(order);
    const view = await fold.settled();
    first ??= { order, view };
    if (JSON.stringify(view) === JSON.stringify(first.view)) continue;
    const number = (line: string) => journals.findIndex((journal) => journal.includes(line));
    throw new Error(
      `in the order ${order.map(number)} the view is not as in ${first.order.map(number)}:\n${difference(first.view, view)}`,
    );
  }
  return first?.view ?? [];
};
