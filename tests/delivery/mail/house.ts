// A database, a post office, and a sender between them, on a clock that stands still.
import { SmtpUrl } from '../../../src/base/mail-config.ts';
import { query } from '../../../src/db/statement.ts';
import { createMailSender } from '../../../src/delivery/mail/sender.ts';
import { createMailTransport } from '../../../src/delivery/mail/transport.ts';
import { createWake } from '../../../src/events/wake.ts';
import { type NewMail, queueMail } from '../../../src/forum/notifications/outbox-store.ts';
import { listeningLog } from '../../support/coalition.ts';
import { freshDatabase } from '../../support/database.ts';
import { fixedClock, seededChance } from '../../support/time.ts';
import { handTimers } from '../../support/timers.ts';

const allMails = query()((db) => db.selectFrom('outbox').selectAll().orderBy('id'));

export const from = { name: 'The Greens', address: 'forum@greens.example' };

/** `await using house = await openHouse(port);` @param url the server's address, where it is not plain */
export const openHouse = async (port: number, url = `smtp://127.0.0.1:${port}`) => {
  const fresh = await freshDatabase();
  const clock = fixedClock();
  const chance = seededChance('mail');
  const timers = handTimers(clock);
  const wake = createWake();
  const log = listeningLog();
  const transport = createMailTransport({ ...SmtpUrl.parse(url), from }, 'greens.example');
  const needs = () => ({ db: fresh.db, clock, chance, timers, wake, log, transport, host: 'greens.example' });
  const sender = createMailSender(needs());
  return {
    clock,
    timers,
    wake,
    log,
    transport,
    sender,
    needs,
    get db() {
      return fresh.db;
    },
    queue: (mail: Partial<NewMail> = {}) =>
      fresh.db.write((tx) =>
        queueMail(tx, {
          kind: 'test',
          to: 'ada@example.org',
          subject: 'News',
          text: 'Hello.\n',
          now: clock.now(),
          ...mail,
        }),
      ),
    rows: async () => fresh.db.read.all(allMails, {}),
    async [Symbol.asyncDispose]() {
      transport.close();
      await fresh.dispose();
    },
  };
};
