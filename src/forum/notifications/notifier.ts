// Writes notifications: follows the events with a cursor of its own, long after whoever caused them was answered. What many members
// are told of is written in slices with pauses between them, so that nobody's request waits for it. The cursor, and how far
// the slices have come, stand in the same transactions: killed anywhere, it goes on where it was.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Timers } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { NotificationKind } from '../../db/tables/notifications.ts';
import { readCursor } from '../../events/event-store.ts';
import { followPlainly } from '../../events/follow.ts';
import type { Wake } from '../../events/wake.ts';
import { findAddressees } from './addressed.ts';
import { toldOfCase } from './cases-told.ts';
import { MAIL_DELAY, SLICE, UNCEASING } from './kinds.ts';
import { concernedBy } from './measures-told.ts';
import { type News, readNews } from './news.ts';
import { addNotification, settleNotifications, tellMembers } from './notification-store.ts';
import { dropEmptyPilesOf, dropOfDeletedPost } from './pile-store.ts';
import { readWays } from './setting-store.ts';
import { addWork, doWork, firstSlice, readWork } from './work.ts';

type Needs = { db: Database; origin: string; wake: Wake; timers: Timers };

const CURSOR = 'notifications';
/** Events that nobody is told of: after so many the cursor is saved nonetheless. */
const IDLE = 500;
/** Milliseconds between two transactions. */
const PAUSE = 4;
/** Milliseconds between two batches of news: while many write, their news share commits. */
const REST = 50;
const BATCH = 50;

const moveCursor = command<{ name: string; from: number; to: number }>()((db, p) =>
  db
    .insertInto('cursor')
    .values({ name: p.name, event_id: p.to })
    .onConflict((oc) => oc.column('name').doUpdateSet({ event_id: p.to }).where('cursor.event_id', '=', p.from)),
);
const staff = query()((db) =>
  db.selectFrom('member').select('id').where(sql<boolean>`role <> 'member'`).where('state', '=', 'active'),
);
const memberOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);

type Home = Pick<Needs, 'origin'>;
type Told = { members: number[]; cost: number };

/** Tells one member of something that is no post, unless they want none of it. */
const tellOne = async (
  tx: Writer,
  member: number,
  kind: NotificationKind,
  about: string,
  at: number,
): Promise<number[]> => {
  const way = (await readWays(tx, member))[kind];
  if (way === 'off' && !UNCEASING.has(kind)) return [];
  const mailAt = way === 'mail' ? at + MAIL_DELAY : null;
  await addNotification(tx, { member, kind, thread: null, post: null, about, at, readAt: null, filtered: 0, mailAt });
  return [member];
};

type OfPost = Extract<News, { what: 'post' }>;

const tellOfPost = async (tx: Writer, { origin: home }: Home, { post, at, mentionsAlone }: OfPost): Promise<Told> => {
  const key: PostKey = { origin: post.origin, seq: post.seq };
  const members: number[] = [];
  for (const { member, kind, way, filtered, read } of await findAddressees(tx, post, {
    home,
    now: at,
    mentionsAlone,
  })) {
    const added = await addNotification(tx, {
      member,
      kind,
      thread: post.thread,
      post: key,
      about: null,
      at,
      readAt: read ? at : null,
      filtered,
      mailAt: way === 'mail' && filtered === 0 && !read ? at + MAIL_DELAY : null,
    });
    if (!added) continue;
    members.push(member);
    if (mentionsAlone) await dropEmptyPilesOf(tx, member, post.thread, home);
  }
  let cost = members.length;
  if (mentionsAlone) return { members, cost };
  for (const kind of ['thread', 'place'] as const) {
    const done = await firstSlice(tx, { kind, thread: post.thread, post: key, at }, home, post);
    members.push(...done.members);
    cost += done.looked;
  }
  return { members, cost };
};

