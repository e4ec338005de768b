// Authors of other instances whose mentions a member wants, or does not: the filtered list's memory.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

type Sender = { member: number; origin: string; publicId: string };

const byName = query<{ origin: string; name: string }>()((db, p) =>
  db.selectFrom('author').select('public_id').where('name', '=', p.name).where('origin', '=', p.origin).orderBy('id'),
);
const put = command<Sender & { name: string; accepted: 0 | 1; at: number }>()((db, p) =>
  db
    .insertInto('notification_sender')
    .values({
      member_id: p.member,
      origin: p.origin,
      public_id: p.publicId,
      name: p.name,
      accepted: p.accepted,
      at: p.at,
    })
    .onConflict((oc) =>
      oc.columns(['member_id', 'origin', 'public_id']).doUpdateSet({ accepted: p.accepted, at: p.at }),
    ),
);

const theirs = (
  p: Required<Sender>,
) => sql<boolean>`exists (select 1 from post join author on author.id = post.author_id
  where post.origin = notification.post_origin and post.seq = notification.post_seq
    and author.origin = ${p.origin} and author.public_id = ${p.publicId})`;

const release = command<Sender>()((db, p) =>
  db
    .updateTable('notification')
    .set({ filtered: 0 })
    .where('member_id', '=', p.member)
    .where('filtered', '=', sql.lit(1))
    .where(theirs(p)),
);
const drop = command<Sender>()((db, p) =>
  db.deleteFrom('notification').where('member_id', '=', p.member).where('filtered', '=', sql.lit(1)).where(theirs(p)),
);

/** Public ids of authors of that name. */
export const findSenders = async (reader: Reader, origin: string, name: string): Promise<string[]> =>
  (await reader.all(byName, { origin, name })).map(({ public_id }) => public_id);

/** Remembers it; what waits of theirs goes over to the others, or away. Answers how many that were. */
export const decideSender = async (
  tx: Writer,
  sender: Sender & { name: string },
  accept: boolean,
  at: number,
): Promise<number> => {
  const { member, origin, publicId } = sender;
  await tx.run(put, { ...sender, accepted: accept ? 1 : 0, at });
  const theirOwn = { member, origin, publicId };
  return accept ? tx.run(release, theirOwn) : tx.run(drop, theirOwn);
};
