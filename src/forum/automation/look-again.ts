// What stands here already, and would have been looked at before it appeared: what a member makes of a post by editing it, and a post
// of a peer that names many. It can only be collapsed.
import { kept } from '../../base/said.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { AUTOMATIC_MS, type Lasts, PRE_MODERATION } from '../moderation/draft.ts';
import { type Broken, brokenBy, peopleIn, tooManyNamed } from './asked-of-posts.ts';
import { readRules } from './rules.ts';

/** When somebody is asked again about what waits in a place where everything is looked at first. */
export const REVIEW_MS = 30 * 86_400_000;
export const LOOKED_AT_FIRST = kept`Everything written here is looked at before it appears.`;

type Standing = {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  /** Of the author; null: they are of another instance. */
  readonly member_id: number | null;
  readonly home: string;
  readonly premoderated: 0 | 1;
};

const events = query<{ from: number; to: number }>()((db, p) =>
  db
    .selectFrom('event')
    .innerJoin('post', 'post.id', 'event.post_id')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select('event.id')
    .where('event.id', '>=', p.from)
    .where('event.id', '<=', p.to)
    .where('event.kind', 'in', ['thread.started', 'post.created', 'post.edited'])
    .where((eb) =>
      eb.or([
        eb.and([eb('event.kind', '=', 'post.edited'), eb('author.member_id', 'is not', null)]),
        eb.and([eb('author.member_id', 'is', null), eb('post.body', 'like', '%@%@%')]),
      ]),
    ),
);
const before = query<{ member: number; post: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select('post.id')
    .where('author.member_id', '=', p.member)
    .where('post.id', '<', p.post)
    .limit(p.limit),
);

/** Which of these events are about what is looked at again: mostly none. */
export const toLookAtAgain = async (reader: Reader, from: number, to: number): Promise<ReadonlySet<number>> =>
  new Set((await reader.all(events, { from, to })).map(({ id }) => id));

/** The rule that a post breaks as it stands now. @param origin of this instance */
export const brokenNow = async (
  reader: Reader,
  origin: string,
  post: Standing,
  now: number,
): Promise<(Broken & { lasts: Lasts }) | undefined> => {
  const rules = await readRules(reader);
  const until = { until: now + AUTOMATIC_MS };
  const { member_id: member } = post;
  if (member === null) {
    const many = tooManyNamed(peopleIn(post.body, post.home), rules);
    return many && { ...many, lasts: until };
  }
  if (post.premoderated === 1)
    return { reason: 'other', rule: PRE_MODERATION, words: LOOKED_AT_FIRST, lasts: { reviewAt: now + REVIEW_MS } };
  const limit = rules.probationPosts;
  const broken = await brokenBy(
    rules,
    post,
    origin,
    async () => (await reader.all(before, { member, post: post.id, limit })).length < limit,
  );
  return broken && { ...broken, lasts: until };
};
