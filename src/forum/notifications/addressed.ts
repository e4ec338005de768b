// Whom a post speaks to: members whom it names, and the one whom it answers. And who of them is told, and as what.
import { sql } from 'kysely';
import { mentionsIn } from '../../base/markup.ts';
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import type { NotificationKind, NotificationWay } from '../../db/tables/notifications.ts';
import type { FollowLevel } from '../../db/tables/reading.ts';
import { DEFAULT_WAY } from './kinds.ts';
import type { ToldPost } from './tell-followers.ts';

/** Names of members of this instance in a text. A bare `@ada` from elsewhere means their own ada. @param from where it was written, '' for boards */
export const localMentions = (body: string, from: string, home: string): string[] =>
  mentionsIn(body).flatMap(({ name, host }) => ((host ?? (from || home)) === home ? [name] : []));

const facts = query<{
  names: string;
  answered: number;
  threadOrigin: string;
  threadSeq: number;
  place: number;
  arrivedAt: number;
  postOrigin: string;
  postSeq: number;
  origin: string;
  hiddenOrigin: string;
  publicId: string;
}>()((db, p, dialect) => {
  const way = (kind: string) =>
    sql<NotificationWay | null>`(select way from notification_setting s where s.member_id = member.id and s.kind = ${sql.lit(kind)})`;
  const follows = (kind: string, origin: unknown, seq: unknown) =>
    sql<FollowLevel | null>`(select level from follow f where f.member_id = member.id and f.kind = ${sql.lit(kind)}
      and f.origin = ${origin} and f.seq = ${seq})`;
  return db
    .selectFrom('member')
    .select([
      'member.id',
      'member.name',
      follows('thread', p.threadOrigin, p.threadSeq).as('thread_level'),
      follows('place', sql`''`, p.place).as('place_level'),
      way('mention').as('mention'),
      way('reply').as('reply'),
      way('thread').as('thread'),
      way('place').as('place'),
      sql<number | null>`(select max(1) from hidden h where h.member_id = member.id and h.origin = ${p.hiddenOrigin}
        and h.public_id in (${p.publicId}, ''))`.as('hides'),
      sql<
        number | null
      >`(select accepted from notification_sender s where s.member_id = member.id and s.origin = ${p.origin}
        and s.public_id = ${p.publicId})`.as('accepted'),
      sql<
        number | null
      >`(select max(1) from read_mark r where r.member_id = member.id and r.thread_origin = ${p.threadOrigin}
        and r.thread_seq = ${p.threadSeq} and (r.arrived_at, r.post_origin, r.post_seq) >=
          (cast(${p.arrivedAt} as bigint), cast(${p.postOrigin} as text), cast(${p.postSeq} as bigint)))`.as(
        'has_read',
      ),
    ])
    .where('member.state', '=', 'active')
    .where(
      sql<boolean>`member.id in (select m.id from member m where m.name in ${textsOf(dialect, p.names)}
        union all select cast(${p.answered} as bigint))`,
    );
});

/** A remote author is known who has said so much, so long ago. */
const KNOWN_POSTS = 3;
const KNOWN_FOR = 3 * 86_400_000;

const early = query<{ author: number; before: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select('id')
    .where('author_id', '=', p.author)
    .where('at', '<=', p.before)
    .where('arrived_at', '<=', p.before)
    .orderBy('at')
    .limit(sql.lit(KNOWN_POSTS)),
);

/** Whether three posts of the author have been here for three days. */
const isKnown = async (reader: Reader, author: number, now: number): Promise<boolean> =>
  (await reader.all(early, { author, before: now - KNOWN_FOR })).length >= KNOWN_POSTS;

export type SpeakingPost = ToldPost & {
  authorId: number;
  /** Who wrote the post that it answers, where that is a member here. */
  answered: number | null;
  /** Names of members here in its text. */
  names: readonly string[];
  /** It names more people than are named without being looked at first. */
  crowded: boolean;
};

export type Addressee = {
  member: number;
  kind: NotificationKind;
  way: NotificationWay;
  filtered: 0 | 1;
  read: boolean;
};

type Row = {
  thread_level: FollowLevel | null;
  place_level: FollowLevel | null;
  mention: NotificationWay | null;
  reply: NotificationWay | null;
  thread: NotificationWay | null;
  place: NotificationWay | null;
};

const isOn = (row: Row, kind: 'mention' | 'reply' | 'thread' | 'place'): boolean =>
  (row[kind] ?? DEFAULT_WAY) !== 'off';

/** Whether the member hears of every post there, as who follows it. */
const followsAll = (row: Row): boolean =>
  row.thread_level === null
    ? row.place_level === 'every' && isOn(row, 'place')
    : row.thread_level === 'every' && isOn(row, 'thread');

/** @param now epoch milliseconds @param mentionsAlone the post was told of before: it only may name others now */
export const findAddressees = async (
  reader: Reader,
  post: SpeakingPost,
  { home, now, mentionsAlone }: { home: string; now: number; mentionsAlone: boolean },
): Promise<Addressee[]> => {
  const answered = mentionsAlone ? null : post.answered;
  if (post.names.length === 0 && answered === null) return [];
  const { origin, publicId, memberId } = post.author;
  const rows = await reader.all(facts, {
    names: JSON.stringify(post.names),
    answered: answered ?? 0,
    threadOrigin: post.thread.origin,
    threadSeq: post.thread.seq,
    place: post.placeId,
    arrivedAt: post.arrivedAt,
    postOrigin: post.origin,
    postSeq: post.seq,
    origin,
    hiddenOrigin: origin === home ? '' : origin,
    publicId,
  });
  const isRemote = origin !== '' && origin !== home;
  let known: boolean | undefined;
  const found: Addressee[] = [];
  for (const row of rows) {
    const level = row.thread_level ?? row.place_level;
    if (row.id === memberId || row.hides !== null || level === 'muted') continue;
    const told = { member: row.id, read: row.has_read !== null };
    const mention = post.names.includes(row.name) && isOn(row, 'mention');
    // Who wants to hear of mentions alone hears of no replies.
    const reply = row.id === answered && level !== 'mentions' && isOn(row, 'reply');
    let strange = false;
    if (mention && isRemote && row.accepted !== 1) {
      known ??= await isKnown(reader, post.authorId, now);
      strange = row.accepted === 0 || !known || post.crowded;
    }
    if (mention && !strange) found.push({ ...told, kind: 'mention', way: row.mention ?? DEFAULT_WAY, filtered: 0 });
    else if (reply) found.push({ ...told, kind: 'reply', way: row.reply ?? DEFAULT_WAY, filtered: 0 });
    // Where the member hears of the post anyway nothing is kept back.
    else if (mention && row.accepted !== 0 && !followsAll(row))
      found.push({ ...told, kind: 'mention', way: row.mention ?? DEFAULT_WAY, filtered: 1 });
  }
  return found;
};
