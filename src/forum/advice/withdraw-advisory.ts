// A moderator takes back what this instance advised. What others advised is theirs.
import { Refusal } from '../../base/errors.ts';
import { parseEntryName } from '../../base/names.ts';
import { currentCoalition } from '../planks/facts.ts';
import { type PlankNeeds, speak } from '../planks/speak.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { findAdvisory } from './advisory-store.ts';

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` (it is withdrawn already), `unavailable` */
export const withdrawAdvisory =
  (needs: PlankNeeds) =>
  async (actor: Actor, name: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      mayAsMember(actor, { do: 'moderate', can: 'act' });
      const key = parseEntryName(name);
      const row = key && (await findAdvisory(tx, key));
      const head = await currentCoalition(tx);
      if (!row || !head) throw new Refusal('not-found', 'There is no such advice.');
      if (row.origin !== needs.origin) throw new Refusal('forbidden', 'This is the advice of another instance.');
      mayAsMember(actor, {
        do: 'moderate',
        can: row.kind === 'instance' ? 'handle-peers' : 'act',
        ...(row.kind === 'post' ? {} : { scope: 'instance' }),
      });
      if (row.withdrawn_seq !== null) throw new Refusal('conflict', 'This advice has been withdrawn already.');
      needs.checkClock();
      await speak(tx, needs, head.coalition, async (speaker) => {
        await speaker.say('advisory.withdrawn', { advisory: name }, null);
      });
    });
    needs.wake.ring();
  };
