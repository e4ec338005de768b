// Events, as far as somebody may want to be told of them: read once, before anything is written.
import type { PostKey } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PostState } from '../../db/tables.ts';
import { peopleIn, tooManyNamed } from '../automation/asked-of-posts.ts';
import { readRules } from '../automation/rules.ts';
import type { PostLayer } from '../policy/layer.ts';
import { localMentions, type SpeakingPost } from './addressed.ts';
import type { CaseNews } from './cases-told.ts';
import { OLD } from './kinds.ts';

/** The event with this id, and what it means for notifications. */
export type News = { event: number; at: number } & (
  | { what: 'post'; post: SpeakingPost; mentionsAlone: boolean }
  | { what: 'gone'; post: PostKey; thread: PostKey }
  | { what: 'rebuilt' }
  | { what: 'application'; application: string }
  | { what: 'decided'; application: string; member: string | undefined }
  | { what: 'invited'; member: string; joined: string }
  | { what: 'measures'; first: number; last: number }
  | CaseNews
  | { what: 'nothing' }
);

const ofPosts = ['thread.started', 'post.created', 'post.edited', 'post.changed', 'post.deleted'];
const opening = ['report.received', 'appeal.received', 'case.opened'];
const ofCases = ['report.settled', 'appeal.decided', 'notice.received', 'case.noted', 'post.held', ...opening];
const others = [
  'view.rebuilt',
  'application.received',
  'application.decided',
  'invitation.used',
  'action.taken',
  ...ofCases,
];

const rows = query<{ from: number; to: number }>()((db, p) =>
  db
    .selectFrom('event')
    .leftJoin('post', 'post.id', 'event.post_id')
    .leftJoin('author', 'author.id', 'post.author_id')
    .leftJoin('member as writer', 'writer.id', 'author.member_id')
    .leftJoin('thread', 'thread.id', 'post.thread_id')
    .leftJoin('post as parent', 'parent.id', 'post.parent_id')
    .leftJoin('author as answered', 'answered.id', 'parent.author_id')
    .select((eb) => [
      'event.id as event',
      'event.kind',
      'event.at',
      'event.data',
      'post.origin',
      'post.seq',
      'post.state',
      'post.veiled',
      'post.layer',
      'post.edited_at',
      'post.at as shown_at',
      'post.arrived_at',
      'post.place_id',
      'post.author_id',
      // The words alone where they may name somebody.
      eb.case().when('post.body', 'like', '%@%').then(eb.ref('post.body')).else('').end().as('body'),
      'author.origin as author_origin',
      'author.public_id as author_public',
      'author.member_id as author_member',
      'writer.role as writer_role',
      'writer.duties as writer_duties',
      'thread.origin as thread_origin',
      'thread.seq as thread_seq',
      'answered.member_id as answered',
    ])
    .where('event.id', '>=', p.from)
    .where('event.id', '<=', p.to)
    .where('event.kind', 'in', [...ofPosts, ...others])
    .orderBy('event.id'),
);

type Row = {
  event: number;
  kind: string;
  at: number;
  data: string;
  origin: string | null;
  seq: number | null;
  state: PostState | null;
  veiled: 0 | 1 | null;
  layer: string | null;
  edited_at: number | null;
  shown_at: number | null;
  arrived_at: number | null;
  place_id: number | null;
  author_id: number | null;
  body: string | null;
  author_origin: string | null;
  author_public: string | null;
  author_member: number | null;
  writer_role: string | null;
  writer_duties: string | null;
  thread_origin: string | null;
  thread_seq: number | null;
  answered: number | null;
};

const isCollapsed = (layer: string | null): boolean =>
  layer !== null && (JSON.parse(layer) as PostLayer).state === 'collapsed';

