// A moderator takes a case to themselves for twenty minutes, takes it again, or gives it back.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { isOpen, LEASE, updateCase } from './case-store.ts';
import { caseFor, changed, checkVersion, isTaken } from './work-case.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

export type Claimed = { version: number; until: number };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict`: decided, changed meanwhile, or somebody else's */
export const claimCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, input: { version: number }): Promise<Claimed> => {
    const claimed = await needs.db.write(async (tx) => {
      const member = mayAsMember(actor, { do: 'moderate', can: 'see-cases' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'act');
      checkVersion(found, input.version);
      if (!isOpen(found.state)) throw new Refusal('conflict', 'This case is decided. It opens again with an appeal.');
      if (isTaken(found, actor, at)) throw new Refusal('conflict', 'Another moderator works on this case.');
      const until = at + LEASE;
      const change = { state: 'claimed', claimed_by: member.memberId, claimed_until: until } as const;
      if (!(await updateCase(tx, found, change, at))) throw changed();
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: 'claimed' } });
      return { version: found.version + 1, until };
    });
    needs.wake.ring();
    return claimed;
  };

/** Gives it back. @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` */
export const releaseCase =
  (needs: Needs) =>
  async (actor: Actor, id: string): Promise<void> => {
    await needs.db.write(async (tx) => {
      const member = mayAsMember(actor, { do: 'moderate', can: 'see-cases' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'act');
      if (found.state !== 'claimed' || found.claimed_by !== member.memberId)
        throw new Refusal('conflict', 'You have not claimed this case.');
      const state = found.escalated ? 'escalated' : 'open';
      const change = { state, claimed_by: null, claimed_until: null } as const;
      if (!(await updateCase(tx, found, change, at))) throw changed();
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state } });
    });
    needs.wake.ring();
  };
