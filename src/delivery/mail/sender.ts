// Sends what waits in the outbox. At least once: a mail whose sending was cut short between the server's yes and our mark
// goes again under the same Message-ID, by which mail programs and people recognise it.
import type { Logger } from '../../base/log.ts';
import type { Chance, Clock, Timers } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Wake } from '../../events/wake.ts';
import {
  type DueMail,
  dropOldMails,
  giveBackMail,
  markDelayed,
  markGivenUp,
  markSent,
  readDueMails,
  takeMail,
} from '../../forum/notifications/outbox-store.ts';
import { CONNECTIONS, type MailTransport } from './transport.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  timers: Timers;
  wake: Pick<Wake, 'listen'>;
  log: Logger;
  transport: MailTransport;
  /** The host of this instance. */
  host: string;
  /** What may have mails to write, asked before each look. */
  prepare?: () => Promise<void>;
};

const MINUTE = 60_000;
const BATCH = 50;
/** Milliseconds between two looks where no bell was heard. */
const LOOK = 5_000;
/** So long the bell is not heeded after a round: many that ring together are few. */
const GATHER = 50;
/** A stop waits so long for a mail under way. */
const PATIENCE = 5_000;
const SWEEP = 60 * MINUTE;

/** Up to twice as long, so that mails that failed together do not come again together. Whole milliseconds. */
const spread = (ms: number, chance: Chance): number => Math.floor(ms * (1 + chance.fraction()));

/** 1 to 2 minutes, then twice as long each time, up to 6 hours. Exported for its test. */
export const pauseAfter = (attempts: number, chance: Chance): number =>
  spread(Math.min(MINUTE * 2 ** attempts, 180 * MINUTE), chance);
const pauseWhileDown = (failures: number, chance: Chance): number =>
  spread(Math.min(LOOK * 2 ** failures, 5 * MINUTE), chance);

export type Sent = { sent: number; later: number; never: number };

export const createMailSender = (needs: Needs) => {
  const { db, clock, chance, timers, wake, log, transport, host } = needs;
  let failures = 0;
  /** The server could not be reached: nothing is tried before then. */
  let downUntil = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;

  /** Whether it is worth going on. */
  const sendOne = async (mail: DueMail, count: Sent, broken?: Promise<undefined>): Promise<boolean> => {
    const { id, kind, attempts } = mail;
    const giveUp = async (error: string): Promise<void> => {
      count.never += 1;
      log.warn({ mail: id, kind, why: error }, 'a mail was given up');
      await db.write(async (tx) => void (await tx.run(markGivenUp, { id, error })));
    };
    const now = clock.now();
    if (now >= mail.until) {
      await giveUp('too late');
      return true;
    }
    const next = now + pauseAfter(attempts, chance);
    const taken = await db.write(async (tx) => tx.run(takeMail, { id, attempts, next }));
    if (taken === 0) return true;
    const sending = transport.send({
      id: `outbox.${id}.${mail.createdAt}@${host}`,
      to: mail.address,
      subject: mail.subject,
      text: mail.text,
      at: now,
      ...(mail.unsubscribe === null ? {} : { unsubscribe: mail.unsubscribe }),
    });
    const outcome = await (broken ? Promise.race([sending, broken]) : sending);
    // Nobody knows whether it arrived: it comes again.
    if (!outcome) return false;
    if (outcome.kind === 'sent') {
      count.sent += 1;
      failures = 0;
      log.info({ mail: id, kind }, 'a mail was sent');
      await db.write(async (tx) => void (await tx.run(markSent, { id, now: clock.now() })));
      return true;
    }
    if (outcome.kind === 'never') {
      await giveUp(outcome.why);
      return true;
    }
    count.later += 1;
    if (outcome.kind === 'later') {
      log.info({ mail: id, kind, why: outcome.why }, 'a mail will be tried again');
      await db.write(async (tx) => void (await tx.run(markDelayed, { id, error: outcome.why })));
      return true;
    }
    const until = clock.now() + pauseWhileDown(failures, chance);
    if (until > downUntil) {
      log.warn({ why: outcome.why, seconds: Math.round((until - clock.now()) / 1000) }, 'mail cannot be sent');
      downUntil = until;
      failures += 1;
    }
    // Behind those that were not tried: if it was this one that the server choked on, it stops no other.
    await db.write(async (tx) => void (await tx.run(giveBackMail, { id, next: downUntil })));
    return false;
  };

  /**
   * Sends all that is due, and answers how many went which way. Call it in one process at a time.
   * @param signal aborted: begins no more. @param broken settles: does not wait for those under way
   */
  const sendDue = async (signal?: AbortSignal, broken?: Promise<undefined>): Promise<Sent> => {
    const count: Sent = { sent: 0, later: 0, never: 0 };
    const seen = new Set<number>();
    while (!signal?.aborted && clock.now() >= downUntil) {
      const due = (await readDueMails(db.read, clock.now(), BATCH)).filter(({ id }) => !seen.has(id));
      if (due.length === 0) break;
      const queue = due.values();
      let reached = true;
      const work = async (): Promise<void> => {
        for (const mail of queue) {
          seen.add(mail.id);
          if (!(await sendOne(mail, count, broken))) reached = false;
          if (!reached || signal?.aborted) return;
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, work));
      if (!reached) break;
    }
    if (clock.now() - sweptAt >= SWEEP) {
      sweptAt = clock.now();
      await db.write(async (tx) => void (await dropOldMails(tx, sweptAt)));
    }
    return count;
  };

  return {
    sendDue,
    /** Sends as mails come, until it is told to stop; then waits a little for those under way. */
    async run(signal: AbortSignal): Promise<void> {
      let rung = false;
      let wakeUp = (): void => {};
      let letGo = (): void => {};
      let cancel = (): void => {};
      const deaf = wake.listen(() => {
        rung = true;
        wakeUp();
      });
      const stop = (): void => {
        wakeUp();
        // What is under way comes again, if it must.
        cancel = timers.after(PATIENCE, () => letGo());
      };
      signal.addEventListener('abort', stop, { once: true });

      const send = async (broken: Promise<undefined>): Promise<void> => {
        try {
          await needs.prepare?.();
          const isDue = clock.now() >= downUntil && (await readDueMails(db.read, clock.now(), 1)).length > 0;
          if (isDue || clock.now() - sweptAt >= SWEEP) await db.alone('mail', () => sendDue(signal, broken));
        } catch (error) {
          if (!signal.aborted) log.error({ err: error }, 'mail was not looked after');
        }
      };
      const pause = (ms: number): Promise<void> =>
        new Promise((resolve) => {
          const cancelPause = timers.after(ms, resolve);
          wakeUp = () => {
            cancelPause();
            resolve();
          };
        });

      while (!signal.aborted) {
        rung = false;
        // One for each round: what waits for a promise that lives long is never freed.
        const broken = new Promise<undefined>((resolve) => {
          letGo = () => resolve(undefined);
        });
        await send(broken);
        transport.close();
        if (!rung && !signal.aborted) await pause(LOOK);
        if (!signal.aborted) await pause(GATHER);
      }
      cancel();
      signal.removeEventListener('abort', stop);
      deaf();
    },
  };
};
