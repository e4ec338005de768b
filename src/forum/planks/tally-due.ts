// Posts on planks of which the own journal does not tell the newest count yet: written with the vote, taken when it is told.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { countVotes, toldCounts, toldOf, type Voting } from '../threads/vote-store.ts';

// A row that stands already is locked all the same: whoever tells it waits until this vote is counted.
const mark = command<{ origin: string; seq: number; at: number }>()((db, p) =>
  db
    .insertInto('tally_due')
    .values({ post_origin: p.origin, post_seq: p.seq, at: p.at })
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doUpdateSet((eb) => ({ at: eb.ref('tally_due.at') }))),
);
const markMembers = command<{ member: number }>()((db, p) =>
  db
    .insertInto('tally_due')
    .columns(['post_origin', 'post_seq', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('vote')
        .select(['post_origin', 'post_seq', 'at'])
        .where('member_id', '=', p.member)
        .where('post_origin', '!=', ''),
    )
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doUpdateSet((eb) => ({ at: eb.ref('tally_due.at') }))),
);
// Counted here and told otherwise, or told and not counted (any more).
const markCounted = command<{ home: string; countUp: number; countDown: number; at: number }>()((db, p) =>
  db
    .insertInto('tally_due')
    .columns(['post_origin', 'post_seq', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('vote_count')
        .innerJoin('post', (join) => join.onRef('post.origin', '=', 'post_origin').onRef('post.seq', '=', 'post_seq'))
        .leftJoin('tally', (join) => join.onRef('tally.post_id', '=', 'post.id').on('tally.origin', '=', p.home))
        .select(['post_origin', 'post_seq', sql<number>`cast(${p.at} as bigint)`.as('at')])
        .where('post_origin', '!=', '')
        .where(
          sql<boolean>`(vote_count.up * ${p.countUp} <> coalesce(tally.up, 0) or vote_count.down * ${p.countDown} <> coalesce(tally.down, 0))`,
        ),
    )
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doNothing()),
);
const markTold = command<{ home: string; at: number }>()((db, p) =>
  db
    .insertInto('tally_due')
    .columns(['post_origin', 'post_seq', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('tally')
        .innerJoin('post', 'post.id', 'tally.post_id')
        .leftJoin('vote_count', (join) =>
          join.onRef('vote_count.post_origin', '=', 'post.origin').onRef('vote_count.post_seq', '=', 'post.seq'),
        )
        .select(['post.origin as post_origin', 'post.seq as post_seq', sql<number>`cast(${p.at} as bigint)`.as('at')])
        .where('tally.origin', '=', p.home)
        .where('vote_count.post_origin', 'is', null)
        .where((eb) => eb.or([eb('tally.up', '>', 0), eb('tally.down', '>', 0)])),
    )
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doNothing()),
);

