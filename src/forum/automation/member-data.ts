// What is kept of a member: when they first wrote where.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

const drop = command<{ member: number }>()((db, p) => db.deleteFrom('place_author').where('member_id', '=', p.member));
const ofMember = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('place_author')
    .innerJoin('place', 'place.id', 'place_author.place_id')
    .select(['place.kind', 'place.slug', 'place_author.at'])
    .where('member_id', '=', p.member)
    .orderBy('place_author.at'),
);

export const forgetAutomationOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  await tx.run(drop, { member: memberId });
};
export const exportAutomationOfMember = async (reader: Reader, memberId: number) => ({
  firstWrote: await reader.all(ofMember, { member: memberId }),
});
