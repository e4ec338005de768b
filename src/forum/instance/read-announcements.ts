// What is announced now, to whoever asks.
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type Announcement, announcementsAhead, everyAnnouncement } from './announcement-store.ts';

type Needs = { db: Pick<Database, 'read'>; clock: Clock };

const PAGE = 50;

/** Those that last at `now`; visitors see what is for everybody. Warnings first. */
export const shownTo = (all: readonly Announcement[], actor: Actor, now: number): Announcement[] =>
  all
    .filter(({ from, until }) => from <= now && now < until)
    .filter(({ audience }) => audience === 'public' || actor.kind !== 'visitor')
    .sort((a, b) => Number(b.level === 'warning') - Number(a.level === 'warning'));

export const readAnnouncements =
  ({ db, clock }: Needs) =>
  async (actor: Actor): Promise<Announcement[]> => {
    const now = clock.now();
    return shownTo(await announcementsAhead(db.read, now), actor, now);
  };

/** All there are, past and future too, the newest first: for admins. @throws Refusal `forbidden`, `invalid` (cursor) */
export const listAnnouncements =
  ({ db }: Needs) =>
  async (actor: Actor, cursor?: string): Promise<Page<Announcement>> => {
    may(actor, { do: 'manage-instance' });
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeNumberCursor(cursor);
    const found = await db.read.all(everyAnnouncement, { before, limit: PAGE + 1 });
    const items = found.slice(0, PAGE);
    const last = items.at(-1);
    return { items, next: found.length > PAGE && last ? encodeCursor([last.id]) : null };
  };
