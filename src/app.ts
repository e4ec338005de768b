// The one place that builds things: configuration in, an instance out that answers, pulls and follows.

import { type Core, type CoreNeeds, openCore } from './app/core.ts';
import { buildFederation } from './app/federation.ts';
import { buildForum } from './app/forum.ts';
import { createJobs } from './app/jobs.ts';
import { buildMail } from './app/mail.ts';
import { readMeasures } from './app/measures.ts';
import { buildMessages } from './app/messages.ts';
import { runModerating } from './app/moderating.ts';
import { settleBefore } from './app/moderation.ts';
import { buildNotifying } from './app/notifications.ts';
import { ensureOwnKey } from './app/own-key.ts';
import { buildPages } from './app/pages.ts';
import { buildRoutes } from './app/routes.ts';
import { buildUploads } from './app/uploads.ts';
import { Refusal } from './base/errors.ts';
import { version } from './base/version.ts';
import { dropEvents, eventEnds } from './events/event-store.ts';
import { createFeed } from './events/feed.ts';
import { followPlainly } from './events/follow.ts';
import { onceATurn } from './events/wake.ts';
import { spreadFoundings } from './federation/founding-spread.ts';
import { samplePeers } from './federation/peer-history.ts';
import { readPeers } from './federation/read-peers.ts';
import { forgetCallTokens } from './federation/spent-tokens.ts';
import { sweepApplications } from './forum/identity/application-store.ts';
import { operator } from './forum/policy/actor.ts';
import { fillSearch } from './forum/search/rebuild-search.ts';
import { forgetOldKeys } from './http/idempotency.ts';
import { createLive } from './http/live/live.ts';
import { createServer, type Server } from './http/server.ts';

export type App = {
  core: Core;
  fetch: Server['fetch'];
  /** Starts what runs besides answering. */
  start(): Promise<void>;
  /** Readiness says no, live streams end, and so does what runs besides answering; what is asked is still answered. */
  drain(): Promise<void>;
  /** Closes the database once everything acknowledged is in it. The server must have closed before. */
  stop(): Promise<void>;
  /** Where the first admin makes their account; undefined once there is one. Ends earlier links. */
  firstRunLink(): Promise<string | undefined>;
};

/** A command on the same database rings no bell in this process: followers look by themselves this often. */
const LOOK = 1_000;
const SPREAD = 3_000;
const DUE = 15_000;
/** Archives that were asked for are begun after so long, at most; and words of who left that could not be erased at once. */
const ARCHIVES = 2_000;
const LEAVING = 30_000;
/** Looks whether there are votes to tell; told are they every 30 seconds at most. */
const TALLY = 2_000;
/** The last trace of an erased word is gone from the index so soon. */
const TIDY = 10_000;
/** Looks whether notifications are to be told by mail. */
const MAILS = 5_000;
/** How it stands with the peers is noted about as often as a sample is kept. */
const SAMPLE = 60_000;
const SWEEP = 10 * 60_000;
/** The live stream goes back so far. */
const KEEP_EVENTS = 7 * 86_400_000;

