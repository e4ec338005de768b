// Announcements: made, changed, taken back.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { announcementInput } from '../../../forum/instance/announce.ts';
import type { Announcement } from '../../../forum/instance/announcement-store.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import { type Answer, seeOther } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm } from '../form.ts';
import type { Asked } from '../look.ts';
import { type AdminNeeds, adminCommon, Cursor, Done, doneText } from './admin-needs.ts';
import { type AnnouncementForm, announcementPage, announcementsPage, localTime } from './announcements-page.tsx';
import { sectionPath } from './frame.tsx';

const PATH = sectionPath('announcements');
const Id = z.object({ id: z.string().regex(/^[1-9][0-9]{0,14}$/) });

const FRESH: AnnouncementForm = { text: '', level: 'info', audience: 'public', from: '', until: '' };

const typedOf = (fields: Readonly<Record<string, string>>): AnnouncementForm => ({
  text: fields.text ?? '',
  level: fields.level ?? FRESH.level,
  audience: fields.audience ?? FRESH.audience,
  from: fields.from ?? '',
  until: fields.until ?? '',
});

const formOf = ({ text, level, audience, from, until }: Announcement): AnnouncementForm => ({
  ...{ text, level, audience },
  from: localTime(from),
  until: localTime(until),
});

/** `2026-11-23T10:30` (or with seconds) is in UTC here. */
const instant = (local: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local) ? `${local.length === 16 ? `${local}:00` : local}Z` : local;

const inputOf = ({ from, until, ...rest }: AnnouncementForm) =>
  check(announcementInput, { ...rest, ...(from === '' ? {} : { from: instant(from) }), until: instant(until) });

export const announcementPageRoutes = (needs: AdminNeeds): Route[] => {
  const { publicUrl, lookOf } = needs;
  const common = adminCommon(needs);

  type Shown = { form?: AnnouncementForm; problem?: Problem; done?: Done; cursor?: string | undefined };
  const list = async (call: Asked & { actor: MemberActor }, shown: Shown): Promise<Answer> => {
    const look = await lookOf(call);
    const { form = FRESH, problem, done, cursor } = shown;
    const { items, next } = await needs.listAnnouncements(call.actor, cursor);
    const announcements = { items: items.map(needs.withHtml), next };
    return announcementsPage({
      ...{ look, announcements, form, problem },
      paged: cursor !== undefined,
      done: doneText(look, done),
    });
  };
  /** @throws Refusal `not-found` */
  const find = async (actor: MemberActor, id: number): Promise<Announcement> => {
    const found = await needs.findAnnouncement(actor, id);
    if (!found) throw new Refusal('not-found', 'There is no such announcement.');
    return found;
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Announcements',
      query: z.object({ done: Done, cursor: Cursor }),
      handler: (call) => list(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: PATH,
      summary: 'Announce something',
      takes: [FORM_TYPE],
      handler(call) {
        const form = typedOf(readForm(call, publicUrl));
        return orAgain(
          async () => {
            await needs.announce(call.actor, inputOf(form));
            return seeOther(`${PATH}?done=saved`);
          },
          ({ problem }) => list(call, { form, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}`,
      summary: 'Edit an announcement',
      params: Id,
      async handler(call) {
        const id = Number(call.params.id);
        return announcementPage({ look: await lookOf(call), id, form: formOf(await find(call.actor, id)) });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{id}`,
      summary: 'Change an announcement',
      params: Id,
      takes: [FORM_TYPE],
      handler(call) {
        const id = Number(call.params.id);
        const form = typedOf(readForm(call, publicUrl));
        return orAgain(
          async () => {
            await needs.changeAnnouncement(call.actor, id, inputOf(form));
            return seeOther(`${PATH}?done=saved`);
          },
          async ({ problem }) => announcementPage({ look: await lookOf(call), id, form, problem }),
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{id}/removal`,
      summary: 'Take an announcement back',
      params: Id,
      takes: [FORM_TYPE],
      async handler(call) {
        readForm(call, publicUrl);
        await needs.takeAnnouncementBack(call.actor, Number(call.params.id));
        return seeOther(`${PATH}?done=done`);
      },
    }),
  ];
};