const tellNews = async (tx: Writer, needs: Home, news: News): Promise<Told> => {
  const { at } = news;
  switch (news.what) {
    case 'post':
      return tellOfPost(tx, needs, news);
    case 'gone': {
      const members = await dropOfDeletedPost(tx, news.post);
      const { thread, post } = news;
      const done = await firstSlice(tx, { kind: 'drop', thread, post, at }, needs.origin);
      return { members: [...members, ...done.members], cost: members.length + done.looked };
    }
    case 'rebuilt':
      await addWork(tx, { kind: 'sweep', thread: { origin: '', seq: 0 }, post: { origin: '', seq: 0 }, at }, 0);
      return { members: [], cost: 0 };
    case 'application': {
      const members: number[] = [];
      for (const { id } of await tx.all(staff, {}))
        members.push(...(await tellOne(tx, id, 'application', news.application, at)));
      return { members, cost: members.length };
    }
    case 'decided': {
      const members = await settleNotifications(tx, 'application', news.application, at);
      const joined = news.member === undefined ? undefined : await tx.get(memberOf, { publicId: news.member });
      if (joined) members.push(...(await tellOne(tx, joined.id, 'decision', news.application, at)));
      return { members, cost: members.length };
    }
    case 'invited': {
      const inviter = await tx.get(memberOf, { publicId: news.member });
      const members = inviter ? await tellOne(tx, inviter.id, 'invitation', news.joined, at) : [];
      return { members, cost: members.length };
    }
    case 'measures': {
      const members: number[] = [];
      for (const { member, action } of await concernedBy(tx, needs.origin, news))
        members.push(...(await tellOne(tx, member, 'measure', String(action), at)));
      return { members, cost: members.length };
    }
    case 'reports':
    case 'appeal':
    case 'notice':
    case 'case':
    case 'note':
    case 'lapsed': {
      const members: number[] = [];
      for (const { member, about, kind } of await toldOfCase(tx, news, at))
        members.push(...(await tellOne(tx, member, kind, about, at)));
      return { members, cost: members.length };
    }
    case 'nothing':
      return { members: [], cost: 0 };
  }
};

/** What the events and the work that is left do; exported for tests. Call it in one process at a time. */
export const createNotifier = (needs: Pick<Needs, 'db' | 'origin'>) => {
  const { db, origin } = needs;

  return {
    /** Where it stands. */
    cursor: async (): Promise<number> => (await readCursor(db.read, CURSOR)) ?? 0,

    /**
     * As many of the news as one transaction should hold. Answers where it stands then; undefined where another process was faster.
     * @param to the event to stand at when all of them are done
     */
    async tell(from: number, news: readonly News[], to: number): Promise<number | undefined> {
      return db.write(async (tx) => {
        const members: number[] = [];
        let cost = 0;
        let stands = to;
        let at = 0;
        for (const [index, one] of news.entries()) {
          const told = await tellNews(tx, { origin }, one);
          members.push(...told.members);
          cost += told.cost + 1;
          at = one.at;
          if (cost < SLICE || index === news.length - 1) continue;
          stands = one.event;
          break;
        }
        if ((await tx.run(moveCursor, { name: CURSOR, from, to: stands })) === 0) return undefined;
        await tellMembers(tx, members, at);
        return stands;
      });
    },

    /** One slice of the work that is left. Answers false where there is none. */
    async work(): Promise<boolean> {
      const next = await readWork(db.read);
      if (!next) return false;
      await db.write(async (tx) => {
        const done = await doWork(tx, next, origin);
        await tellMembers(tx, done.members, next.at);
      });
      return true;
    },
  };
};

/** Settles when `signal` is aborted, or when another process is faster. */
export const runNotifier =
  (needs: Needs) =>
  async (signal: AbortSignal): Promise<void> => {
    const { db, wake, timers, origin } = needs;
    const notifier = createNotifier(needs);
    const pause = () => new Promise<void>((resolve) => void timers.after(PAUSE, resolve));
    const drain = async (): Promise<void> => {
      while (!signal.aborted && (await notifier.work())) {
        wake.ring();
        await pause();
      }
    };
    const ended = new AbortController();
    const end = () => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      await drain();
      let stands = await notifier.cursor();
      let looked = stands;
      await followPlainly({
        db,
        wake,
        from: stands,
        signal: ended.signal,
        limit: BATCH,
        rest: () => new Promise<void>((resolve) => void timers.after(REST, resolve)),
        async onBatch(events) {
          const last = events.at(-1)?.id ?? stands;
          let news = await readNews(db.read, looked + 1, last, origin);
          looked = last;
          // Others' posts are many: passing them by again after a restart costs less than a write for each batch now.
          if (news.length === 0 && last < stands + IDLE) return;
          while (stands < last && !signal.aborted) {
            const told = await notifier.tell(stands, news, last);
            if (told === undefined) return end();
            stands = told;
            news = news.filter(({ event }) => event > told);
            wake.ring();
            await drain();
            if (stands < last) await pause();
          }
        },
      });
    } finally {
      signal.removeEventListener('abort', end);
    }
  };
