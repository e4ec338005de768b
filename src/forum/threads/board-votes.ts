// Totals of posts on boards, as readers see them: laid anew from the counts when a vote comes, for all of a member's votes when
// they go, for all posts when the instance counts otherwise.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { toldOf, type Voting } from './vote-store.ts';

type Told = { countUp: number; countDown: number };
/** Which posts, by their numbers. */
type Among<P> = (seq: RawBuilder<number>, p: P) => RawBuilder<SqlBool>;

const startOf = (what: RawBuilder<number>): RawBuilder<number> =>
  sql<number>`(select ${what} from post where post.origin = '' and post.seq = thread.seq)`;

const share = sql<number>`cast(post.up + 1 as double precision) / cast(post.up + post.down + 2 as double precision)`;
/** As `bridgingFactor` (bridging.ts): on a board this instance is the only voter. */
const factor = sql<number>`case when ${share} < 0.25 then 0.5 when ${share} > 0.75 then 1.5 else 2 * (${share}) end`;

const showing = <P extends object>(among: Among<P>) => {
  const which = (p: unknown) => among(sql.ref('post.seq'), p as P);
  return {
    posts: command<P & Told>()((db, p) => {
      const told = p as unknown as Told;
      const counts = (column: RawBuilder<number>, times: number) =>
        sql<number>`(select ${column} * ${times} from vote_count where post_origin = '' and post_seq = post.seq)`;
      return db
        .updateTable('post')
        .set((eb) => ({
          up: counts(sql.ref('vote_count.up'), told.countUp),
          down: counts(sql.ref('vote_count.down'), told.countDown),
          version: eb('version', '+', 1),
          card: null,
        }))
        .where('origin', '=', '')
        .where(which(p));
    }),
    threads: command<P>()((db, p) =>
      db
        .updateTable('thread')
        .set((eb) => ({
          score: startOf(sql`post.up - post.down`),
          bridging: startOf(factor),
          version: eb('version', '+', 1),
          card: null,
        }))
        .where('id', 'in', (eb) => eb.selectFrom('post').select('thread_id').where('origin', '=', '').where(which(p))),
    ),
    places: command<P>()((db, p) =>
      db
        .updateTable('place')
        .set((eb) => ({ version: eb('version', '+', 1) }))
        .where('id', 'in', (eb) => eb.selectFrom('post').select('place_id').where('origin', '=', '').where(which(p))),
    ),
  };
};

const one = showing<{ seq: number }>((seq, p) => sql`${seq} = ${p.seq}`);
const all = showing<object>((seq) => sql`${seq} in (select post_seq from vote_count where post_origin = '')`);
const ofMember = showing<{ member: number }>(
  (seq, p) => sql`${seq} in (select post_seq from vote where member_id = ${p.member} and post_origin = '')`,
);

const show = async <P extends object>(
  tx: Writer,
  statements: ReturnType<typeof showing<P>>,
  voting: Voting,
  params: P,
): Promise<void> => {
  await tx.run(statements.posts, { ...params, ...toldOf(voting) });
  await tx.run(statements.threads, params);
  await tx.run(statements.places, params);
};

/** After a vote on the post of that number. */
export const showVotesOn = (tx: Writer, voting: Voting, seq: number): Promise<void> => show(tx, one, voting, { seq });

/** After the instance counts otherwise: every post that was ever voted on. */
export const showAllVotes = (tx: Writer, voting: Voting): Promise<void> => show(tx, all, voting, {});

/** Every post that this member has voted on. */
export const showVotesAfter = (tx: Writer, voting: Voting, member: number): Promise<void> =>
  show(tx, ofMember, voting, { member });
