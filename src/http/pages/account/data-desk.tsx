// Settings: an archive of one's own data, and the end of the account.
import { z } from 'zod';
import type { ArchiveView } from '../../../forum/identity/archive-store.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { check } from '../../input.ts';
import { API_BASE, defineRoute, type Route } from '../../route.ts';
import { sessionCookie } from '../../who.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { Form, Moment } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { Choice, PasswordField } from './fields.tsx';

const path = deskPath('data');
const leavePath = '/account/leave';
const isoOf = (at: number): string => new Date(at).toISOString();

const Archive = ({ look, archive, now }: { look: Look; archive: ArchiveView; now: number }) => {
  const { t } = look;
  const { id, state, at, expiresAt, size } = archive;
  const asked = look.rich('account.archive-asked', { at: () => <Moment look={look} at={isoOf(at)} /> });
  const ready = state === 'ready' && expiresAt !== null && now < expiresAt;
  return (
    <li>
      <p>
        {asked}{' '}
        {ready && (
          <a href={`${API_BASE}/me/exports/${id}`} download>
            {t('account.archive-fetch', { size: look.number(Math.ceil((size ?? 0) / 1000)) })}
          </a>
        )}
        {state === 'waiting' && (
          <>
            {t('account.archive-waiting')} <a href={path}>{t('account.archive-look')}</a>
          </>
        )}
        {state === 'failed' && t('account.archive-failed')}
        {state === 'ready' && !ready && t('account.archive-over')}
      </p>
      {ready && (
        <p class="quiet">
          {look.rich('account.archive-until', { at: () => <Moment look={look} at={isoOf(expiresAt)} /> })}
        </p>
      )}
    </li>
  );
};

type Props = Shown & { look: Look; archives: readonly ArchiveView[] };

const dataPage = ({ look, archives, done, problem }: Props): Answer => {
  const { t, now } = look;
  const waits = archives.some(({ state }) => state === 'waiting');
  return deskPage({
    problem,
    // It may be ready by the time that this is shown.
    done: waits ? done : undefined,
    look,
    desk: 'data',
    children: (
      <>
        <h2>{t('account.archive')}</h2>
        <p class="quiet">{t('account.archive-text')}</p>
        <ul class="list">
          {archives.map((archive) => (
            <Archive look={look} archive={archive} now={now} />
          ))}
        </ul>
        <Form look={look} action={path}>
          <button type="submit">{t('account.archive-ask')}</button>
        </Form>
        <h2>{t('account.leave')}</h2>
        <p class="quiet">{t('account.leave-short')}</p>
        <p>
          <a href={leavePath}>{t('account.leave-link')}</a>
        </p>
      </>
    ),
  });
};

const leavePage = ({ look, typed, ...shown }: Shown & { look: Look }): Answer => {
  const { t } = look;
  const posts = typed?.posts;
  return deskPage({
    ...shown,
    look,
    desk: 'data',
    title: t('account.leave'),
    labels: { password: t('account.password') },
    children: (
      <>
        <p>{t('account.leave-text')}</p>
        <Form look={look} action={leavePath}>
          <fieldset>
            <legend>{t('account.leave-posts')}</legend>
            <Choice
              name="posts"
              value="keep"
              label={t('account.leave-keep')}
              hint={t('account.leave-keep-hint')}
              chosen={posts === 'keep'}
              required={true}
            />
            <Choice
              name="posts"
              value="erase"
              label={t('account.leave-erase')}
              hint={t('account.leave-erase-hint')}
              chosen={posts === 'erase'}
              required={true}
            />
          </fieldset>
          <PasswordField look={look} problem={shown.problem} />
          <div class="choice">
            <input type="checkbox" id="sure" name="sure" value="yes" required />
            <label for="sure">{t('account.leave-sure')}</label>
          </div>
          <button type="submit" class="bad">
            {t('account.leave-button')}
          </button>
        </Form>
        <p>
          <a href={path}>{t('account.leave-not')}</a>
        </p>
      </>
    ),
  });
};

/** What whoever left sees, once. */
const leftRoute = (needs: SettingsPageNeeds): Route =>
  defineRoute({
    ...pageCommon(needs),
    method: 'get',
    path: '/left',
    summary: 'The account is closed',
    async handler(call) {
      const look = await needs.lookOf(call);
      const { t } = look;
      return page(200, {
        look,
        title: t('account.left'),
        children: (
          <>
            <h1>{t('account.left')}</h1>
            <p>{t('account.left-text')}</p>
          </>
        ),
      });
    },
  });

/** The box is ticked in the browser, or the form goes nowhere; whoever sends it otherwise has to say it as well. */
const Farewell = z.object({
  posts: z.enum(['keep', 'erase'], 'say what becomes of your posts'),
  password: z.string(),
  sure: z.literal('yes', 'say that you are sure'),
});

export const dataDesks = (needs: SettingsPageNeeds): Route[] => [
  ...deskRoutes(needs, {
    path,
    summary: 'Settings: your data',
    async show({ look, actor }, shown) {
      return dataPage({ ...shown, look, archives: await needs.listArchives(actor.memberId) });
    },
    async act({ actor }) {
      await needs.askArchive(actor);
      return doneAt('data', 'archive-asked');
    },
  }),
  ...deskRoutes(needs, {
    path: leavePath,
    summary: 'Close your account',
    show: ({ look }, shown) => leavePage({ ...shown, look }),
    async act({ actor, address }, fields) {
      const { posts, password } = check(Farewell, fields);
      await needs.leave(actor, { posts, password, address });
      return seeOther('/left', { 'set-cookie': sessionCookie(needs.publicUrl, undefined) });
    },
  }),
  leftRoute(needs),
];
