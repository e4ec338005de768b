// Settings: what a member is told of, by kind and in which way.
import { z } from 'zod';
import { notificationKinds, notificationWays, UNCEASING } from '../../../forum/notifications/kinds.ts';
import type { NotificationSettings } from '../../../forum/notifications/own-notifications.ts';
import type { MemberActor } from '../../../forum/policy/actor.ts';
import { canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import { check } from '../../input.ts';
import type { Route } from '../../route.ts';
import type { Look } from '../look.ts';
import { Field, Form } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { Select } from './fields.tsx';

type Kind = (typeof notificationKinds)[number];

/** Applications and cases are for those who decide them. */
const kindsOf = (actor: MemberActor): Kind[] =>
  notificationKinds.filter((kind) => {
    if (kind === 'case') return canAnywhere(actor, 'see-cases');
    return kind !== 'application' || actor.role !== 'member';
  });

const path = deskPath('notifications');

type Props = Shown & { look: Look; actor: MemberActor; settings: NotificationSettings; mails: boolean };

const notificationsPage = ({ look, actor, settings, mails, typed, ...shown }: Props): Answer => {
  const { t } = look;
  // Who chose mail while there was some keeps it in the list.
  const ways = (kind: Kind) =>
    notificationWays.filter((way) => {
      if (settings[kind] === way) return true;
      if (way === 'off') return !UNCEASING.has(kind);
      return mails || way === 'forum';
    });
  return deskPage({
    ...shown,
    look,
    desk: 'notifications',
    labels: { digestHour: t('account.digest-hour') },
    children: (
      <Form look={look} action={path}>
        <p class="quiet">{t(mails ? 'account.notifications-text' : 'account.notifications-no-mail')}</p>
        <div class="pairs">
          {kindsOf(actor).map((kind) => (
            <Select
              name={kind}
              label={t(`account.told-${kind}`)}
              value={typed?.[kind] ?? settings[kind]}
              options={ways(kind).map((way) => ({ value: way, label: t(`account.way-${way}`) }))}
            />
          ))}
        </div>
        {mails && (
          <Field
            name="digestHour"
            label={t('account.digest-hour')}
            hint={t('account.digest-hour-hint')}
            problem={shown.problem}
          >
            {(field) => (
              <input
                {...field}
                type="number"
                min={0}
                max={23}
                class="short"
                value={typed?.digestHour ?? String(settings.digestHour)}
                required
              />
            )}
          </Field>
        )}
        <button type="submit" class="main">
          {t('account.save')}
        </button>
      </Form>
    ),
  });
};

const Way = z.enum(notificationWays).optional();
const Typed = z.object({
  ...(Object.fromEntries(notificationKinds.map((kind) => [kind, Way])) as Record<Kind, typeof Way>),
  digestHour: z.coerce.number().int().min(0).max(23).optional(),
});

export const notificationsDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path,
    summary: 'Settings: notifications',
    async show({ look, actor }, shown) {
      const settings = await needs.notifications.settings(actor);
      return notificationsPage({ ...shown, look, actor, settings, mails: needs.mails });
    },
    async act({ actor }, fields) {
      await needs.notifications.changeSettings(actor, check(Typed, fields));
      return doneAt('notifications', 'saved');
    },
  });
