// A member's notifications as they read them: what each is about is looked up anew, so that it shows no more than they may read now.
import { sql } from 'kysely';
import { nameOfPost } from '../../base/names.ts';
import { decodeCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database, Reader } from '../../db/database.ts';
import { shownTitle } from '../../db/shown-title.ts';
import { query } from '../../db/statement.ts';
import type { NotificationKind } from '../../db/tables/notifications.ts';
import type { PlaceKind, PostState, Visibility } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember, maySee } from '../policy/may.ts';
import { isHidden, type ReaderFacts, readerFacts } from '../reading/reader-facts.ts';
import { postsOfPile } from './pile-store.ts';

type Asked = { member: number; at: number; id: number; limit: number };

type Row = {
  id: number;
  kind: NotificationKind;
  thread_origin: string | null;
  thread_seq: number | null;
  post_origin: string | null;
  post_seq: number | null;
  from_at: number | null;
  from_origin: string | null;
  from_seq: number | null;
  to_at: number | null;
  about: string | null;
  at: number;
  read_at: number | null;
  filtered: 0 | 1;
  mail_at: number | null;
  thread_id: number | null;
  thread_author: number | null;
  title: string | null;
  place_title: string | null;
  place_kind: PlaceKind | null;
  place_slug: string | null;
  place_visibility: Visibility | null;
  place_state: string | null;
  post_id: number | null;
  about_name: string | null;
  about_application: string | null;
};

type Which = 'unread' | 'all' | 'filtered' | 'mail' | 'digest';

/** Exported for tests, which ask the database how it reads them. */
export const listOf = (which: Which) =>
  query<Asked>()((db, p) => {
    const base = db
      .selectFrom('notification as n')
      .leftJoin('thread', (join) =>
        join.onRef('thread.origin', '=', 'n.thread_origin').onRef('thread.seq', '=', 'n.thread_seq'),
      )
      .leftJoin('place', 'place.id', 'thread.place_id')
      .leftJoin('post', (join) => join.onRef('post.origin', '=', 'n.post_origin').onRef('post.seq', '=', 'n.post_seq'))
      .select([
        'n.id',
        'n.kind',
        'n.thread_origin',
        'n.thread_seq',
        'n.post_origin',
        'n.post_seq',
        'n.from_at',
        'n.from_origin',
        'n.from_seq',
        'n.to_at',
        'n.about',
        'n.at',
        'n.read_at',
        'n.filtered',
        'n.mail_at',
        'thread.id as thread_id',
        'thread.author_id as thread_author',
        sql<string | null>`${shownTitle}`.as('title'),
        'place.title as place_title',
        'place.kind as place_kind',
        'place.slug as place_slug',
        'place.visibility as place_visibility',
        'place.state as place_state',
        'post.id as post_id',
        sql<string | null>`case when n.kind = 'invitation' then (select name from member m where m.public_id = n.about
          and m.state = 'active') end`.as('about_name'),
        sql<string | null>`case when n.kind = 'application' then (select a.name from application a
          where a.public_id = n.about) end`.as('about_application'),
      ])
      .where('n.member_id', '=', p.member)
      .where('n.filtered', '=', sql.lit(which === 'filtered' ? 1 : 0));
    const unread = which === 'all' || which === 'filtered' ? base : base.where('n.read_at', 'is', null);
    if (which === 'mail') return unread.where('n.mail_at', '<=', p.at).orderBy('n.id').limit(p.limit);
    const order =
      which === 'digest'
        ? unread.where('n.at', '>', p.at)
        : unread.where((eb) => eb(eb.refTuple('n.at', 'n.id'), '<', eb.tuple(p.at, p.id)));
    if (which !== 'digest') return order.orderBy('n.at', 'desc').orderBy('n.id', 'desc').limit(p.limit);
    return order
      .where(
        sql<boolean>`exists (select 1 from notification_setting s where s.member_id = n.member_id and s.kind = n.kind and s.way = 'digest')`,
      )
      .orderBy('n.at', 'desc')
      .orderBy('n.id', 'desc')
      .limit(p.limit);
  });

const lists = {
  unread: listOf('unread'),
  all: listOf('all'),
  filtered: listOf('filtered'),
  mail: listOf('mail'),
  digest: listOf('digest'),
};

const postFacts = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select([
      'post.origin',
      'post.seq',
      'post.state',
      'post.veiled',
      'post.withdrawn_reason',
      'post.author_id',
      'author.origin as author_origin',
      'author.name',
      'author.display_name',
    ])
    .where('post.id', '=', p.id),
);
type PostFacts = {
  origin: string;
  seq: number;
  state: PostState;
  veiled: 0 | 1;
  withdrawn_reason: string | null;
  author_id: number;
  author_origin: string;
  name: string;
  display_name: string;
};

