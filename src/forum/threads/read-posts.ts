// A page of a thread: one query for the cards, one more for those that have none yet.
import { encodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Reader } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, PostState } from '../../db/tables.ts';
import { type ShownImage, shownImages } from './attachment-store.ts';
import { extendCard, postCard } from './card.ts';
import { fillCards, type KeptCard } from './fill-cards.ts';

type CardRow = { id: number; at: number; origin: string; seq: number; version: number; card: string | null };

const page = query<{ thread: number; at: number; origin: string; seq: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'at', 'origin', 'seq', 'version', 'card'])
    .where('thread_id', '=', p.thread)
    .where((eb) => eb(eb.refTuple('at', 'origin', 'seq'), '>', eb.tuple(p.at, p.origin, p.seq)))
    .orderBy('at')
    .orderBy('origin')
    .orderBy('seq')
    .limit(p.limit),
);

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

const cardOfRow = (row: FactsRow, attachments: readonly ShownImage[], home: string, html?: string): string =>
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
      attachments,
      at: row.at,
      arrivedAt: row.arrived_at,
      editedAt: row.edited_at,
      revisions: row.revision_count,
      withdrawn: row.withdrawn_reason,
    },
    home,
  );

const imagesOf = (reader: Reader, { id, origin, edit_seq }: FactsRow): Promise<ShownImage[]> =>
  shownImages(reader, origin, { post: id, revision: edit_seq });

type Needs = { db: Database; origin: string };

const makeCard = async (needs: Needs, id: number) => {
  const row = await needs.db.read.get(facts, { id });
  return row && { version: row.version, card: cardOfRow(row, await imagesOf(needs.db.read, row), needs.origin) };
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
  return row && cardOfRow(row, await imagesOf(reader, row), home, html);
};

export type PostPage = {
  threadId: number;
  after: PageKey | null;
  limit: number;
  /** Fields to add to a post's card, such as who holds it; `''` adds none. */
  more?: (post: { origin: string; seq: number }) => string;
};

/** JSON `{ items, next }`: posts in their shown order (protocol.md, What everybody derives). */
export const readPosts =
  (needs: Needs) =>
  async ({ threadId, after, limit, more }: PostPage): Promise<string> => {
    const [at, origin, seq] = after ?? [-1, '', 0];
    const rows: CardRow[] = await needs.db.read.all(page, { thread: threadId, at, origin, seq, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    await fillCards(needs.db, shown, (id) => makeCard(needs, id), keepCard);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const items = shown.map((row) => {
      const card = row.card ?? 'null';
      const fields = more?.(row) ?? '';
      return fields === '' ? card : extendCard(card, fields);
    });
    const next = last ? JSON.stringify(encodeCursor([last.at, last.origin, last.seq])) : 'null';
    return `{"items":[${items.join(',')}],"next":${next}}`;
  };
