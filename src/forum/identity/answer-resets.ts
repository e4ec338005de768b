// Looks who is meant by those who asked for a new password, and mails the link to the address that the member confirmed.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { mailsToMember, queueMail } from '../notifications/outbox-store.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type Mailing, resetText } from './mail-texts.ts';
import {
  confirmedByAddress,
  confirmedByName,
  dropExpiredResets,
  insertReset,
  requestsInOrder,
  takeRequest,
} from './reset-store.ts';
import { hashSecret, newSecret } from './secret.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; mailing: Mailing };

const HOUR = 3600_000;
export const RESET_MS = HOUR;
/** Mails that a member gets, whoever asks. */
const IN_AN_HOUR = 3;
const IN_A_DAY = 10;
/** Members who share one address. */
const SHARED = 5;
const BATCH = 50;

const mailLinks = async (tx: Writer, { chance, mailing }: Needs, account: string, now: number): Promise<void> => {
  const members = account.includes('@')
    ? await tx.all(confirmedByAddress, { folded: account, limit: SHARED })
    : await tx.all(confirmedByName, { name: account });
  for (const { id: memberId, name, address } of members) {
    const kind = 'password-reset';
    if ((await mailsToMember(tx, kind, memberId, now - HOUR)) >= IN_AN_HOUR) continue;
    if ((await mailsToMember(tx, kind, memberId, now - 24 * HOUR)) >= IN_A_DAY) continue;
    const token = newSecret(chance);
    const expiresAt = now + RESET_MS;
    await tx.run(insertReset, { hash: hashSecret(token), memberId, via: 'mail', now, expiresAt });
    await queueMail(tx, { ...resetText(mailing, name, token), to: address, memberId, now, until: expiresAt });
  }
};

/** Run it in the background. Several processes may: each request is answered once. */
export const answerResets = (needs: Needs) => async (actor: Actor) => {
  may(actor, { do: 'manage-instance' });
  const { db, clock, wake } = needs;
  const asked = await db.read.all(requestsInOrder, { limit: BATCH });
  for (const { id, account, at } of asked) {
    await db.write(async (tx) => {
      const now = clock.now();
      if ((await tx.run(takeRequest, { id })) === 0) return;
      await dropExpiredResets(tx, now);
      // Whoever asked while nobody was here to answer has asked again, or gone.
      if (now - at < RESET_MS) await mailLinks(tx, needs, account, now);
      await appendEvent(tx, { kind: 'account.changed', at: now });
    });
  }
  if (asked.length > 0) wake.ring();
};
