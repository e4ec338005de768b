// What a member is told of, and how they want to be told. Theirs alone.
import { z } from 'zod';
import { notificationKinds, notificationWays } from '../../forum/notifications/kinds.ts';
import type { NotificationCounts, ReadWhich } from '../../forum/notifications/notification-store.ts';
import type { NotificationSettings, NotificationSettingsChange } from '../../forum/notifications/own-notifications.ts';
import type { NotificationReads, NotificationView } from '../../forum/notifications/read-notifications.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Author, PageQuery, Where } from './forum-shapes.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type NotificationRouteNeeds = {
  notifications: {
    list: NotificationReads['list'];
    read(actor: Actor, which: ReadWhich): Promise<NotificationCounts>;
    counts(actor: Actor): Promise<NotificationCounts>;
    settings(actor: Actor): Promise<NotificationSettings>;
    changeSettings(actor: Actor, change: NotificationSettingsChange): Promise<NotificationSettings>;
    decideMentions(actor: Actor, who: string, accept: boolean): Promise<NotificationCounts>;
  };
};

const tag = 'notifications';

const Notification = z
  .object({
    id: z.int(),
    kind: z.enum(notificationKinds),
    at: Time,
    readAt: Time.nullable(),
    filtered: z.boolean().meta({ description: 'A mention by somebody elsewhere whom nobody here knows yet.' }),
    count: z.int().meta({ description: 'Of thread and place: how many posts, up to 100.' }),
    place: Where.extend({ title: z.string() }).nullable(),
    thread: z.object({ name: z.string(), title: z.string() }).nullable(),
    post: z.string().nullable().meta({ description: 'Of several, the one that arrived first.' }),
    author: Author.nullable().meta({ description: 'Of that post.' }),
    withdrawn: z.string().nullable(),
    about: z.string().nullable().meta({
      description:
        'Of application and decision: the id of the application; of measure: its number, or note, where the moderators wrote (GET /me/notes), or held, where something cannot appear any more (GET /me/held).',
    }),
    name: z.string().nullable().meta({ description: 'Who applied, or came by your invitation.' }),
    state: z
      .enum(['readable', 'gone'])
      .meta({ description: 'gone: what it was about is not there any more, or not for you.' }),
  })
  .meta({ id: 'Notification' });

export const NotificationCount = z
  .object({
    unread: z.int().meta({ description: 'Up to 100: so many means so many or more.' }),
    filtered: z.int().meta({ description: 'Unread ones on the filtered list, counted alike.' }),
  })
  .meta({ id: 'NotificationCount' });

const flag = z.enum(['true', 'false']).default('false');
const ListQuery = PageQuery(30).extend({
  unread: flag.meta({ description: 'true: only what is unread.' }),
  filtered: flag.meta({ description: 'true: the filtered list instead.' }),
});
const ReadMark = z
  .union([
    z.strictObject({ upTo: z.int().min(1).meta({ description: 'This one and all before it.' }) }),
    z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(100) }),
    z.strictObject({ all: z.literal(true) }),
  ])
  .meta({ id: 'NotificationsRead' });

const Way = z.enum(notificationWays).meta({
  id: 'NotificationWay',
  description: 'In the forum alone; also by mail at once; also in a daily digest; or not at all.',
});
const Settings = z
  .object({
    ...(Object.fromEntries(notificationKinds.map((kind) => [kind, Way])) as Record<
      (typeof notificationKinds)[number],
      typeof Way
    >),
    digestHour: z.int().min(0).max(23).meta({ description: 'When the digest comes: the hour, UTC.' }),
  })
  .meta({ id: 'NotificationSettings' });

const present = (view: NotificationView) => ({
  ...view,
  at: isoTime(view.at),
  readAt: view.readAt === null ? null : isoTime(view.readAt),
});

const whichOf = ({ unread, filtered }: { unread: string; filtered: string }) => {
  if (filtered === 'true') return 'filtered';
  return unread === 'true' ? 'unread' : 'all';
};

export const notificationRoutes = ({ notifications }: NotificationRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/notifications',
    summary: 'What you are told of, the newest first',
    tag,
    auth: 'member',
    query: ListQuery,
    answers: { 200: pageOf(Notification) },
    async handler({ actor, query: { cursor, limit, ...which } }) {
      const { items, next } = await notifications.list(actor, { which: whichOf(which), cursor, limit });
      return ok({ items: items.map(present), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/notifications/count',
    summary: 'How many you have not read',
    tag,
    auth: 'member',
    answers: { 200: NotificationCount },
    handler: async ({ actor }) => ok(await notifications.counts(actor)),
  }),
  defineRoute({
    method: 'post',
    path: '/notifications/read',
    summary: 'You have read some of them, all up to one, or all',
    tag,
    auth: 'member',
    body: ReadMark,
    answers: { 200: NotificationCount },
    handler: async ({ actor, body }) => ok(await notifications.read(actor, 'all' in body ? 'all' : body)),
  }),
  defineRoute({
    method: 'post',
    path: '/notifications/filtered/{who}',
    summary: 'Whether you want the mentions of somebody elsewhere (ada@greens.example); remembered',
    tag,
    auth: 'member',
    params: z.object({ who: z.string().max(300) }),
    body: z.object({ accept: z.boolean() }).meta({ id: 'MentionDecision' }),
    answers: { 200: NotificationCount },
    handler: async ({ actor, params, body }) => ok(await notifications.decideMentions(actor, params.who, body.accept)),
  }),
  defineRoute({
    method: 'get',
    path: '/me/notifications',
    summary: 'How you want to be told of each kind',
    tag,
    auth: 'member',
    answers: { 200: Settings },
    handler: async ({ actor }) => ok(await notifications.settings(actor)),
  }),
  defineRoute({
    method: 'patch',
    path: '/me/notifications',
    summary: 'Change how you want to be told',
    tag,
    auth: 'member',
    body: Settings.partial().meta({ id: 'NotificationSettingsChange' }),
    answers: { 200: Settings },
    handler: async ({ actor, body }) => ok(await notifications.changeSettings(actor, body)),
  }),
];
