// Where nobody who moderates was there for seven days, newcomers apply: registration that was open closes so far, and peers are told.
// An admin opens it again.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { putInstance, readInstance } from '../instance/settings.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  registration: Parameters<typeof readInstance>[1]['registration'];
};

export const UNMODERATED_MS = 7 * 86_400_000;

/** When one of those who moderate was here last: used a session, or became a member. */
const lastSeen = query()((db) =>
  db
    .selectFrom('member')
    .leftJoin('session', 'session.member_id', 'member.id')
    .select((eb) => [eb.fn.max('session.used_at').as('used'), eb.fn.max('member.created_at').as('joined')])
    .where('member.state', '=', 'active')
    .where((eb) => eb.or([eb('member.role', '!=', 'member'), eb('member.duties', 'is not', null)])),
);
const peers = query<{ coalition: string; own: string }>()((db, p) =>
  db.selectFrom('peer').select('origin').where('coalition', '=', p.coalition).where('origin', '!=', p.own),
);

/** Answers whether registration was switched. @throws Refusal `forbidden` */
export const leaveUnmoderated =
  (needs: Needs) =>
  async (actor: Actor): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    const switched = await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const { registration } = await readInstance(tx, needs);
      const { used, joined } = (await tx.get(lastSeen, {})) ?? {};
      const seen = Math.max(Number(used ?? 0), Number(joined ?? 0));
      // Nobody moderates at all: the instance is being set up.
      if (registration !== 'open' || seen === 0 || now - seen < UNMODERATED_MS) return false;
      await putInstance(tx, { registration: 'application' });
      const coalition = (await currentCoalition(tx))?.coalition;
      const told = coalition === undefined ? [] : await tx.all(peers, { coalition, own: needs.origin });
      for (const { origin: peer } of told)
        await queueMessage(tx, {
          ...{ coalition: coalition ?? '', peer, now },
          id: newMessageId(needs.chance),
          kind: 'registration.switched',
          content: { mode: 'application', why: 'no-moderator' },
        });
      await appendEvents(
        tx,
        [{ kind: 'instance.changed' }, ...(told.length > 0 ? [{ kind: 'message.queued' as const }] : [])],
        now,
      );
      return true;
    });
    if (switched) needs.wake.ring();
    return switched;
  };