// The same, of some posts.
const markCountedOf = command<{ home: string; countUp: number; countDown: number; at: number; ids: string }>()(
  (db, p, d) =>
    db
      .insertInto('tally_due')
      .columns(['post_origin', 'post_seq', 'at'])
      .expression((eb) =>
        eb
          .selectFrom('post')
          .innerJoin('vote_count', (join) =>
            join.onRef('post.origin', '=', 'post_origin').onRef('post.seq', '=', 'post_seq'),
          )
          .leftJoin('tally', (join) => join.onRef('tally.post_id', '=', 'post.id').on('tally.origin', '=', p.home))
          .select(['post_origin', 'post_seq', sql<number>`cast(${p.at} as bigint)`.as('at')])
          .where('post.id', 'in', numbersOf(d, p.ids))
          .where(
            sql<boolean>`(vote_count.up * ${p.countUp} <> coalesce(tally.up, 0) or vote_count.down * ${p.countDown} <> coalesce(tally.down, 0))`,
          ),
      )
      .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doNothing()),
);
const markToldOf = command<{ home: string; at: number; ids: string }>()((db, p, d) =>
  db
    .insertInto('tally_due')
    .columns(['post_origin', 'post_seq', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('post')
        .innerJoin('tally', 'post.id', 'tally.post_id')
        .leftJoin('vote_count', (join) =>
          join.onRef('vote_count.post_origin', '=', 'post.origin').onRef('vote_count.post_seq', '=', 'post.seq'),
        )
        .select(['post.origin as post_origin', 'post.seq as post_seq', sql<number>`cast(${p.at} as bigint)`.as('at')])
        .where('post.id', 'in', numbersOf(d, p.ids))
        .where('tally.origin', '=', p.home)
        .where('vote_count.post_origin', 'is', null)
        .where((eb) => eb.or([eb('tally.up', '>', 0), eb('tally.down', '>', 0)])),
    )
    .onConflict((oc) => oc.columns(['post_origin', 'post_seq']).doNothing()),
);

/** A vote changed what there is to tell of the post. */
export const markDue = async (tx: Writer, { origin, seq }: PostKey, at: number): Promise<void> => {
  await tx.run(mark, { origin, seq, at });
};

/** All that a member has voted on: their votes are about to go. */
export const markDueOfMember = async (tx: Writer, member: number): Promise<void> => {
  await tx.run(markMembers, { member });
};

/** Whatever the own journal, as folded now, tells otherwise than the votes are: after a refold, a restore, a switch. */
export const markUntold = async (tx: Writer, home: string, voting: Voting, at: number): Promise<void> => {
  await tx.run(markCounted, { home, at, ...toldOf(voting) });
  await tx.run(markTold, { home, at });
};

/** Like {@link markUntold}, of these posts alone. @param ids JSON: numbers of their rows */
export const markUntoldOf = async (
  tx: Writer,
  home: string,
  voting: Voting,
  at: number,
  ids: string,
): Promise<void> => {
  await tx.run(markCountedOf, { home, at, ids, ...toldOf(voting) });
  await tx.run(markToldOf, { home, at, ids });
};

const first = query()((db) => db.selectFrom('tally_due').select('at').limit(1));
const oldest = query<{ home: string; limit: number }>()((db, p) =>
  db
    .selectFrom('tally_due')
    .leftJoin('post', (join) =>
      join.onRef('post.origin', '=', 'tally_due.post_origin').onRef('post.seq', '=', 'tally_due.post_seq'),
    )
    .leftJoin('place', 'place.id', 'post.place_id')
    .leftJoin('tally', (join) => join.onRef('tally.post_id', '=', 'post.id').on('tally.origin', '=', p.home))
    .select(['tally_due.post_origin as origin', 'tally_due.post_seq as seq', 'place.slug', 'tally.up', 'tally.down'])
    .orderBy('tally_due.at')
    .orderBy('tally_due.post_origin')
    .orderBy('tally_due.post_seq')
    .limit(p.limit),
);
const take = command<{ origin: string; seq: number }>()((db, p) =>
  db.deleteFrom('tally_due').where('post_origin', '=', p.origin).where('post_seq', '=', p.seq),
);

export const anyDue = async (reader: Reader): Promise<boolean> => (await reader.get(first, {})) !== undefined;

export type Due = {
  origin: string;
  seq: number;
  /** Of its plank; null where the post is not there (any more). */
  slug: string | null;
  /** As the journal tells now. */
  up: number | null;
  down: number | null;
};

/** What waits to be told, longest first. */
export const listDue = async (reader: Reader, home: string, limit: number): Promise<Due[]> =>
  reader.all(oldest, { home, limit });

/** Takes a post off the list; answers its count as it is now. The order matters: a vote under way is waited for. */
export const takeDue = async (tx: Writer, { origin, seq }: PostKey, voting: Voting) => {
  await tx.run(take, { origin, seq });
  return toldCounts(await countVotes(tx, { origin, seq }), voting);
};
