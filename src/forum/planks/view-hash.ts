// The view as a hash: what the fold derived, by names and never by row ids, so that two instances can be compared. What is laid over it
// here is no part of it: where votes of a peer are left out, totals and ranks go into it as all derive them.
import { createHash } from 'node:crypto';
import { nameOfPost } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { readVoters } from '../policy/vote-layers.ts';
import { bridgingOf } from '../threads/bridging.ts';

const threads = query<{ after: number }>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .innerJoin('author', 'author.id', 'thread.author_id')
    .select([
      'thread.id',
      'thread.origin',
      'thread.seq',
      'thread.title',
      'thread.at',
      'thread.active_at',
      'thread.post_count',
      'thread.listed',
      'place.slug',
      'author.public_id',
      'thread.score',
      'thread.bridging',
    ])
    .where('thread.origin', '!=', '')
    .orderBy('thread.origin')
    .orderBy('thread.seq')
    .where('thread.id', '>', p.after),
);
const posts = query<{ thread: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .select([
      'post.id',
      'post.origin',
      'post.seq',
      'post.state',
      'post.title',
      'post.body',
      'post.at',
      'post.edited_at',
      'post.edit_seq',
      'post.revision_count',
      'post.withdrawn_seq',
      'post.withdrawn_reason',
      'author.public_id',
      'parent.origin as parent_origin',
      'parent.seq as parent_seq',
      'post.up',
      'post.down',
    ])
    .where('post.thread_id', '=', p.thread)
    .orderBy('post.at')
    .orderBy('post.origin')
    .orderBy('post.seq'),
);
const revisions = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select(['seq', 'title', 'body', 'at']).where('post_id', '=', p.post).orderBy('seq'),
);
const tallies = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('tally')
    .select(['origin', 'up', 'down', 'seq', 'counted'])
    .where('post_id', '=', p.post)
    .orderBy('origin'),
);
const attachments = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('plank_attachment')
    .select(['revision', 'position', 'digest', 'type', 'size', 'width', 'height', 'alt'])
    .where('post_id', '=', p.post)
    .orderBy('revision')
    .orderBy('position'),
);
const authors = query()((db) =>
  db
    .selectFrom('author')
    .select(['origin', 'public_id', 'name', 'display_name', 'bio', 'seq', 'erased_seq'])
    .where('origin', '!=', '')
    .orderBy('origin')
    .orderBy('public_id'),
);
const places = query()((db) =>
  db
    .selectFrom('place')
    .select(['coalition', 'slug', 'thread_count', 'post_count', 'active_at'])
    .where('kind', '=', 'plank')
    .orderBy('coalition')
    .orderBy('slug'),
);

const advisories = query()((db) =>
  db
    .selectFrom('advisory')
    .select(['origin', 'seq', 'subject', 'revision', 'effect', 'reason', 'at', 'until_at', 'human', 'urgent'])
    .select(['weighty', 'withdrawn_seq'])
    .orderBy('origin')
    .orderBy('seq'),
);

type Tally = { origin: string; up: number; down: number; seq: number; counted: 0 | 1 };

/** Totals and ranks of a post as all derive them; undefined where that is what is stored. */
const sharedTotals = (all: readonly Tally[], voters: readonly string[]) => {
  if (all.every(({ counted }) => counted === 1)) return undefined;
  const [up, down] = [all.reduce((sum, one) => sum + one.up, 0), all.reduce((sum, one) => sum + one.down, 0)];
  const told = new Map(all.map((one) => [one.origin, one] as const));
  return { totals: { up, down }, rank: { score: up - down, bridging: bridgingOf(told, voters) } };
};

export type ViewLine = {
  readonly text: string;
  /** What this instance makes of it for its own readers: not the same everywhere, and no part of the view. */
  readonly local: boolean;
};
const shared = (...parts: unknown[]): ViewLine => ({ text: JSON.stringify(parts), local: false });
const local = (...parts: unknown[]): ViewLine => ({ text: JSON.stringify(parts), local: true });

/** Every line of the view, and of what is shown otherwise here, in one order for all instances. */
export async function* storedLines(reader: Reader): AsyncGenerator<ViewLine> {
  for (const place of await reader.all(places, {})) yield shared('place', ...Object.values(place));
  for (const author of await reader.all(authors, {})) yield shared('author', ...Object.values(author));
  for (const advisory of await reader.all(advisories, {})) yield shared('advisory', ...Object.values(advisory));
  const voters = await readVoters(reader);
  for (const { id, ...thread } of await reader.all(threads, { after: 0 })) {
    const name = nameOfPost(thread);
    const shown = await reader.all(posts, { thread: id });
    const start = shown.find((post) => nameOfPost(post) === name);
    const ranked = start && sharedTotals(await reader.all(tallies, { post: start.id }), voters)?.rank;
    yield shared('thread', name, ...Object.values({ ...thread, ...ranked }));
    if (ranked) yield local('ranked', name, thread.score, thread.bridging);
    for (const { id: postId, parent_origin, parent_seq, ...post } of shown) {
      const parent = parent_origin === null ? null : nameOfPost({ origin: parent_origin, seq: parent_seq ?? 0 });
      const told = await reader.all(tallies, { post: postId });
      const totals = sharedTotals(told, voters)?.totals;
      yield shared('post', parent, ...Object.values({ ...post, ...totals }));
      if (totals) yield local('totals', nameOfPost(post), post.up, post.down);
      for (const revision of await reader.all(revisions, { post: postId }))
        yield shared('revision', ...Object.values(revision));
      for (const image of await reader.all(attachments, { post: postId }))
        yield shared('attachment', ...Object.values(image));
      for (const { counted, ...tally } of told) {
        yield shared('tally', ...Object.values(tally));
        if (counted === 0) yield local('left out', tally.origin, nameOfPost(post));
      }
    }
  }
}

/** Every line of the view: the same on all instances that hold the same journals. */
export async function* viewLines(reader: Reader): AsyncGenerator<string> {
  for await (const { text, local } of storedLines(reader)) if (!local) yield text;
}

/** SHA-256 over {@link viewLines}, base64url. */
export const viewHash = async (reader: Reader): Promise<string> => {
  const hash = createHash('sha256');
  for await (const line of viewLines(reader)) hash.update(line).update('\n');
  return hash.digest('base64url');
};
