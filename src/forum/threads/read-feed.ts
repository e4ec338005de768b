// The newest of a place, a thread or an author, for feeds: threads of a place by their starts, posts of the others. With what they
// depend on, so that an answer can be kept as long as it stays what it was.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Database, Reader } from '../../db/database.ts';
import { numbersOf, textsOf } from '../../db/dialect.ts';
import { shownTitle } from '../../db/shown-title.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';
import { type Actor, visitor } from '../policy/actor.ts';
import { maySee } from '../policy/may.ts';
import { readerFacts } from '../reading/reader-facts.ts';
import { cardOfPost } from './read-posts.ts';

export const FEED_LENGTH = 30;

export type FeedAsked =
  | { of: 'place'; kind: PlaceKind; slug: string }
  | { of: 'thread'; key: PostKey }
  | { of: 'member'; name: string; origin: string };

type Row = {
  id: number;
  version: number;
  author_id: number;
  origin: string;
  title: string;
  kind: PlaceKind;
  slug: string;
  visibility: Visibility;
  place_state: string;
};

type Skip = { skip: string; skipOrigins: string };

const columns = [
  'post.id',
  'post.version',
  'post.author_id',
  'post.origin',
  shownTitle.as('title'),
  'place.kind',
  'place.slug',
  'place.visibility',
  'place.state as place_state',
] as const;

const ofPlace = query<{ place: number; limit: number } & Skip>()((db, p, dialect) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .innerJoin('post', (join) => join.onRef('post.origin', '=', 'thread.origin').onRef('post.seq', '=', 'thread.seq'))
    .select(columns)
    .where('thread.place_id', '=', p.place)
    .where('thread.listed', '=', 1)
    .where('thread.veiled', '=', 0)
    .where('post.state', '=', 'live')
    .where('post.veiled', '=', 0)
    .where('post.author_id', 'not in', numbersOf(dialect, p.skip))
    .where('post.origin', 'not in', textsOf(dialect, p.skipOrigins))
    .orderBy('thread.at', 'desc')
    .orderBy('thread.origin', 'desc')
    .orderBy('thread.seq', 'desc')
    .limit(p.limit),
);
const ofThread = query<{ thread: number; limit: number } & Skip>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(columns)
    .where('post.thread_id', '=', p.thread)
    .where('post.state', '=', 'live')
    .where('post.veiled', '=', 0)
    .where('post.author_id', 'not in', numbersOf(dialect, p.skip))
    .where('post.origin', 'not in', textsOf(dialect, p.skipOrigins))
    .orderBy('post.at', 'desc')
    .orderBy('post.origin', 'desc')
    .orderBy('post.seq', 'desc')
    .limit(p.limit),
);
const ofAuthor = (visible: 'public' | 'all') =>
  query<{ author: number; limit: number }>()((db, p) => {
    const all = db
      .selectFrom('post')
      .innerJoin('thread', 'thread.id', 'post.thread_id')
      .innerJoin('place', 'place.id', 'post.place_id')
      .select([...columns, 'post.at'])
      .where('post.author_id', '=', p.author)
      .where('post.state', '=', 'live')
      .where('post.veiled', '=', 0)
      .orderBy('post.at', 'desc')
      .orderBy('post.id', 'desc')
      .limit(p.limit);
    return visible === 'all' ? all : all.where('place.visibility', '=', 'public');
  });
const ofAuthors = { public: ofAuthor('public'), all: ofAuthor('all') };

const placeOf = query<{ kind: PlaceKind; slug: string }>()((db, p) =>
  db
    .selectFrom('place')
    .select(['id', 'kind', 'slug', 'title', 'visibility', 'state'])
    .where('kind', '=', p.kind)
    .where('slug', '=', p.slug)
    .orderBy('id')
    .limit(1),
);
const threadOf = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .select(['thread.id', shownTitle.as('title'), 'place.kind', 'place.slug', 'place.visibility', 'place.state'])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);
// A member of this instance speaks on boards under the origin '', on planks under that of the instance.
const authorsOf = query<{ name: string; origin: string; other: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select(['id', 'display_name'])
    .where('name', '=', p.name)
    .where((eb) => eb.or([eb('origin', '=', p.origin), eb('origin', '=', p.other)]))
    .orderBy('id')
    .limit(4),
);

const NOBODY: Skip = { skip: '[]', skipOrigins: '[]' };
const notFound = () => new Refusal('not-found', 'There is nothing here, or not for you.');

export const createFeedReads = ({ db, origin: home }: { db: Database; origin: string }) => {
  const { read } = db;

  const rowsOf = async (
    reader: Reader,
    actor: Actor,
    asked: FeedAsked,
    skip: Skip,
  ): Promise<{ title: string; rows: Row[] } | undefined> => {
    const limit = FEED_LENGTH;
    if (asked.of === 'place') {
      const place = await reader.get(placeOf, { kind: asked.kind, slug: asked.slug });
      if (!place || !maySee(actor, place)) return undefined;
      return { title: place.title, rows: await reader.all(ofPlace, { place: place.id, limit, ...skip }) };
    }
    if (asked.of === 'thread') {
      const thread = await reader.get(threadOf, { origin: asked.key.origin, seq: asked.key.seq });
      if (!thread || !maySee(actor, thread)) return undefined;
      return { title: thread.title, rows: await reader.all(ofThread, { thread: thread.id, limit, ...skip }) };
    }
    const isHome = asked.origin === home;
    const authors = await reader.all(authorsOf, {
      name: asked.name,
      origin: isHome ? '' : asked.origin,
      other: isHome ? home : asked.origin,
    });
    if (authors.length === 0) return undefined;
    const visible = actor.kind === 'visitor' ? 'public' : 'all';
    const found: (Row & { at: number })[] = [];
    for (const { id } of authors) found.push(...(await reader.all(ofAuthors[visible], { author: id, limit })));
    const rows = found.sort((a, b) => b.at - a.at || b.id - a.id).slice(0, limit);
    const seen = rows.filter((row) =>
      maySee(actor, { kind: row.kind, slug: row.slug, visibility: row.visibility, state: row.place_state }),
    );
    return { title: `${asked.name}@${asked.origin}`, rows: seen };
  };

  const versionOf = ({ title, rows }: { title: string; rows: Row[] }): string =>
    JSON.stringify([title, rows.map(({ id, version, title: thread }) => [id, version, thread])]);

  return {
    /** What a visitor's feed depends on; undefined where there is none for them. */
    version: async (asked: FeedAsked): Promise<string | undefined> => {
      const found = await rowsOf(read, visitor, asked, NOBODY);
      return found && versionOf(found);
    },

    /** The title, and the cards of the posts with the titles of their threads. @throws Refusal `not-found` */
    async feed(actor: Actor, asked: FeedAsked): Promise<{ title: string; posts: { card: string; thread: string }[] }> {
      const facts = actor.kind === 'member' ? await readerFacts(read, actor.memberId, home) : undefined;
      // Own posts are part of what a place holds; those whom the reader hides are not.
      const skip = facts?.hides
        ? { skip: JSON.stringify([...facts.hides.authors]), skipOrigins: JSON.stringify([...facts.hides.origins]) }
        : NOBODY;
      const found = await rowsOf(read, actor, asked, skip);
      if (!found) throw notFound();
      const posts: { card: string; thread: string }[] = [];
      for (const row of found.rows) {
        const card = await cardOfPost(read, home, row.id);
        if (card !== undefined) posts.push({ card, thread: row.title });
      }
      return { title: found.title, posts };
    },
  };
};

export type FeedReads = ReturnType<typeof createFeedReads>;
