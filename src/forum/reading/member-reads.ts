// What a signed-in reader sees besides what everybody sees: what is unread, how far they have read, whom they hide. Put into the
// stored cards as text: nothing is parsed but the cards of those they hide.
import { nameOfPost } from '../../base/names.ts';
import type { Database } from '../../db/database.ts';
import { extendCard } from '../threads/card.ts';
import type { PostRow } from '../threads/read-posts.ts';
import type { PresentThreads } from '../threads/read-threads.ts';
import type { ThreadInPlace } from '../threads/thread-store.ts';
import { findFollow, followedThread } from './follow-store.ts';
import { type Arrival, findMark, lastUpTo } from './mark-store.ts';
import { hideCard, isHidden, type ReaderFacts, readerFacts } from './reader-facts.ts';
import { createUnread, topmostUnread, unreadFields } from './unread.ts';

type Needs = { db: Pick<Database, 'read'>; origin: string };
/** `hidden`: with the words of those whom the reader hides. */
export type Show = 'hidden' | undefined;

const isBeyond = (row: PostRow, mark: Arrival): boolean => {
  if (row.arrived_at !== mark.at) return row.arrived_at > mark.at;
  // Origins are ASCII: code units compare as bytes.
  return row.origin === mark.origin ? row.seq > mark.seq : row.origin > mark.origin;
};

export const createMemberReads = ({ db: { read }, origin }: Needs) => {
  const factsOf = (memberId: number): Promise<ReaderFacts> => readerFacts(read, memberId, origin);
  const unreadOf = createUnread(read);

  return {
    factsOf,

    /** For a page of threads. */
    presentThreads:
      (memberId: number, show: Show): PresentThreads =>
      async (rows) => {
        if (rows.length === 0) return (_, card) => card;
        const facts = await factsOf(memberId);
        const unreadIn = await unreadOf(
          facts,
          rows.map(({ id }) => id),
        );
        return (row, card) => {
          const own = isHidden(facts, row) ? hideCard(card, show === 'hidden') : card;
          return extendCard(own, unreadFields(unreadIn(row.id)));
        };
      },

    /** Fields for the card of one thread: JSON without braces. */
    async threadFields(memberId: number, thread: ThreadInPlace, facts: ReaderFacts): Promise<string> {
      const unread = (await unreadOf(facts, [thread.id]))(thread.id);
      const mark = await findMark(read, memberId, thread.id);
      const last = mark && (await lastUpTo(read, thread.id, mark));
      const level = await findFollow(read, memberId, followedThread(thread));
      const more = { readUpTo: last ? nameOfPost(last) : null, follow: level ?? null };
      return `${unreadFields(unread)},${JSON.stringify(more).slice(1, -1)}`;
    },

    /** For posts of one thread: a page of them, with how far the reader has got; or some. */
    async presentPosts(memberId: number, threadId: number, show: Show) {
      const facts = await factsOf(memberId);
      const mark = await findMark(read, memberId, threadId);
      const last = mark && (await lastUpTo(read, threadId, mark));
      const mine = new Set(facts.own);
      return {
        beside: `"readUpTo":${last ? JSON.stringify(nameOfPost(last)) : 'null'},`,
        present: (row: PostRow, card: string): string => {
          if (isHidden(facts, row)) return hideCard(card, show === 'hidden');
          const unread = !mine.has(row.author_id) && (!mark || isBeyond(row, mark));
          return unread ? extendCard(card, '"unread":true') : card;
        },
      };
    },

    /** Where in the thread, as it is shown, reading on begins; undefined where all is read. */
    topmostUnread: async (memberId: number, threadId: number) => topmostUnread(read, await factsOf(memberId), threadId),
  };
};
