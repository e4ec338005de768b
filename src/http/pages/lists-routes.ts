// The pages of a member's own lists: bookmarks, drafts, notifications.
import { z } from 'zod';
import type { NotificationCounts, ReadWhich } from '../../forum/notifications/notification-store.ts';
import type { NotificationReads } from '../../forum/notifications/read-notifications.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import type { Draft } from '../../forum/writing/draft-store.ts';
import { seeOther } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { FORM_TYPE, readForm, signInFirst } from './form.ts';
import { bookmarksPage, draftsPage } from './lists-pages.tsx';
import { notificationsPage } from './notifications-page.tsx';
import { type PageBase, pageCommon } from './page-needs.ts';

type Notifications = {
  counts(actor: Actor): Promise<NotificationCounts>;
  list: NotificationReads['list'];
  read(actor: Actor, which: ReadWhich): Promise<NotificationCounts>;
  decideMentions(actor: Actor, who: string, accept: boolean): Promise<NotificationCounts>;
};
export type ListNeeds = Omit<PageBase, 'notifications'> & {
  notifications: Notifications;
  reading: Pick<Reading, 'bookmarks'>;
  listDrafts(actor: Actor): Promise<Draft[]>;
  dropDraft(actor: Actor, name: string): Promise<void>;
};

const BOOKMARKS = 20;
const NOTIFICATIONS = 50;
const cursor = z.string().max(500).optional();

const keptRoutes = (needs: ListNeeds): Route[] => [
  defineRoute({
    ...pageCommon(needs),
    method: 'get',
    path: '/bookmarks',
    summary: 'A member’s bookmarks',
    query: z.object({ cursor }),
    async handler(call) {
      if (call.actor.kind !== 'member') return signInFirst(call.path);
      const listed = JSON.parse(await needs.reading.bookmarks(call.actor, { ...call.query, limit: BOOKMARKS }));
      return bookmarksPage(await needs.lookOf(call), listed, call.query.cursor !== undefined);
    },
  }),
  defineRoute({
    ...pageCommon(needs),
    method: 'get',
    path: '/drafts',
    summary: 'A member’s drafts',
    async handler(call) {
      if (call.actor.kind !== 'member') return signInFirst(call.path);
      return draftsPage(await needs.lookOf(call), await needs.listDrafts(call.actor));
    },
  }),
  defineRoute({
    ...pageCommon(needs),
    method: 'post',
    path: '/drafts/{draft}/drop',
    summary: 'Drop a draft',
    params: z.object({ draft: z.string().regex(/^[A-Za-z0-9:@._~-]{1,100}$/) }),
    takes: [FORM_TYPE],
    async handler(call) {
      readForm(call, needs.publicUrl);
      await needs.dropDraft(call.actor, call.params.draft);
      return seeOther('/drafts');
    },
  }),
];

const flag = z.enum(['yes']).optional();
const upTo = z.coerce.number().int().min(1);

const notificationRoutes = (needs: ListNeeds): Route[] => {
  const { notifications, publicUrl, lookOf } = needs;
  return [
    defineRoute({
      ...pageCommon(needs),
      method: 'get',
      path: '/notifications',
      summary: 'What a member is told of',
      query: z.object({ cursor, filtered: flag }),
      async handler(call) {
        const { actor, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const filtered = query.filtered === 'yes';
        const which = filtered ? 'filtered' : 'all';
        const listed = await notifications.list(actor, { which, cursor: query.cursor, limit: NOTIFICATIONS });
        const counts = await notifications.counts(actor);
        const paged = query.cursor !== undefined;
        return notificationsPage({ look: await lookOf(call), listed, counts, filtered, paged });
      },
    }),
    defineRoute({
      ...pageCommon(needs),
      method: 'post',
      path: '/notifications/read',
      summary: 'A member has read what they were told',
      takes: [FORM_TYPE],
      async handler(call) {
        const last = upTo.safeParse(readForm(call, publicUrl).upTo).data;
        mayAsMember(call.actor, { do: 'manage-own-account' });
        await notifications.read(call.actor, last === undefined ? 'all' : { upTo: last });
        return seeOther('/notifications');
      },
    }),
    defineRoute({
      ...pageCommon(needs),
      method: 'post',
      path: '/notifications/filtered',
      summary: 'Whether a member wants the mentions of somebody',
      takes: [FORM_TYPE],
      async handler(call) {
        const { who = '', accept } = readForm(call, publicUrl);
        await notifications.decideMentions(call.actor, who, accept === 'yes');
        return seeOther('/notifications?filtered=yes');
      },
    }),
  ];
};

export const listRoutes = (needs: ListNeeds): Route[] => [...keptRoutes(needs), ...notificationRoutes(needs)];
