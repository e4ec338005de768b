// This instance's totals go into its journal: at most one entry in 30 seconds, for all posts whose totals changed since. Who
// voted stays at home.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { MAX_COUNT } from '../../journal/limits.ts';
import type { Ref } from '../../journal/records.ts';
import { isPlankClosed, versionAt } from '../charter/charter-store.ts';
import { readVoting } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { Voting } from '../threads/vote-store.ts';
import type { FoldFacts } from './apply/fold.ts';
import { currentCoalition } from './facts.ts';
import { type PlankNeeds, speak } from './speak.ts';
import { anyDue, listDue, takeDue } from './tally-due.ts';

/** Milliseconds between two entries. */
export const TALLY_EVERY = 30_000;
/** UTF-16 units of an entry's tallies: in base64url, and with all else that an envelope holds, well within 16 KiB. */
const TALLIES_LENGTH = 10_000;
/** More never fit: a tally takes more than 30 of them. */
const MOST = 350;

type Tally = Ref<'votes.tallied'>['tallies'][number];

const toldAt = query()((db) => db.selectFrom('setting').select('value').where('name', '=', 'votes.told_at'));
const putToldAt = command<{ at: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: 'votes.told_at', value: p.at })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.at })),
);

/** A clock that was set back makes nobody wait longer than that. */
const isTime = async (reader: Reader, now: number): Promise<boolean> =>
  Math.abs(now - Number((await reader.get(toldAt, {}))?.value ?? Number.NEGATIVE_INFINITY)) >= TALLY_EVERY;

/** As many as one entry takes. What need not be told, or has no effect now, is taken off the list as well. */
const collect = async (tx: Writer, facts: FoldFacts, voting: Voting): Promise<Tally[]> => {
  const tallies: Tally[] = [];
  let length = 0;
  for (const due of await listDue(tx, facts.home, MOST)) {
    const post = nameOfPost(due);
    length += JSON.stringify({ post, up: MAX_COUNT, down: MAX_COUNT }).length + 1;
    if (length > TALLIES_LENGTH) break;
    const { up, down } = await takeDue(tx, due, voting);
    if (due.slug === null || isPlankClosed(facts.versions, due.slug, facts.now)) continue;
    if (up !== (due.up ?? 0) || down !== (due.down ?? 0)) tallies.push({ post, up, down });
  }
  return tallies;
};

/**
 * Answers how many posts were told of. Cheap while there are none. Where this instance cannot speak now (halted, not a
 * constituent any more, wrong clock) its votes wait, and nothing is said.
 * @throws Refusal `forbidden`
 */
export const tallyVotes =
  (needs: PlankNeeds) =>
  async (actor: Actor): Promise<number> => {
    may(actor, { do: 'manage-instance' });
    const { read } = needs.db;
    if (!(await anyDue(read)) || !(await isTime(read, needs.clock.now()))) return 0;
    try {
      const told = await needs.db.write(async (tx) => {
        const coalition = await currentCoalition(tx);
        if (!coalition) return 0;
        needs.checkClock();
        await inTurn(tx, 'journal');
        const facts = await needs.facts(tx, coalition.coalition);
        const charter = versionAt(facts.versions, facts.now)?.charter;
        if (!charter?.constituents.some((one) => one.id === facts.home)) return 0;
        // Another process may have been faster.
        if (!(await isTime(tx, facts.now))) return 0;
        const tallies = await collect(tx, facts, await readVoting(tx));
        if (tallies.length === 0) return 0;
        await tx.run(putToldAt, { at: String(facts.now) });
        await speak(tx, needs, coalition.coalition, (speaker) => speaker.say('votes.tallied', { tallies }, null));
        return tallies.length;
      });
      if (told > 0) needs.wake.ring();
      return told;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') return 0;
      throw error;
    }
  };
