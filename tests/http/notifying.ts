// A forum with notifications, whose follower goes on when it is told to.
import { buildNotifications } from '../../src/app/notifications.ts';
import type { Database } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import { plainEventsAfter } from '../../src/events/event-store.ts';
import { readNews } from '../../src/forum/notifications/news.ts';
import { createNotifier } from '../../src/forum/notifications/notifier.ts';
import { notificationRoutes } from '../../src/http/api/notifications.ts';
import { unsubscribeRoutes } from '../../src/http/pages/unsubscribe-routes.tsx';
import { seededChance } from '../support/time.ts';
import { type ForumOptions, openForum } from './forum.ts';
import { plainPageBase } from './page-base.ts';

const api = '/api/v1';

/** Does all that events up to now ask for. @param stop after so many transactions, to be killed there */
export const settleNotifications = async (
  { db, origin }: { db: Database; origin: string },
  stop = Number.POSITIVE_INFINITY,
): Promise<number> => {
  const notifier = createNotifier({ db, origin });
  let writes = 0;
  const more = () => writes < stop;
  while (more() && (await notifier.work())) writes++;
  for (;;) {
    const stands = await notifier.cursor();
    const events = await plainEventsAfter(db.read, stands, 50);
    const last = events.at(-1)?.id;
    if (last === undefined || !more()) return writes;
    const news = await readNews(db.read, stands + 1, last, origin);
    await notifier.tell(stands, news, last);
    writes++;
    while (more() && (await notifier.work())) writes++;
  }
};

const piles = query()((db) =>
  db.selectFrom('notification').selectAll().where('kind', '=', 'thread').orderBy('member_id'),
);

type View = {
  id: number;
  kind: string;
  count: number;
  post: string | null;
  thread: { name: string; title: string } | null;
  author: { name: string; origin: string } | null;
  readAt: string | null;
  state: string;
  name: string | null;
};

export const openNotifying = async (options: Omit<ForumOptions, 'routes'> = {}) => {
  const forum = await openForum({
    ...options,
    routes: (needs) => {
      const built = buildNotifications({ ...needs, chance: seededChance('notify') });
      return [...notificationRoutes(built), ...unsubscribeRoutes({ ...built, ...plainPageBase(needs) })];
    },
  });
  const list = async (token: string, query = ''): Promise<View[]> =>
    (await forum.call('GET', `${api}/notifications${query}`, { token })).json.items;
  return {
    ...forum,
    settle: (stop?: number) => settleNotifications(forum, stop),
    list,
    piles,
    /** Kind, post and number of each, the newest first. */
    told: async (token: string, query?: string): Promise<string[]> =>
      (await list(token, query)).map(({ kind, post, count, name }) =>
        [kind, post ?? name ?? '', count > 1 ? count : ''].join(' ').trim(),
      ),
    count: async (token: string): Promise<number> =>
      (await forum.call('GET', `${api}/notifications/count`, { token })).json.unread,
    async start(token: string, body = 'Body', board = 'garden'): Promise<string> {
      forum.clock.advance(1_000);
      const answer = await forum.call('POST', `${api}/boards/${board}/threads`, {
        token,
        body: { title: 'Title', body },
      });
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.json.name;
    },
    async reply(token: string, thread: string, body = 'Reply', parent?: string): Promise<string> {
      forum.clock.advance(1_000);
      const answer = await forum.call('POST', `${api}/threads/${thread}/posts`, {
        token,
        body: { body, ...(parent ? { parent } : {}) },
      });
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.json.name;
    },
    do: async (method: string, path: string, token: string, body?: unknown) => {
      forum.clock.advance(1);
      const answer = await forum.call(method, `${api}${path}`, { token, ...(body === undefined ? {} : { body }) });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.json;
    },
  };
};

export type Notifying = Awaited<ReturnType<typeof openNotifying>>;
