// A page of a thread: one query for the cards, one more for those that have none yet.
import { sql } from 'kysely';
import { encodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Eventually, Reader } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, PostState } from '../../db/tables.ts';
import { shownImages } from './attachment-store.ts';
import { postCard } from './card.ts';
import { fillCards, type KeptCard } from './fill-cards.ts';
import { votesOf } from './read-votes.ts';

/** A post as a page reads it: its place in two orders, that in which it is shown and that in which it arrived; its card. */
export type PostRow = {
  id: number;
  at: number;
  origin: string;
  seq: number;
  author_id: number;
  arrived_at: number;
  version: number;
  /** Its card has no words: they are for its author and moderators. */
  veiled: 0 | 1;
  card: string | null;
};

export const postColumns = [
  'id',
  'at',
  'origin',
  'seq',
  'author_id',
  'arrived_at',
  'version',
  'veiled',
  'card',
] as const;

const pageOf = (side: '>' | '>=' | '<') =>
  query<{ thread: number; at: number; origin: string; seq: number; limit: number }>()((db, p) => {
    const order = side === '<' ? 'desc' : 'asc';
    return db
      .selectFrom('post')
      .select(postColumns)
      .where('thread_id', '=', p.thread)
      .where((eb) => eb(eb.refTuple('at', 'origin', 'seq'), side, eb.tuple(p.at, p.origin, p.seq)))
      .orderBy('at', order)
      .orderBy('origin', order)
      .orderBy('seq', order)
      .limit(p.limit);
  });
/** Exported for tests, which ask the database how it reads them. */
export const pages = { after: pageOf('>'), from: pageOf('>='), before: pageOf('<') };

/** Shown before the post that a reader goes to, so that they see what it answers. */
const BEFORE = 5;

const earlier = query<{ thread: number; at: number; origin: string; seq: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['at', 'origin', 'seq'])
    .where('thread_id', '=', p.thread)
    .where((eb) => eb(eb.refTuple('at', 'origin', 'seq'), '<', eb.tuple(p.at, p.origin, p.seq)))
    .orderBy('at', 'desc')
    .orderBy('origin', 'desc')
    .orderBy('seq', 'desc')
    .limit(BEFORE + 1),
);

/** The key after which a page shows this post of the thread with some before it; null: the first page does. */
export const keyBefore = async (
  reader: Reader,
  post: { thread_id: number; at: number; origin: string; seq: number },
): Promise<PageKey | null> => {
  const { thread_id: thread, at, origin, seq } = post;
  const rows = await reader.all(earlier, { thread, at, origin, seq });
  const last = rows.length > BEFORE ? rows.at(-1) : undefined;
  return last ? [last.at, last.origin, last.seq] : null;
};

type FactsRow = {
  id: number;
  origin: string;
  seq: number;
  version: number;
  state: PostState;
  title: string;
  body: string;
  at: number;
  arrived_at: number;
  edited_at: number | null;
  edit_seq: number;
  revision_count: number;
  withdrawn_reason: string | null;
  layer: string | null;
  /** Whether any revision of it shows images. */
  images: number;
  up: number;
  down: number;
  thread_origin: string;
  thread_seq: number;
  place_kind: PlaceKind;
  place_slug: string;
  author_origin: string;
  author_name: string;
  author_display: string;
  parent_origin: string | null;
  parent_seq: number | null;
};

/** Asked along, so that a post without images costs no read of its own. */
const hasImages = sql<number>`case when exists (select 1 from board_attachment where board_attachment.post_id = post.id)
  or exists (select 1 from plank_attachment where plank_attachment.post_id = post.id) then 1 else 0 end`;

const facts = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .innerJoin('place', 'place.id', 'post.place_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .select([
      'post.id',
      'post.origin',
      'post.seq',
      'post.version',
      'post.state',
      'post.title',
      'post.body',
      'post.at',
      'post.arrived_at',
      'post.edited_at',
      'post.edit_seq',
      'post.revision_count',
      'post.withdrawn_reason',
      'post.layer',
      hasImages.as('images'),
      'post.up',
      'post.down',
      'thread.origin as thread_origin',
      'thread.seq as thread_seq',
      'place.kind as place_kind',
      'place.slug as place_slug',
      'author.origin as author_origin',
      'author.name as author_name',
      'author.display_name as author_display',
      'parent.origin as parent_origin',
      'parent.seq as parent_seq',
    ])
    .where('post.id', '=', p.id),
);

const keepCard = command<KeptCard>()((db, p) =>
  db.updateTable('post').set({ card: p.card }).where('id', '=', p.id).where('version', '=', p.version),
);

