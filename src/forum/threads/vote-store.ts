// Rows of votes: one per member and post, and how many of each there are. By the names of posts, on boards and planks alike.
import type { PostKey } from '../../base/names.ts';
import type { Eventually, Reader, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { Counts } from './bridging.ts';

/** What an instance takes and tells: up and down, up alone, or nothing. */
export const votings = ['both', 'up', 'off'] as const;
export type Voting = (typeof votings)[number];
/** Up, down, or taken back. */
export type Value = 1 | -1 | 0;

type Key = { origin: string; seq: number };
type MemberKey = Key & { member: number };

const find = query<MemberKey>()((db, p) =>
  db
    .selectFrom('vote')
    .select('value')
    .where('member_id', '=', p.member)
    .where('post_origin', '=', p.origin)
    .where('post_seq', '=', p.seq),
);
const put = command<MemberKey & { value: 1 | -1; at: number }>()((db, p) =>
  db
    .insertInto('vote')
    .values({ member_id: p.member, post_origin: p.origin, post_seq: p.seq, value: p.value, at: p.at })
    .onConflict((oc) => oc.columns(['member_id', 'post_origin', 'post_seq']).doUpdateSet({ value: p.value, at: p.at })),
);
const drop = command<MemberKey>()((db, p) =>
  db
    .deleteFrom('vote')
    .where('member_id', '=', p.member)
    .where('post_origin', '=', p.origin)
    .where('post_seq', '=', p.seq),
);

const hold = command<Key>()((db, p) =>
  db
    .insertInto('vote_count')
    .values({ post_origin: p.origin, post_seq: p.seq, up: 0, down: 0 })
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doUpdateSet((eb) => ({ up: eb.ref('vote_count.up') }))),
);
const add = command<Key & { up: number; down: number }>()((db, p) =>
  db
    .updateTable('vote_count')
    .set((eb) => ({ up: eb('up', '+', p.up), down: eb('down', '+', p.down) }))
    .where('post_origin', '=', p.origin)
    .where('post_seq', '=', p.seq),
);
const counted = query<Key>()((db, p) =>
  db.selectFrom('vote_count').select(['up', 'down']).where('post_origin', '=', p.origin).where('post_seq', '=', p.seq),
);

/** How a member voted on a post; 0: not. */
export const findVote = async (reader: Reader, member: number, { origin, seq }: PostKey): Promise<Value> =>
  (await reader.get(find, { member, origin, seq }))?.value ?? 0;

export type Vote = { member: number; post: PostKey; value: Value; at: number };

/** Keeps the vote in the place of an earlier one, and counts it. Answers whether that changed anything. */
export const keepVote = async (tx: Writer, { member, post, value, at }: Vote): Promise<boolean> => {
  const key = { origin: post.origin, seq: post.seq };
  // First: whoever votes on the same post at the same time waits here, so that the vote read below is the last one.
  await tx.run(hold, key);
  const before = await findVote(tx, member, key);
  if (before === value) return false;
  if (value === 0) await tx.run(drop, { ...key, member });
  else await tx.run(put, { ...key, member, value, at });
  const up = Number(value === 1) - Number(before === 1);
  const down = Number(value === -1) - Number(before === -1);
  await tx.run(add, { ...key, up, down });
  return true;
};

/** As they were cast, whatever the instance tells of them. */
export const countVotes = async (reader: Reader, { origin, seq }: PostKey): Promise<Counts> =>
  (await reader.get(counted, { origin, seq })) ?? { up: 0, down: 0 };

/** What an instance tells: 0 in the place of what is switched off. As factors, for statements. */
export const toldOf = (voting: Voting) =>
  ({ countUp: voting === 'off' ? 0 : 1, countDown: voting === 'both' ? 1 : 0 }) as const;

export const toldCounts = ({ up, down }: Counts, voting: Voting): Counts => {
  const { countUp, countDown } = toldOf(voting);
  return { up: up * countUp, down: down * countDown };
};

const onPosts = query<{ member: number; posts: string }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .innerJoin('vote', (join) =>
      join
        .on('vote.member_id', '=', p.member)
        .onRef('vote.post_origin', '=', 'post.origin')
        .onRef('vote.post_seq', '=', 'post.seq'),
    )
    .select(['post.id', 'vote.value'])
    .where('post.id', 'in', numbersOf(dialect, p.posts)),
);

/** A member's votes on these posts, by the posts' row ids. */
export const votesOnPosts = (
  reader: Reader,
  member: number,
  posts: readonly number[],
): Eventually<{ id: number; value: 1 | -1 }[]> => reader.all(onPosts, { member, posts: JSON.stringify(posts) });