export const createApp = async (needs: CoreNeeds): Promise<App> => {
  const core = await openCore(needs);
  const { config, db, wake, clock, log, timers } = core;
  let checkClock = (): void => {};
  const forum = buildForum(core, () => checkClock());
  const federation = buildFederation(core, forum.held);
  checkClock = () => federation.clocks.check();
  const uploads = buildUploads(core, federation);
  const messages = buildMessages(core, federation);
  const live = createLive({ ...core, feed: createFeed({ db, wake, timers }), held: forum.held });
  const pages = buildPages(core, forum);
  let hurryMessages = (): void => {};
  let draining = false;
  const server = createServer({
    ...core,
    accessTokens: forum.accessTokens,
    logCalls: config.logLevel === 'debug',
    version,
    trustedProxies: config.trustedProxies,
    readLimit: config.readLimit,
    writeLimit: config.writeLimit,
    searchLimit: config.searchLimit,
    readCache: config.readCache,
    ready: settleBefore(core, forum.moderation.settling),
    notReady: () => (draining ? 'This instance is stopping.' : undefined),
    missing: pages.failed,
    measures: readMeasures(core),
    routes: buildRoutes(core, forum, federation, uploads, messages, live, pages),
  });
  const jobs = createJobs({ timers, log });
  const mail = buildMail(core, forum);
  const notifying = buildNotifying(core);
  const sample = samplePeers({ ...core, readPeers: readPeers(core) });
  const spread = spreadFoundings({ ...core, client: federation.client });

  /** What happened here makes peers hear of it, and answers kept for visitors go. */
  const follow = async (signal: AbortSignal): Promise<void> => {
    const { newest } = await eventEnds(db.read);
    await followPlainly({
      db,
      wake,
      from: newest,
      signal,
      onBatch(events) {
        const kinds = new Set(events.map((event) => event.kind));
        federation.tell(events);
        if (kinds.has('view.rebuilt')) server.forgetReads();
        for (const event of events) if (event.kind === 'member.changed') void redescribe(event.data);
        if (kinds.has('journal.grew') || kinds.has('post.deleted')) uploads.hurry();
        if (kinds.has('message.queued')) hurryMessages();
        if (kinds.has('charter.changed')) void federation.loop.pullAll();
      },
    });
  };
  /** Where the journal cannot be written now, the member's next post on a plank tells. */
  const redescribe = async (data: string): Promise<void> => {
    const { member } = JSON.parse(data);
    try {
      if (typeof member === 'string') await forum.redescribeMember(operator, member);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'a profile was not told');
    }
  };
  const sweep = async (): Promise<void> => {
    const now = clock.now();
    await forgetCallTokens(core)(now);
    await forgetOldKeys(core);
    const { applicationDays } = await forum.instanceSettings();
    await db.write((tx) => sweepApplications(tx, now, applicationDays));
    while ((await db.write((tx) => dropEvents(tx, now - KEEP_EVENTS))) > 0);
    await notifying.sweep();
    await forum.sweepArchives();
    await forum.automation.leaveUnmoderated();
  };

  const drain = async (): Promise<void> => {
    draining = true;
    live.close();
    await Promise.all([jobs.stop(), federation.stop(), forum.stopLeaving()]);
  };

  return {
    core,
    fetch: server.fetch,
    async start() {
      await ensureOwnKey(core);
      const coalition = await core.coalition();
      if (coalition !== undefined) await federation.goOn(coalition);
      await forum.held.refresh();
      const lookWhoHolds = async (): Promise<void> => {
        try {
          await forum.held.refresh();
        } catch (error) {
          // Rung while the database was being closed: who holds what is read anew at the next start.
          if (!draining) log.error({ err: error }, 'who holds what could not be read');
        }
      };
      wake.listen(onceATurn(timers, () => void lookWhoHolds()));
      jobs.run('follow', follow);
      jobs.run('auto follow', forum.autoFollow);
      jobs.run('search', (signal) => db.alone('search', () => fillSearch(core)(signal)));
      // Runs on until the end: looks again only where another process did it, or it failed.
      jobs.every(LOOK, 'notifications', notifying.notify);
      if (mail) {
        jobs.run('mail', mail.run);
        jobs.every(MAILS, 'notification mails', notifying.mail);
      }
      const ear = db.hear(() => wake.ring());
      jobs.every(LOOK, 'look', async () => {
        await ear.renew();
        wake.ring();
      });
      jobs.every(SPREAD, 'spread foundings', () => db.alone('spread foundings', spread));
      jobs.every(DUE, 'due entries', async () => {
        await federation.catchUp();
        await forum.rerankThreads(operator);
      });
      jobs.every(TALLY, 'tell votes', () => db.alone('tell votes', () => forum.tallyVotes(operator)));
      jobs.every(TIDY, 'tidy words', (signal) => db.tidy(signal));
      jobs.every(ARCHIVES, 'archives', forum.makeArchives);
      jobs.every(LEAVING, 'leaving', forum.finishLeaving);
      jobs.every(SAMPLE, 'sample peers', () => db.alone('sample peers', sample));
      jobs.every(SWEEP, 'sweep', () => db.alone('sweep', sweep));
      hurryMessages = runModerating(core, jobs, forum, messages).hurry;
      uploads.run(jobs);
      federation.loop.start();
    },
    drain,
    async stop() {
      await drain();
      await db.close();
    },
    async firstRunLink() {
      try {
        const token = await forum.openFirstRun(operator);
        return token && `${core.publicUrl}/first-run?token=${token}`;
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
  };
};
