// All votes of one member: for the export of their data, and to take them out of the totals when the member is erased.
import { sql } from 'kysely';
import { nameOfPost } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { readVoting } from '../instance/settings.ts';
import { showVotesAfter } from '../threads/board-votes.ts';
import { markDueOfMember } from './tally-due.ts';

const list = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('vote')
    .select(['post_origin as origin', 'post_seq as seq', 'value', 'at'])
    .where('member_id', '=', p.member)
    .orderBy('at')
    .orderBy('post_origin')
    .orderBy('post_seq'),
);
const mine = (member: number) =>
  sql`vote.member_id = ${member} and vote.post_origin = vote_count.post_origin and vote.post_seq = vote_count.post_seq`;
const uncount = command<{ member: number }>()((db, p) =>
  db
    .updateTable('vote_count')
    .set({
      up: sql<number>`up - (select count(*) from vote where ${mine(p.member)} and vote.value = 1)`,
      down: sql<number>`down - (select count(*) from vote where ${mine(p.member)} and vote.value = -1)`,
    })
    .where(
      sql<boolean>`(post_origin, post_seq) in (select post_origin, post_seq from vote where member_id = ${p.member})`,
    ),
);
const drop = command<{ member: number }>()((db, p) => db.deleteFrom('vote').where('member_id', '=', p.member));

export type ExportedVote = { post: string; value: 1 | -1; at: string };

/** In the order in which they were cast. */
export const exportVotesOfMember = async (reader: Reader, memberId: number): Promise<ExportedVote[]> =>
  (await reader.all(list, { member: memberId })).map((row) => ({
    post: nameOfPost(row),
    value: row.value,
    at: new Date(row.at).toISOString(),
  }));

/** They count no more: on boards at once, on planks when the totals are told next. */
export const forgetVotesOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  const member = { member: memberId };
  await tx.run(uncount, member);
  await markDueOfMember(tx, memberId);
  await showVotesAfter(tx, await readVoting(tx), memberId);
  await tx.run(drop, member);
};
