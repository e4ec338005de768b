// Settings: the mail address, which counts once it is confirmed; and the password.
import type { EmailView } from '../../../forum/identity/email-store.ts';
import type { Answer } from '../../answer.ts';
import type { Route } from '../../route.ts';
import type { Look } from '../look.ts';
import { Field, Form } from '../parts.tsx';
import type { SettingsPageNeeds } from './account-needs.ts';
import { deskPage, deskPath, deskRoutes, doneAt, type Shown } from './desk.tsx';
import { PasswordField } from './fields.tsx';

const State = ({ look: { t }, email }: { look: Look; email: EmailView | null }) => {
  if (email === null) return <p>{t('account.address-none')}</p>;
  return (
    <>
      <p>
        <strong dir="auto">{email.address}</strong>{' '}
        <span class="badge">{t(email.confirmed ? 'account.address-confirmed' : 'account.address-waits')}</span>
      </p>
      {email.pending !== null && <p>{t('account.address-pending', { address: email.pending })}</p>}
    </>
  );
};

type Props = Shown & { look: Look; email: EmailView | null; mails: boolean };

const addressPage = ({ look, email, mails, typed, ...shown }: Props): Answer => {
  const { t } = look;
  const path = deskPath('address');
  return deskPage({
    ...shown,
    look,
    desk: 'address',
    labels: { address: t('account.address'), password: t('account.password') },
    children: (
      <>
        <p class="quiet">{t(mails ? 'account.address-text' : 'account.address-no-mail')}</p>
        {mails && <State look={look} email={email} />}
        {mails && (
          <Form look={look} action={path}>
            <Field name="address" label={t('account.address-new')} problem={shown.problem}>
              {(field) => (
                <input
                  {...field}
                  type="email"
                  value={typed?.address ?? ''}
                  autocomplete="email"
                  maxlength={320}
                  required
                />
              )}
            </Field>
            <PasswordField look={look} problem={shown.problem} />
            <button type="submit" class="main">
              {t('account.address-button')}
            </button>
          </Form>
        )}
        {email !== null && (
          <Form look={look} action={path}>
            <h2>{t('account.address-remove')}</h2>
            <p class="quiet">{t('account.address-remove-text')}</p>
            <button type="submit" name="do" value="remove">
              {t('account.address-remove')}
            </button>
          </Form>
        )}
      </>
    ),
  });
};

export const addressDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path: deskPath('address'),
    summary: 'Settings: mail address',
    async show({ look, actor }, shown) {
      const { email } = await needs.readAccount(actor);
      return addressPage({ ...shown, look, email, mails: needs.mails });
    },
    async act({ actor, address: from }, { do: act, address = '', password = '' }) {
      if (act === 'remove') {
        await needs.removeEmail(actor);
        return doneAt('address', 'address-removed');
      }
      await needs.changeEmail(actor, { address, password, from });
      return doneAt('address', 'mailed');
    },
  });

const passwordPage = ({ look, ...shown }: Shown & { look: Look }): Answer => {
  const { t, actor } = look;
  const labels = { currentPassword: t('account.password-current'), newPassword: t('account.password-new') };
  return deskPage({
    ...shown,
    look,
    desk: 'password',
    labels,
    children: (
      <Form look={look} action={deskPath('password')}>
        <p class="quiet">{t('account.password-text')}</p>
        {actor.kind === 'member' && <input type="hidden" name="username" value={actor.name} autocomplete="username" />}
        <PasswordField look={look} problem={shown.problem} name="currentPassword" label={labels.currentPassword} />
        <PasswordField
          look={look}
          problem={shown.problem}
          name="newPassword"
          label={labels.newPassword}
          making={true}
        />
        <button type="submit" class="main">
          {t('account.password-button')}
        </button>
      </Form>
    ),
  });
};

export const passwordDesk = (needs: SettingsPageNeeds): Route[] =>
  deskRoutes(needs, {
    path: deskPath('password'),
    summary: 'Settings: password',
    show: ({ look }, shown) => passwordPage({ ...shown, look }),
    async act({ actor, address }, { currentPassword = '', newPassword = '' }) {
      await needs.changePassword(actor, { currentPassword, newPassword, address });
      return doneAt('password', 'password-changed');
    },
  });
