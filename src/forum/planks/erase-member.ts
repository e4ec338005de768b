// What a member of this instance said on planks is erased, everywhere: all of it, or only who they were.
import { nameOfPost } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { ownHead } from '../../journal/append.ts';
import { openEnvelope } from '../../journal/envelope.ts';
import { erasedWithin } from '../../journal/erased-store.ts';
import { MAX_RANGES } from '../../journal/limits.ts';
import { parseRef } from '../../journal/records.ts';
import type { Actor } from '../policy/actor.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { currentCoalition } from './facts.ts';
import { type PlankNeeds, speak } from './speak.ts';

export type Erasing = {
  /** The opaque id of a member who left; undefined: the actor. */
  of?: string;
  /** `keep`: only the descriptions go, posts stand without a name. */
  posts?: 'keep' | 'erase';
  /** Lets others have a turn, between two looks at the journal. */
  pause?: () => Promise<void>;
};

/** Entries in one look: opening their envelopes takes a few milliseconds. */
const LOOK = 200;

const own = query<{ journal: number; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .select(['seq', 'type', 'envelope'])
    .where('journal_id', '=', p.journal)
    .where('type', 'in', ['thread.started', 'reply.posted', 'post.edited', 'member.described'])
    .where('seq', '>', p.after)
    .orderBy('seq')
    .limit(p.limit),
);

/** Gathers the numbers of the own entries that hold words of the member; goes on where it stopped. */
const createGatherer = (member: string, posts: 'keep' | 'erase', origin: string) => {
  const numbers: number[] = [];
  const said = new Set<string>();
  let after = 0;

  /** @param named whether it was erased before, or will be soon */
  const take = (row: { seq: number; type: string; envelope: string }, named: boolean): void => {
    if (posts === 'keep' && row.type !== 'member.described') return;
    const opened = openEnvelope(row.envelope);
    if (!opened.ok) return;
    const { ref } = opened.payload;
    if (row.type === 'thread.started' || row.type === 'reply.posted') {
      if (parseRef(row.type, ref)?.author !== member) return;
      said.add(nameOfPost({ origin, seq: row.seq }));
    } else if (row.type === 'post.edited') {
      if (!said.has(parseRef('post.edited', ref)?.post ?? '')) return;
    } else if (parseRef('member.described', ref)?.member !== member) return;
    if (!named) numbers.push(row.seq);
  };

  return {
    numbers,
    async read(reader: Reader, journal: number, pause: () => Promise<void>): Promise<void> {
      for (;;) {
        const rows = await reader.all(own, { journal, after, limit: LOOK });
        const [first, last] = [rows[0], rows.at(-1)];
        if (!first || !last) return;
        const isNamed = await erasedWithin(reader, journal, first.seq, last.seq);
        for (const row of rows) take(row, isNamed(row.seq));
        after = last.seq;
        if (rows.length < LOOK) return;
        await pause();
      }
    },
  };
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

const atOnce = () => Promise.resolve();

/**
 * Does nothing outside a coalition, nor where everything was erased before.
 * @throws Refusal `unauthenticated`, `forbidden` (somebody else), `unavailable` (journal or clock)
 */
export const eraseMember =
  (needs: PlankNeeds) =>
  async (actor: Actor, { of, posts = 'erase', pause = atOnce }: Erasing = {}): Promise<void> => {
    if (of !== undefined) may(actor, { do: 'manage-instance' });
    const member = of ?? mayAsMember(actor, { do: 'manage-own-account' }).publicId;
    const coalition = await currentCoalition(needs.db.read);
    if (!coalition) return;
    const gatherer = createGatherer(member, posts, needs.origin);
    const { journal } = await ownHead(needs.db.read, coalition.coalition);
    await gatherer.read(needs.db.read, journal, pause);
    // One entry may name so many ranges; a long list takes several, each in a transaction of its own. What is left when it stops
    // in between is said by whoever begins anew.
    for (let named: number | undefined = 0; named !== undefined; await pause()) {
      const after: number = named;
      named = await needs.db.write(async (tx) => {
        // What was said since is read here.
        await gatherer.read(tx, journal, atOnce);
        const all = rangesOf(gatherer.numbers.filter((seq) => seq > after));
        const erases = all.slice(0, MAX_RANGES);
        if (erases.length === 0) return undefined;
        needs.checkClock();
        await speak(tx, needs, coalition.coalition, (speaker) =>
          speaker.say('member.erased', { member, erases }, null),
        );
        return all.length > erases.length ? erases.at(-1)?.[1] : undefined;
      });
      needs.wake.ring();
    }
  };
