// Everything that a member of this instance ever said on planks is erased, everywhere.
import { nameOfPost } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { ownHead } from '../../journal/append.ts';
import { openEnvelope } from '../../journal/envelope.ts';
import { MAX_RANGES } from '../../journal/limits.ts';
import { parseRef } from '../../journal/records.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { currentCoalition } from './facts.ts';
import { type PlankNeeds, speak } from './speak.ts';

const own = query<{ journal: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .select(['seq', 'type', 'envelope'])
    .where('journal_id', '=', p.journal)
    .where('type', 'in', ['thread.started', 'reply.posted', 'post.edited', 'member.described'])
    .orderBy('seq'),
);

/** Numbers of the own entries that hold words of the member. */
const numbersOf = async (reader: Reader, journal: number, origin: string, member: string): Promise<number[]> => {
  const numbers: number[] = [];
  const posts = new Set<string>();
  for (const row of await reader.all(own, { journal })) {
    const opened = openEnvelope(row.envelope);
    if (!opened.ok) continue;
    const { ref } = opened.payload;
    if (row.type === 'thread.started' || row.type === 'reply.posted') {
      if (parseRef(row.type, ref)?.author !== member) continue;
      posts.add(nameOfPost({ origin, seq: row.seq }));
    } else if (row.type === 'post.edited') {
      if (!posts.has(parseRef('post.edited', ref)?.post ?? '')) continue;
    } else if (parseRef('member.described', ref)?.member !== member) continue;
    numbers.push(row.seq);
  }
  return numbers;
};

/** Neighbours become one range. */
const rangesOf = (numbers: readonly number[]): [number, number][] => {
  const ranges: [number, number][] = [];
  for (const seq of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === seq - 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
};

/** Does nothing outside a coalition. @throws Refusal `unauthenticated`, `unavailable` */
export const eraseMember =
  (needs: PlankNeeds) =>
  async (actor: Actor): Promise<void> => {
    await needs.db.write(async (tx) => {
      const member = mayAsMember(actor, { do: 'manage-own-account' });
      const coalition = await currentCoalition(tx);
      if (!coalition) return;
      const head = await ownHead(tx, coalition.coalition);
      const ranges = rangesOf(await numbersOf(tx, head.journal, head.origin, member.publicId));
      if (ranges.length === 0) return;
      await speak(tx, needs, coalition.coalition, async (speaker) => {
        // One entry may name so many ranges; a long list takes several, in this one transaction.
        for (let from = 0; from < ranges.length; from += MAX_RANGES) {
          const erases = ranges.slice(from, from + MAX_RANGES);
          await speaker.say('member.erased', { member: member.publicId, erases }, null);
        }
      });
    });
    needs.wake.ring();
  };
