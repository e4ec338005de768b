// The first page that anybody sees of an instance: what it is called, how people come in, and the first admin's account.

import { TEXT_MAX } from '../../../forum/instance/change-text.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Field, Form, ProblemNote } from '../parts.tsx';
import { AreaField } from './parts.tsx';
import { LookGroup, RegistrationChoices, type SettingsForm } from './settings-page.tsx';

/** `instance`: what the instance is called; `name`: of the account. */
export type FirstRunForm = Pick<SettingsForm, 'description' | 'language' | 'registration'> & {
  instance: string;
  rules: string;
  name: string;
};

type Props = { look: Look; token: string; form: FirstRunForm; problem?: Problem | undefined };

const AccountGroup = ({ look: { t }, form, problem }: Omit<Props, 'token'>) => (
  <>
    <Field name="name" label={t('account.name')} hint={t('account.name-hint')} problem={problem}>
      {(field) => (
        <input
          {...field}
          value={form.name}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          maxlength={32}
          required
        />
      )}
    </Field>
    <Field name="password" label={t('account.password')} hint={t('admin.first-password-hint')} problem={problem}>
      {(field) => <input {...field} type="password" autocomplete="new-password" required />}
    </Field>
  </>
);

export const firstRunPage = ({ look, token, form, problem }: Props): Answer => {
  const { t, site } = look;
  const labels = {
    instance: t('admin.name'),
    description: t('admin.description'),
    rules: t('admin.first-rules'),
    name: t('account.name'),
    password: t('account.password'),
  };
  const settings: SettingsForm = {
    ...form,
    name: form.instance,
    ...{ colour: '', question: '', applicationDays: '', invitations: '', votes: '', uploadLimit: '', uploadQuota: '' },
  };
  return page(problem?.status ?? 200, {
    look,
    title: t('admin.first-title'),
    children: (
      <>
        <h1>{t('admin.first-welcome', { origin: site.origin })}</h1>
        <p>{t('admin.first-text')}</p>
        <ProblemNote look={look} problem={problem} labels={labels} />
        <Form look={look} action="/first-run">
          <input type="hidden" name="token" value={token} />
          <section class="group" aria-labelledby="the-instance">
            <h2 id="the-instance">{t('admin.first-instance')}</h2>
            <LookGroup look={look} form={settings} problem={problem} nameField="instance" />
            <RegistrationChoices look={look} form={settings} />
            <AreaField
              name="rules"
              label={t('admin.first-rules')}
              hint={t('admin.first-rules-hint')}
              value={form.rules}
              maxlength={TEXT_MAX}
              rows={6}
              problem={problem}
            />
          </section>
          <section class="group" aria-labelledby="your-account">
            <h2 id="your-account">{t('admin.first-account')}</h2>
            <p>{t('admin.first-account-text')}</p>
            <AccountGroup look={look} form={form} problem={problem} />
          </section>
          <button type="submit" class="main">
            {t('admin.first-button')}
          </button>
        </Form>
      </>
    ),
  });
};

/** The link was used or replaced. */
export const firstRunGonePage = (look: Look): Answer =>
  page(410, {
    look,
    title: look.t('admin.first-gone-title'),
    children: (
      <>
        <h1>{look.t('admin.first-gone-title')}</h1>
        <p>{look.t('admin.first-gone-text')}</p>
        <p>
          <a href="/sign-in">{look.t('layout.sign-in')}</a>
        </p>
      </>
    ),
  });
