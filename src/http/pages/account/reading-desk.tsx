// Settings: what a member follows, and whom they hide.
import { z } from 'zod';
import type { AutoFollow } from '../../../db/tables/reading.ts';
import type { FollowView } from '../../../forum/reading/follow.ts';
import type { HiddenView } from '../../../forum/reading/hidden.ts';
import type { Answer } from '../../answer.ts';
import { keyOf } from '../../api/forum-shapes.ts';
import { check } from '../../input.ts';
import type { Route } from '../../route.ts';
import type { Look } from '../look.ts';
import { Field, Form, Pager, placePath, threadPath } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { Select } from './fields.tsx';

const path = deskPath('reading');
const PAGE = 50;
const autos = ['every', 'mentions', 'off'] as const satisfies readonly AutoFollow[];

type Page<T> = { items: T[]; next: string | null };

const Follow = ({ look, follow }: { look: Look; follow: FollowView }) => {
  const { t } = look;
  const { place, thread, title, level } = follow;
  const where = thread !== undefined ? threadPath(thread) : place && placePath(place);
  return (
    <li class="row">
      <p>
        {where && place ? (
          <a href={where} dir="auto">
            {title}
          </a>
        ) : (
          t('account.follow-gone')
        )}{' '}
        <span class="badge">{t(`account.level-${level}`)}</span>
      </p>
      {place && (
        <Form look={look} action={path}>
          {thread === undefined ? (
            <input type="hidden" name="place" value={`${place.kind} ${place.slug}`} />
          ) : (
            <input type="hidden" name="thread" value={thread} />
          )}
          <button type="submit" name="do" value="unfollow">
            {t('account.unfollow')}
            <span class="unseen">{title}</span>
          </button>
        </Form>
      )}
    </li>
  );
};

const Hidden = ({ look, who }: { look: Look; who: string }) => {
  const { t } = look;
  return (
    <li class="row">
      <p dir="auto">{who}</p>
      <Form look={look} action={path}>
        <input type="hidden" name="who" value={who} />
        <button type="submit" name="do" value="unhide">
          {t('account.unhide')}
          <span class="unseen">{who}</span>
        </button>
      </Form>
    </li>
  );
};

type Props = Shown & {
  look: Look;
  settings: { started: AutoFollow; replied: AutoFollow };
  follows: Page<FollowView>;
  hidden: Page<HiddenView>;
  paged: boolean;
};

const readingPage = ({ look, settings, follows, hidden, paged, ...shown }: Props): Answer => {
  const { t } = look;
  const { problem, typed } = shown;
  const options = autos.map((auto) => ({ value: auto, label: t(`account.level-${auto}`) }));
  return deskPage({
    ...shown,
    look,
    desk: 'reading',
    labels: { who: t('account.hide-who') },
    children: (
      <>
        <Form look={look} action={path}>
          <h2>{t('account.auto-follow')}</h2>
          <div class="pairs">
            <Select name="started" label={t('account.auto-started')} value={settings.started} options={options} />
            <Select name="replied" label={t('account.auto-replied')} value={settings.replied} options={options} />
          </div>
          <button type="submit" name="do" value="save" class="main">
            {t('account.save')}
          </button>
        </Form>
        <h2 id="follows">{t('account.follows')}</h2>
        {follows.items.length === 0 ? (
          <p class="quiet">{t('account.follows-none')}</p>
        ) : (
          <ul class="list">
            {follows.items.map((follow) => (
              <Follow look={look} follow={follow} />
            ))}
          </ul>
        )}
        <Pager look={look} path={path} paged={paged} next={follows.next} />
        <h2 id="hidden">{t('account.hidden')}</h2>
        <p class="quiet">{t('account.hidden-text')}</p>
        <ul class="list">
          {hidden.items.map(({ who }) => (
            <Hidden look={look} who={who} />
          ))}
        </ul>
        <Form look={look} action={path}>
          <Field name="who" label={t('account.hide-who')} hint={t('account.hide-hint')} problem={problem}>
            {(field) => (
              <input
                {...field}
                value={problem ? (typed?.who ?? '') : ''}
                autocapitalize="none"
                maxlength={300}
                required
              />
            )}
          </Field>
          <button type="submit" name="do" value="hide">
            {t('account.hide')}
          </button>
        </Form>
      </>
    ),
  });
};

const Auto = z.enum(autos).optional();
const Settings = z.object({ started: Auto, replied: Auto });
const Place = z.string().regex(/^(?:board|plank) [a-z0-9-]{1,100}$/);

const followedOf = ({ thread, place }: Readonly<Record<string, string>>) => {
  if (thread !== undefined) return { thread: keyOf(thread) };
  const [kind, slug = ''] = check(z.object({ place: Place }), { place }).place.split(' ');
  return { place: { kind: kind === 'plank' ? ('plank' as const) : ('board' as const), slug } };
};

export const readingDesk = (needs: SettingsPageNeeds): Route[] => {
  const { reading } = needs;
  return deskRoutes(needs, {
    path,
    summary: 'Settings: what you follow, and whom you hide',
    async show({ look, actor, cursor }, shown) {
      return readingPage({
        ...shown,
        look,
        settings: await reading.settings(actor),
        follows: await reading.follows(actor, { cursor, limit: PAGE }),
        hidden: await reading.hidden(actor, { limit: 1_000 }),
        paged: cursor !== undefined,
      });
    },
    async act({ actor }, fields) {
      switch (fields.do) {
        case 'unfollow':
          await reading.unfollow(actor, followedOf(fields));
          return doneAt('reading', 'unfollowed');
        case 'hide':
          await reading.hide(actor, (fields.who ?? '').trim());
          return doneAt('reading', 'hidden');
        case 'unhide':
          await reading.unhide(actor, fields.who ?? '');
          return doneAt('reading', 'unhidden');
        default:
          await reading.changeSettings(actor, check(Settings, fields));
          return doneAt('reading', 'saved');
      }
    },
  });
};
