// What admins announce for a time.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import { type AnnouncementInput, announcementInput } from '../../forum/instance/announce.ts';
import type { Announcement } from '../../forum/instance/announcement-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { created, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

type WithHtml = Announcement & { html: string };

export type AnnouncementRouteNeeds = {
  announce(actor: Actor, input: AnnouncementInput, alongside?: Alongside<Announcement>): Promise<Announcement>;
  changeAnnouncement(actor: Actor, id: number, input: AnnouncementInput): Promise<Announcement>;
  takeAnnouncementBack(actor: Actor, id: number): Promise<void>;
  readAnnouncements(actor: Actor): Promise<Announcement[]>;
  listAnnouncements(actor: Actor, cursor?: string): Promise<Page<Announcement>>;
  withHtml(announcement: Announcement): WithHtml;
};

export const AnnouncementShape = z
  .object({
    id: z.string(),
    text: z.string().meta({ description: 'Markdown.' }),
    html: z.string(),
    level: z.enum(['info', 'warning']),
    audience: z.enum(['public', 'members']).meta({ description: 'Who sees it.' }),
    from: Time,
    until: Time,
  })
  .meta({ id: 'Announcement' });

export const announcementOf = ({ id, text, html, level, audience, from, until }: WithHtml) => ({
  id: String(id),
  ...{ text, html, level, audience },
  from: isoTime(from),
  until: isoTime(until),
});

const Input = announcementInput.meta({ id: 'NewAnnouncement' });
const Params = z.object({ id: z.string().regex(/^[1-9][0-9]{0,14}$/) });
const tag = 'instance';

export const announcementRoutes = (needs: AnnouncementRouteNeeds): Route[] => {
  const shown = (announcement: Announcement) => announcementOf(needs.withHtml(announcement));
  return [
    defineRoute({
      method: 'get',
      path: '/announcements',
      summary: 'What is announced now; `all=true`: past and future too, for admins',
      tag,
      auth: 'none',
      query: z.object({ all: z.enum(['true', 'false']).default('false'), cursor: z.string().max(200).optional() }),
      answers: { 200: pageOf(AnnouncementShape) },
      async handler({ actor, query }) {
        if (query.all === 'true') {
          const { items, next } = await needs.listAnnouncements(actor, query.cursor);
          return ok({ items: items.map(shown), next });
        }
        return ok({ items: (await needs.readAnnouncements(actor)).map(shown), next: null });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/announcements',
      summary: 'Announce something',
      tag,
      auth: 'admin',
      creates: true,
      body: Input,
      answers: { 201: AnnouncementShape },
      handler: ({ actor, body, once }) =>
        once(
          (alongside) => needs.announce(actor, body, alongside),
          (made: Announcement) => created(shown(made)),
        ),
    }),
    defineRoute({
      method: 'put',
      path: '/announcements/{id}',
      summary: 'Change an announcement',
      tag,
      auth: 'admin',
      params: Params,
      body: Input,
      answers: { 200: AnnouncementShape },
      handler: async ({ actor, params, body }) =>
        ok(shown(await needs.changeAnnouncement(actor, Number(params.id), body))),
    }),
    defineRoute({
      method: 'delete',
      path: '/announcements/{id}',
      summary: 'Take an announcement back',
      tag,
      auth: 'admin',
      params: Params,
      answers: { 204: null },
      async handler({ actor, params }) {
        await needs.takeAnnouncementBack(actor, Number(params.id));
        return nothing;
      },
    }),
  ];
};
