// Accounts that are closed, while something of what they said is still to be erased.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type Leaving = Row<'leaving'>;
/** What becomes of the posts of somebody who leaves. */
export type PostsOfLeaver = Leaving['posts'];

const insert = command<{ memberId: number; publicId: string; posts: PostsOfLeaver; at: number }>()((db, p) =>
  db.insertInto('leaving').values({ member_id: p.memberId, public_id: p.publicId, posts: p.posts, at: p.at }),
);
const all = query()((db) => db.selectFrom('leaving').selectAll().orderBy('tried_at').orderBy('member_id').limit(100));
const one = query<{ memberId: number }>()((db, p) =>
  db.selectFrom('leaving').selectAll().where('member_id', '=', p.memberId),
);
const move = command<{ memberId: number; at: number; id: number }>()((db, p) =>
  db.updateTable('leaving').set({ board_at: p.at, board_id: p.id }).where('member_id', '=', p.memberId),
);
const fail = command<{ memberId: number; error: string; at: number }>()((db, p) =>
  db.updateTable('leaving').set({ error: p.error, tried_at: p.at }).where('member_id', '=', p.memberId),
);
const drop = command<{ memberId: number }>()((db, p) => db.deleteFrom('leaving').where('member_id', '=', p.memberId));

type NewLeaving = { memberId: number; publicId: string; posts: PostsOfLeaver; at: number };

export const addLeaving = async (tx: Writer, leaving: NewLeaving): Promise<void> => {
  await tx.run(insert, leaving);
};

/** Those that were not tried for the longest time first, at most 100. */
export const listLeaving = async (reader: Reader): Promise<Leaving[]> => reader.all(all, {});

export const findLeaving = async (reader: Reader, memberId: number): Promise<Leaving | undefined> =>
  reader.get(one, { memberId });

/** Posts on boards up to this one are done. */
export const moveLeaving = async (tx: Writer, memberId: number, done: { at: number; id: number }): Promise<void> => {
  await tx.run(move, { memberId, ...done });
};

/** It will be tried again. */
export const noteLeavingError = async (tx: Writer, memberId: number, error: string, at: number): Promise<void> => {
  await tx.run(fail, { memberId, error: error.slice(0, 300), at });
};

/** All is done. */
export const dropLeaving = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(drop, { memberId });
};
