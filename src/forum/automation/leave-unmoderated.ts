// Where nobody who moderates was there for seven days, newcomers apply: registration that was open closes so far, and peers are told.
// It opens again when one of them is back, unless an admin has chosen meanwhile; and peers are told again.
import type { RegistrationMode } from '../../base/config.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { putInstance, readInstance } from '../instance/settings.ts';
import { tellPeers } from '../messages/tell-peers.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  origin: string;
  registration: RegistrationMode;
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
/** Stands while registration is as this job left it: the time of the switch. */
const SWITCHED = 'registration.unmoderated';
const switchedAt = query()((db) => db.selectFrom('setting').select('value').where('name', '=', SWITCHED));
const noteSwitched = command<{ at: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: SWITCHED, value: p.at })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.at })),
);
const dropSwitched = command()((db) => db.deleteFrom('setting').where('name', '=', SWITCHED));

type Switch = { mode: RegistrationMode; why: 'no-moderator' | 'reopened' };

/** What has to become of registration; undefined: it stays. */
const dueSwitch = async (tx: Writer, needs: Needs, now: number): Promise<Switch | undefined> => {
  const { registration } = await readInstance(tx, needs);
  const { used, joined } = (await tx.get(lastSeen, {})) ?? {};
  const seen = Math.max(Number(used ?? 0), Number(joined ?? 0));
  // Nobody moderates at all: the instance is being set up.
  const alone = seen !== 0 && now - seen >= UNMODERATED_MS;
  if (await tx.get(switchedAt, {})) {
    if (registration !== 'application') return { mode: registration, why: 'reopened' };
    return alone ? undefined : { mode: 'open', why: 'reopened' };
  }
  return alone && registration === 'open' ? { mode: 'application', why: 'no-moderator' } : undefined;
};

/** Answers whether registration was switched, or what an admin chose was told. @throws Refusal `forbidden` */
export const leaveUnmoderated =
  (needs: Needs) =>
  async (actor: Actor): Promise<boolean> => {
    may(actor, { do: 'manage-instance' });
    const switched = await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const due = await dueSwitch(tx, needs, now);
      if (!due) return false;
      const { mode, why } = due;
      await putInstance(tx, { registration: mode });
      if (why === 'no-moderator') await tx.run(noteSwitched, { at: String(now) });
      else await tx.run(dropSwitched, {});
      const told = await tellPeers(tx, { ...needs, now }, 'registration.switched', { mode, why });
      await appendEvents(
        tx,
        [{ kind: 'instance.changed' }, ...(told > 0 ? [{ kind: 'message.queued' as const }] : [])],
        now,
      );
      return true;
    });
    if (switched) needs.wake.ring();
    return switched;
  };
