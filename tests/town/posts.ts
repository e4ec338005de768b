// Looks for posts and entries on an instance, by their names.
import { parseEntryName } from '../../src/base/names.ts';
import { query } from '../../src/db/statement.ts';
import type { ContentState, Effect, PostState } from '../../src/db/tables.ts';
import type { Instance } from './instance.ts';

const post = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('post')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select('place.slug as plank')
    .select(['post.state', 'post.title', 'post.body', 'post.at', 'post.revision_count as revisions'])
    .select(['post.withdrawn_reason as withdrawn', 'author.name as author'])
    .select(['parent.origin as parentOrigin', 'parent.seq as parentSeq'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const entry = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select(['entry.content_state as content', 'entry.effect', 'entry.hash'])
    .where('journal.origin', '=', p.origin)
    .where('entry.seq', '=', p.seq),
);
const entryCount = query<{ origin: string }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('journal.origin', '=', p.origin),
);
const tallies = query<{ origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('tally')
    .innerJoin('post', 'post.id', 'tally.post_id')
    .select(['tally.origin', 'tally.up', 'tally.down'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq)
    .orderBy('tally.origin'),
);
const forks = query()((db) =>
  db
    .selectFrom('epoch')
    .innerJoin('journal', 'journal.id', 'epoch.journal_id')
    .select(['journal.origin', 'epoch.epoch', 'epoch.forked_seq as seq'])
    .where('epoch.forked_seq', 'is not', null)
    .orderBy('journal.origin')
    .orderBy('epoch.epoch'),
);
const evidenceCount = query()((db) => db.selectFrom('evidence').select((eb) => eb.fn.countAll<number>().as('count')));
const epochCount = query<{ origin: string }>()((db, p) =>
  db
    .selectFrom('epoch')
    .innerJoin('journal', 'journal.id', 'epoch.journal_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('journal.origin', '=', p.origin),
);
const refusals = query()((db) =>
  db.selectFrom('peer').select(['origin', 'refused', 'refused_why']).where('refused', '>', 0),
);

type Post = {
  state: PostState;
  title: string;
  body: string;
  at: number;
  revisions: number;
  withdrawn: string | null;
  author: string;
  plank: string;
  /** The name of the post that it answers; null for a start. */
  parent: string | null;
};

const keyOf = (name: string) => parseEntryName(name) ?? { origin: '', seq: 0 };

/** The post as it is attached; undefined while it is not. */
export const postOn = async (one: Instance, name: string): Promise<Post | undefined> => {
  const row = await one.db.read.get(post, keyOf(name));
  if (!row) return undefined;
  const { parentOrigin, parentSeq, ...rest } = row;
  return { ...rest, parent: parentOrigin === null ? null : `${parentSeq}@${parentOrigin}` };
};

export const entryOn = async (
  one: Instance,
  name: string,
): Promise<{ content: ContentState; effect: Effect; hash: string } | undefined> => one.db.read.get(entry, keyOf(name));

/** How many entries of an origin it holds. */
export const countOn = async (one: Instance, origin: string): Promise<number> =>
  (await one.db.read.get(entryCount, { origin }))?.count ?? 0;

export const talliesOn = async (one: Instance, name: string) => one.db.read.all(tallies, keyOf(name));

/** Epochs that a fork cut off, and where. */
export const forksOn = async (one: Instance): Promise<string[]> =>
  (await one.db.read.all(forks, {})).map(({ origin, epoch, seq }) => `${origin} ${epoch} from ${seq}`);

export const evidenceOn = async (one: Instance): Promise<number> =>
  (await one.db.read.get(evidenceCount, {}))?.count ?? 0;

/** How many epochs of an origin it holds. */
export const epochsOn = async (one: Instance, origin: string): Promise<number> =>
  (await one.db.read.get(epochCount, { origin }))?.count ?? 0;

/** Peers of which something was refused. */
export const refusalsOn = async (one: Instance) => one.db.read.all(refusals, {});

const layers = query<{ origin: string; seq: number }>()((db, p) =>
  db.selectFrom('post').select('layer').where('origin', '=', p.origin).where('seq', '=', p.seq),
);

/** How a post is shown by what is laid over it there; undefined while it is not attached. */
export const shownOn = async (one: Instance, name: string): Promise<string | undefined> => {
  const row = await one.db.read.get(layers, keyOf(name));
  return row && (JSON.parse(row.layer ?? 'null')?.state ?? 'visible');
};
