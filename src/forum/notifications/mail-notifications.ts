// Notifications by mail: at once (a minute later, if they are still unread), and as a daily digest. Written to the outbox in the
// transaction that marks them as mailed: killed anywhere, nothing goes twice and nothing is lost. No words of posts are in a mail,
// only who, where, and a link: what is erased is in nobody's inbox, and what is said among members is in nobody's relay.
import { sql } from 'kysely';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import { confirmedAddress } from '../identity/email-store.ts';
import type { Mailing } from '../identity/mail-texts.ts';
import type { MemberActor } from '../policy/actor.ts';
import { parseDuties } from '../policy/duties.ts';
import { parseStanding } from '../policy/measures.ts';
import { notificationText } from './mail-text.ts';
import { queueMail } from './outbox-store.ts';
import type { NotificationReads, NotificationView } from './read-notifications.ts';
import { ensureMailRow, nextDigest, readMailRow } from './setting-store.ts';
import { newMailSecret } from './unsubscribe-token.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; mailing: Mailing; reads: Pick<NotificationReads, 'toMail'> };

/** Milliseconds between two mails at once to one member. */
const APART = 5 * 60_000;
/** What should have gone so long ago is not sent any more: mail was off meanwhile. */
const STALE = 86_400_000;
/** Notifications in one mail, at most. */
const MANY = 50;
/** Members in one round. */
const ROUND = 50;

type Due = {
  id: number;
  name: string;
  publicId: string;
  role: Role;
  standing: string | null;
  duties: string | null;
};

const columns = [
  ...(['member.id', 'member.name', 'member.public_id as publicId'] as const),
  ...(['member.role', 'member.standing', 'member.duties'] as const),
] as const;

const dueAtOnce = query<{ now: number; spoken: number; limit: number }>()((db, p) =>
  db
    .selectFrom('member')
    .leftJoin('notification_mail as m', 'm.member_id', 'member.id')
    .select(columns)
    .where('member.id', 'in', (eb) => eb.selectFrom('notification').select('member_id').where('mail_at', '<=', p.now))
    .where(sql<boolean>`coalesce(m.mailed_at, 0) <= ${p.spoken}`)
    .orderBy('member.id')
    .limit(p.limit),
);
const dueDigests = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('notification_mail as m')
    .innerJoin('member', 'member.id', 'm.member_id')
    .select(columns)
    .where('m.digest_at', '<=', p.now)
    .orderBy('m.digest_at')
    .limit(p.limit),
);
const unmark = command<{ member: number; ids: string }>()((db, p, dialect) =>
  db
    .updateTable('notification')
    .set({ mail_at: null })
    .where('member_id', '=', p.member)
    .where('id', 'in', numbersOf(dialect, p.ids)),
);
const stillDue = query<{ member: number; ids: string; now: number }>()((db, p, dialect) =>
  db
    .selectFrom('notification')
    .select('id')
    .where('member_id', '=', p.member)
    .where('id', 'in', numbersOf(dialect, p.ids))
    .where('read_at', 'is', null)
    .where('mail_at', '<=', p.now),
);
const stillUnread = query<{ member: number; ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('notification')
    .select('id')
    .where('member_id', '=', p.member)
    .where('id', 'in', numbersOf(dialect, p.ids))
    .where('read_at', 'is', null),
);
const mailed = command<{ member: number; now: number }>()((db, p) =>
  db.updateTable('notification_mail').set({ mailed_at: p.now }).where('member_id', '=', p.member),
);
const digested = command<{ member: number; now: number; next: number; expect: number }>()((db, p) =>
  db
    .updateTable('notification_mail')
    .set({ digested_at: p.now, digest_at: p.next })
    .where('member_id', '=', p.member)
    .where('digest_at', '=', p.expect),
);
const anyStale = query<{ before: number }>()((db, p) =>
  db.selectFrom('notification').select('id').where('mail_at', '<', p.before).limit(1),
);
const forgetStale = command<{ before: number }>()((db, p) =>
  db.updateTable('notification').set({ mail_at: null }).where('mail_at', '<', p.before),
);

/** As on a request of theirs: who is suspended is told of nothing that they cannot read. */
const actorOf = ({ id, name, publicId, role, standing, duties }: Due, now: number): MemberActor => ({
  kind: 'member',
  memberId: id,
  name,
  role,
  publicId,
  sessionId: 0,
  standing: parseStanding(standing, now),
  duties: parseDuties(duties),
});

export const createNotificationMails = (needs: Needs) => {
  const { db, clock, chance, mailing, reads } = needs;

  const queue = async (
    tx: Writer,
    to: Due,
    views: readonly NotificationView[],
    digest: boolean,
    now: number,
  ): Promise<void> => {
    const address = await confirmedAddress(tx, to.id);
    if (address === undefined || views.length === 0) return;
    const { secret } = await ensureMailRow(tx, to.id, newMailSecret(chance));
    await queueMail(tx, {
      ...notificationText(mailing, { name: to.name, publicId: to.publicId, secret, views, digest }),
      to: address,
      memberId: to.id,
      now,
    });
  };

  const readable = (views: readonly NotificationView[], ids: ReadonlySet<number>): NotificationView[] =>
    views.filter(({ id, state }) => state === 'readable' && ids.has(id));

  const atOnce = async (to: Due, now: number): Promise<void> => {
    const views = await reads.toMail(actorOf(to, now), 'mail', now, MANY);
    const ids = JSON.stringify(views.map(({ id }) => id));
    await db.write(async (tx) => {
      const due = new Set((await tx.all(stillDue, { member: to.id, ids, now })).map(({ id }) => id));
      await queue(tx, to, readable(views, due), false, now);
      // What came meanwhile, or is too much for one mail, has its turn.
      await tx.run(unmark, { member: to.id, ids });
      await tx.run(mailed, { member: to.id, now });
    });
  };

  const digest = async (to: Due, now: number): Promise<void> => {
    const row = await readMailRow(db.read, to.id);
    if (!row || row.digestAt === null) return;
    const since = Math.max(row.digestedAt, now - 7 * STALE);
    const views = await reads.toMail(actorOf(to, now), 'digest', since, MANY);
    const ids = JSON.stringify(views.map(({ id }) => id));
    const [expect, next] = [row.digestAt, nextDigest(now, row.hour)];
    await db.write(async (tx) => {
      if ((await tx.run(digested, { member: to.id, now, next, expect })) === 0) return;
      const unread = new Set((await tx.all(stillUnread, { member: to.id, ids })).map(({ id }) => id));
      await queue(tx, to, readable(views, unread), true, now);
    });
  };

  /** Writes what is due now; the sender sends it. Call it in one process at a time. */
  return async (signal?: AbortSignal): Promise<void> => {
    if (!mailing.on) return;
    const now = clock.now();
    const before = now - STALE;
    if (await db.read.get(anyStale, { before }))
      await db.write(async (tx) => void (await tx.run(forgetStale, { before })));
    const spoken = now - APART;
    for (let due = await db.read.all(dueAtOnce, { now, spoken, limit: ROUND }); due.length > 0; ) {
      for (const to of due) {
        if (signal?.aborted) return;
        await atOnce(to, now);
      }
      due = due.length < ROUND ? [] : await db.read.all(dueAtOnce, { now, spoken, limit: ROUND });
    }
    for (const to of await db.read.all(dueDigests, { now, limit: ROUND })) {
      if (signal?.aborted) return;
      await digest(to, now);
    }
  };
};