export type NotificationView = {
  id: number;
  kind: NotificationKind;
  at: number;
  readAt: number | null;
  filtered: boolean;
  /** Posts of a pile, up to 100; 1 for the other kinds. */
  count: number;
  place: { kind: PlaceKind; slug: string; title: string } | null;
  thread: { name: string; title: string } | null;
  /** The one post; of a pile, the first that counts. */
  post: string | null;
  author: { name: string; origin: string; displayName: string } | null;
  /** Why the post was taken back by its home. */
  withdrawn: string | null;
  /** Of an application its id, of a used invitation the name of who came, of a decision the application's id. */
  about: string | null;
  /** Who applied, or came. */
  name: string | null;
  /** `gone`: what it was about is not there any more, or not for its member. */
  state: 'readable' | 'gone';
};

const firstOfPile = async (
  reader: Reader,
  row: Row,
  facts: ReaderFacts,
): Promise<{ id: number | null; count: number }> => {
  const posts = await postsOfPile(reader, {
    member: facts.memberId,
    thread: row.thread_id ?? 0,
    fromAt: row.from_at ?? 0,
    fromOrigin: row.from_origin ?? '',
    fromSeq: row.from_seq ?? 0,
    toAt: row.to_at ?? 0,
    toOrigin: row.post_origin ?? '',
    toSeq: row.post_seq ?? 0,
    skip: facts.skip,
    skipOrigins: facts.skipOrigins,
  });
  return { id: posts[0]?.id ?? null, count: posts.length };
};

const isPile = (kind: NotificationKind): boolean => kind === 'thread' || kind === 'place';

export const createNotificationReads = ({
  db: { read },
  origin: home,
}: {
  db: Pick<Database, 'read'>;
  origin: string;
}) => {
  const viewOf = async (actor: Actor, row: Row, facts: ReaderFacts): Promise<NotificationView> => {
    const common = {
      id: row.id,
      kind: row.kind,
      at: row.at,
      readAt: row.read_at,
      filtered: row.filtered === 1,
      count: 1,
      place: null,
      thread: null,
      post: null,
      author: null,
      withdrawn: null,
      about: row.about,
      name: row.about_name ?? row.about_application,
      state: 'readable' as const,
    };
    if (row.thread_seq === null) return common;
    const gone = { ...common, state: 'gone' as const };
    const { place_kind: kind, place_slug: slug, place_visibility: visibility, place_state: state } = row;
    if (!kind || slug === null || !visibility || state === null || !maySee(actor, { kind, slug, visibility, state }))
      return gone;
    const { id, count } = isPile(row.kind) ? await firstOfPile(read, row, facts) : { id: row.post_id, count: 1 };
    const post: PostFacts | undefined = id === null ? undefined : await read.get(postFacts, { id });
    if (!post || post.veiled === 1 || (post.state !== 'live' && post.state !== 'missing')) return gone;
    // Hidden by the reader since they were told: neither who, nor what they called their thread.
    if (isHidden(facts, post)) return gone;
    const start = { author_id: row.thread_author ?? 0, origin: row.thread_origin ?? '' };
    const title = isHidden(facts, start) ? '' : (row.title ?? '');
    return {
      ...common,
      count,
      place: { kind, slug, title: row.place_title ?? '' },
      thread: { name: nameOfPost({ origin: row.thread_origin ?? '', seq: row.thread_seq }), title },
      post: nameOfPost(post),
      author: { name: post.name, origin: post.author_origin || home, displayName: post.display_name },
      withdrawn: post.withdrawn_reason,
    };
  };

  const viewsOf = async (actor: Actor, memberId: number, rows: readonly Row[]): Promise<NotificationView[]> => {
    if (rows.length === 0) return [];
    const facts = await readerFacts(read, memberId, home);
    const views: NotificationView[] = [];
    for (const row of rows) views.push(await viewOf(actor, row, facts));
    return views;
  };

  return {
    /** Newest first. @throws Refusal `unauthenticated`, `invalid` (cursor) */
    async list(
      actor: Actor,
      { which, cursor, limit }: { which: 'unread' | 'all' | 'filtered'; cursor?: string | undefined; limit: number },
    ): Promise<Page<NotificationView>> {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      const [at, , id] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, '', 0] : decodeCursor(cursor);
      const rows = await read.all(lists[which], { member: memberId, at, id, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        items: await viewsOf(actor, memberId, shown),
        next: last ? encodeCursor([last.at, '', last.id]) : null,
      };
    },

    /** What is due by mail at `at`, or what is in a digest of everything after `at`. */
    async toMail(actor: Actor, which: 'mail' | 'digest', at: number, limit: number): Promise<NotificationView[]> {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      return viewsOf(actor, memberId, await read.all(lists[which], { member: memberId, at, id: 0, limit }));
    },
  };
};

export type NotificationReads = ReturnType<typeof createNotificationReads>;