/** Whom it names here. Who names more than is looked at first reaches nobody by it unless somebody has looked. */
const namesOf = (row: Row, home: string, mentionLimit: number) => {
  const body = row.state === 'live' ? (row.body ?? '') : '';
  const from = row.author_origin ?? '';
  const names = localMentions(body, from, home);
  if (names.length === 0) return { names, crowded: false };
  const crowded = tooManyNamed(peopleIn(body, from || home), { mentionLimit }) !== undefined;
  const staff = row.writer_role !== null && (row.writer_role !== 'member' || row.writer_duties !== null);
  const unseen = crowded && row.author_member !== null && !staff && (row.edited_at !== null || isCollapsed(row.layer));
  return { names: unseen ? [] : names, crowded };
};

const newsOfPost = (row: Row, home: string, mentionLimit: number): News => {
  const { event, at } = row;
  const nothing: News = { event, at, what: 'nothing' };
  const { origin, seq, thread_origin: threadOrigin, thread_seq: threadSeq } = row;
  // Its row is gone, by a rebuilding of the view since.
  if (origin === null || seq === null || threadOrigin === null || threadSeq === null) return nothing;
  const thread = { origin: threadOrigin, seq: threadSeq };
  if (row.veiled === 1 || (row.state !== 'live' && row.state !== 'missing'))
    return { event, at, what: 'gone', post: { origin, seq }, thread };
  const arrivedAt = row.arrived_at ?? 0;
  if (arrivedAt - (row.shown_at ?? 0) > OLD) return nothing;
  const mentionsAlone = row.kind === 'post.edited' || row.kind === 'post.changed';
  if (mentionsAlone && at - arrivedAt > OLD) return nothing;
  const authorOrigin = row.author_origin ?? '';
  const post = {
    origin,
    seq,
    thread,
    placeId: row.place_id ?? 0,
    arrivedAt,
    authorId: row.author_id ?? 0,
    author: { origin: authorOrigin, publicId: row.author_public ?? '', memberId: row.author_member },
    answered: row.answered === row.author_member ? null : row.answered,
    ...namesOf(row, home, mentionLimit),
  };
  return { event, at, what: 'post', post, mentionsAlone };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const newsOf = (row: Row, home: string, mentionLimit: number): News => {
  const { event, at } = row;
  if (ofPosts.includes(row.kind)) return newsOfPost(row, home, mentionLimit);
  if (row.kind === 'view.rebuilt') return { event, at, what: 'rebuilt' };
  const data: Record<string, unknown> = JSON.parse(row.data);
  if (row.kind === 'action.taken')
    return { event, at, what: 'measures', first: Number(data.first), last: Number(data.last) };
  if (row.kind === 'report.settled')
    return { event, at, what: 'reports', reports: Array.isArray(data.reports) ? data.reports.map(textOf) : [] };
  if (row.kind === 'appeal.decided') return { event, at, what: 'appeal', appeal: textOf(data.appeal) };
  if (row.kind === 'notice.received') return { event, at, what: 'notice', notice: textOf(data.notice) };
  if (row.kind === 'case.noted') return { event, at, what: 'note', note: Number(data.note) };
  if (row.kind === 'post.held')
    return data.state === 'refused'
      ? { event, at, what: 'lapsed', held: textOf(data.held) }
      : { event, at, what: 'nothing' };
  if (opening.includes(row.kind))
    return { event, at, what: 'case', case: textOf(data.case), fresh: row.kind === 'report.received' };
  if (row.kind === 'application.received')
    return { event, at, what: 'application', application: textOf(data.application) };
  if (row.kind === 'application.decided') {
    const member = textOf(data.member) || undefined;
    return { event, at, what: 'decided', application: textOf(data.application), member };
  }
  if (textOf(data.member) === '') return { event, at, what: 'nothing' };
  return { event, at, what: 'invited', member: textOf(data.member), joined: textOf(data.joined) };
};

/** What the events with these ids tell, in their order. @param home the origin of this instance */
export const readNews = async (reader: Reader, from: number, to: number, home: string): Promise<News[]> => {
  const found = await reader.all(rows, { from, to });
  const names = found.some(({ body }) => body !== null && body !== '');
  const mentionLimit = names ? (await readRules(reader)).mentionLimit : 0;
  return found.map((row) => newsOf(row, home, mentionLimit));
};
