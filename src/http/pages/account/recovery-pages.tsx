// The pages that links in mails lead to: confirm an address, choose a new password. And the one that asks for such a link.
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Field, Form, ProblemNote } from '../parts.tsx';
import { PasswordField } from './fields.tsx';

type Props = { look: Look; problem?: Problem | undefined };

export const confirmEmailPage = ({ look, problem, token }: Props & { token: string }): Answer => {
  const { t, site } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('account.confirm-title'),
    children: (
      <Form look={look} action="/confirm-email" class="desk">
        <h1>{t('account.confirm-title')}</h1>
        <ProblemNote look={look} problem={problem} />
        <p>{t('account.confirm-text', { origin: site.origin })}</p>
        <input type="hidden" name="token" value={token} />
        <button type="submit" class="main">
          {t('account.confirm-button')}
        </button>
      </Form>
    ),
  });
};

export const forgottenPage = ({ look, problem, account }: Props & { account: string }): Answer => {
  const { t } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('account.forgotten-title'),
    children: (
      <Form look={look} action="/forgotten" class="desk">
        <h1>{t('account.forgotten-title')}</h1>
        <ProblemNote look={look} problem={problem} />
        <Field name="account" label={t('account.forgotten-account')} problem={problem}>
          {(field) => <input {...field} value={account} autocomplete="username" autocapitalize="none" required />}
        </Field>
        <button type="submit" class="main">
          {t('account.forgotten-button')}
        </button>
      </Form>
    ),
  });
};

/** Where no link can be mailed. */
export const noMailPage = (look: Look): Answer => {
  const { t, site } = look;
  return page(200, {
    look,
    title: t('account.forgotten-title'),
    children: (
      <>
        <h1>{t('account.forgotten-title')}</h1>
        <p>{t('account.forgotten-no-mail', { origin: site.origin })}</p>
      </>
    ),
  });
};

export const newPasswordPage = ({ look, problem, token }: Props & { token: string }): Answer => {
  const { t, site } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('account.forgotten-title'),
    children: (
      <Form look={look} action="/reset-password" class="desk">
        <h1>{t('account.forgotten-title')}</h1>
        <p class="quiet">{t('account.reset-hint', { origin: site.origin })}</p>
        <ProblemNote look={look} problem={problem} />
        <PasswordField look={look} problem={problem} label={t('account.reset-password')} making={true} />
        <input type="hidden" name="token" value={token} />
        <button type="submit" class="main">
          {t('account.reset-button')}
        </button>
      </Form>
    ),
  });
};

/** It is done; what to do next. */
export const donePage = ({ look, title, text }: { look: Look; title: string; text: string }): Answer =>
  page(200, {
    look,
    title,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href="/sign-in">{look.t('layout.sign-in')}</a>
        </p>
      </>
    ),
  });
