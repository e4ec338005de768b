// A decided case is closed: by a moderator, or by time once nobody appealed for a while.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { dropRefusedWords } from '../moderation/held-store.ts';
import { APPEAL_MS } from '../moderation/read-decisions.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { dropGoneSnapshots, dropOldSnapshots } from '../threads/snapshot-store.ts';
import { lapsedCases, queueOf, settledCases, updateCase } from './case-store.ts';
import { addNote } from './note-store.ts';
import { caseFor, changed, checkVersion, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict`: not decided yet, or changed meanwhile */
export const closeCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, input: { version: number }): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'act');
      checkVersion(found, input.version);
      if (queueOf(found.state) !== 'decided') throw new Refusal('conflict', 'Only a decided case is closed.');
      if (!(await updateCase(tx, found, { state: 'closed', closed_at: at }, at))) throw changed();
      await addNote(tx, {
        caseId: found.id,
        memberId: memberIdOf(actor),
        kind: 'closed',
        audience: 'moderators',
        words: '',
        at,
      });
      await dropGoneSnapshots(tx, found.id);
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: 'closed' } });
    });
    needs.wake.ring();
  };

const DAY = 86_400_000;
/** Nobody appealed for so long. It opens again for an appeal, which has 183 days. */
export const CLOSE_AFTER = 30 * DAY;
const SLICE = 200;

/** For a job: leases that lapsed, cases that are done with, snapshots whose time is over, and what was not let through once nobody can appeal. */
export const tidyCases =
  (needs: Needs) =>
  async (actor: Actor): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act', scope: 'instance' });
      const at = needs.clock.now();
      const events: { case: string; state: string }[] = [];
      for (const found of await lapsedCases(tx, at, SLICE)) {
        const state = found.escalated ? 'escalated' : 'open';
        await updateCase(tx, found, { state, claimed_by: null, claimed_until: null }, at);
        events.push({ case: found.public_id, state });
      }
      for (const found of await settledCases(tx, at - CLOSE_AFTER, SLICE)) {
        if (!(await updateCase(tx, found, { state: 'closed', closed_at: at }, at))) continue;
        await dropGoneSnapshots(tx, found.id);
        events.push({ case: found.public_id, state: 'closed' });
      }
      await dropOldSnapshots(tx, at);
      await dropRefusedWords(tx, at - APPEAL_MS);
      for (const data of events) await appendEvent(tx, { kind: 'case.changed', at, data });
    });
    needs.wake.ring();
  };
