// Where administration begins: what waits, and how the instance stands.
import type { RegistrationMode } from '../../../base/config.ts';
import { version } from '../../../base/version.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { adminPage, sectionPath } from './frame.tsx';

export type Overview = {
  /** Applications that wait; `more`: than that. */
  applications: number;
  more: boolean;
  unreachable: number;
  disputed: number;
  halted: string | null;
  registration: RegistrationMode;
  mail: string | undefined;
  rules: boolean;
  boards: number;
};

type Item = { text: string; path: string; bad?: boolean };

const itemsOf = (t: Look['t'], so: Overview): Item[] => [
  ...(so.halted === null ? [] : [{ text: t('admin.overview-halted'), path: '/peers', bad: true }]),
  ...(so.disputed === 0
    ? []
    : [{ text: t('admin.overview-disputed', { count: so.disputed }), path: '/peers', bad: true }]),
  ...(so.applications === 0
    ? []
    : [
        {
          text: t(so.more ? 'admin.overview-applications-more' : 'admin.overview-applications', {
            count: so.applications,
          }),
          path: sectionPath('applications'),
        },
      ]),
  ...(so.unreachable === 0
    ? []
    : [{ text: t('admin.overview-unreachable', { count: so.unreachable }), path: '/peers', bad: true }]),
  ...(so.rules ? [] : [{ text: t('admin.overview-no-rules'), path: sectionPath('texts') }]),
  ...(so.boards > 0 ? [] : [{ text: t('admin.overview-no-boards'), path: sectionPath('boards') }]),
];

export const overviewPage = ({ look, so, done }: { look: Look; so: Overview; done?: string | undefined }): Answer => {
  const { t, site } = look;
  const items = itemsOf(t, so);
  return adminPage({
    look,
    section: 'overview',
    done,
    wide: false,
    children: (
      <>
        <h2>{t('admin.overview-waiting')}</h2>
        {items.length === 0 ? (
          <p>{t('admin.overview-nothing')}</p>
        ) : (
          <ul>
            {items.map(({ text, path, bad }) => (
              <li>
                <a href={path} class={bad ? 'state bad' : undefined}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        )}
        <h2>{t('admin.overview-so')}</h2>
        <dl class="pairs">
          <dt>{t('admin.overview-registration')}</dt>
          <dd>{t(`admin.registration-${so.registration}`)}</dd>
          <dt>{t('admin.overview-coalition')}</dt>
          <dd dir="auto">
            {site.coalition === null ? (
              look.rich('admin.overview-alone', { command: <code>koinon charter found</code> })
            ) : (
              <a href="/charter">{site.coalition}</a>
            )}
          </dd>
          <dt>{t('admin.overview-mail')}</dt>
          <dd>{so.mail === undefined ? t('admin.mail-off') : t('admin.mail-on', { address: so.mail })}</dd>
          <dt>{t('admin.overview-software')}</dt>
          <dd>{t('admin.overview-version', { version })}</dd>
        </dl>
      </>
    ),
  });
};