const cardOfRow = async (
  reader: Reader,
  row: FactsRow,
  home: string,
  html?: string,
  unveiled = false,
): Promise<string> =>
  postCard(
    {
      origin: row.origin,
      seq: row.seq,
      thread: { origin: row.thread_origin, seq: row.thread_seq },
      place: { kind: row.place_kind, slug: row.place_slug },
      author: { origin: row.author_origin, name: row.author_name, displayName: row.author_display },
      parent: row.parent_origin === null ? null : { origin: row.parent_origin, seq: row.parent_seq ?? 0 },
      state: row.state,
      title: row.title,
      body: row.body,
      ...(html === undefined ? {} : { html }),
      ...(row.images === 0
        ? {}
        : { attachments: await shownImages(reader, row.origin, { post: row.id, revision: row.edit_seq }) }),
      at: row.at,
      arrivedAt: row.arrived_at,
      editedAt: row.edited_at,
      revisions: row.revision_count,
      withdrawn: row.withdrawn_reason,
      layer: row.layer === null ? null : JSON.parse(row.layer),
      votes: await votesOf(reader, { id: row.id, kind: row.place_kind, up: row.up, down: row.down }),
    },
    home,
    unveiled,
  );

type Needs = { db: Database; origin: string };

const makeCard = async (needs: Needs, id: number) => {
  const row = await needs.db.read.get(facts, { id });
  return row && { version: row.version, card: await cardOfRow(needs.db.read, row, needs.origin) };
};

/**
 * The post as readers get it; undefined when the row is gone.
 * @param html its body as HTML, where it has been rendered already
 */
export const cardOfPost = async (
  reader: Reader,
  home: string,
  id: number,
  html?: string,
): Promise<string | undefined> => {
  const row = await reader.get(facts, { id });
  return row && cardOfRow(reader, row, home, html);
};

/** With the words of a post that is hidden or held: for its author and moderators alone. */
export const unveiledCard = async (reader: Reader, home: string, id: number): Promise<string | undefined> => {
  const row = await reader.get(facts, { id });
  return row && cardOfRow(reader, row, home, undefined, true);
};

/** Gives their cards to rows that have none yet. */
export const fillPostCards = (needs: Needs, rows: { id: number; card: string | null }[]): Promise<void> =>
  fillCards(needs.db, rows, (id) => makeCard(needs, id), keepCard);

/** Made once for a page: changes its cards, such as by what the reader has not read. Answers JSON. */
export type PresentPosts = (shown: readonly PostRow[]) => Eventually<(row: PostRow, card: string) => string>;

/** Where a page begins: at the start, after or at a post's key, or so that it ends before one. */
export type PostsFrom = { after: PageKey | null } | { from: PageKey } | { before: PageKey };

export type PostPage = {
  threadId: number;
  limit: number;
  present?: PresentPosts | undefined;
  /** Fields beside `items`: JSON without braces, ending in a comma. */
  beside?: string;
} & PostsFrom;

const START: PageKey = [-1, '', 0];
/** After all posts. */
export const END: PageKey = [Number.MAX_SAFE_INTEGER, '', 0];

/** JSON `{ items, next, previous }`: posts in their shown order (protocol.md, What everybody derives). */
export const readPosts =
  (needs: Needs) =>
  async (asked: PostPage): Promise<string> => {
    const { threadId: thread, limit, present, beside = '' } = asked;
    const { read } = needs.db;
    const backwards = 'before' in asked;
    const [at, origin, seq] = 'before' in asked ? asked.before : 'from' in asked ? asked.from : (asked.after ?? START);
    const side = backwards ? 'before' : 'from' in asked ? 'from' : 'after';
    const rows: PostRow[] = await read.all(pages[side], { thread, at, origin, seq, limit: limit + 1 });
    const more = rows.length > limit;
    const shown = rows.slice(0, limit);
    if (backwards) shown.reverse();
    await fillPostCards(needs, shown);
    const [first, last] = [shown[0], shown.at(-1)];
    const earlier =
      side === 'from' && first
        ? (await read.all(pages.before, { thread, at, origin, seq, limit: 1 })).length > 0
        : more;
    const hasPrevious = 'after' in asked ? asked.after !== null : earlier;
    const later =
      !backwards || !last ? more : (await read.all(pages.from, { thread, at, origin, seq, limit: 1 })).length > 0;
    const change = await present?.(shown);
    const items = shown.map((row) => {
      const card = row.card ?? 'null';
      return change ? change(row, card) : card;
    });
    const next = last && later ? cursorOf(last) : 'null';
    const previous = first && hasPrevious ? cursorOf(first) : 'null';
    return `{"items":[${items.join(',')}],${beside}"next":${next},"previous":${previous}}`;
  };

const cursorOf = (row: PostRow): string => JSON.stringify(encodeCursor([row.at, row.origin, row.seq]));
