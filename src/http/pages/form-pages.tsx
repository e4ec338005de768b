// The forms that stand on pages of their own: sign in, new thread.
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Field, Form, ProblemNote } from './parts.tsx';

type FormPage = { look: Look; problem?: Problem | undefined };

const Credentials = ({ look: { t }, problem, name }: FormPage & { name: string }) => (
  <>
    <Field name="name" label={t('account.name')} problem={problem}>
      {(field) => <input {...field} value={name} autocomplete="username" autocapitalize="none" required />}
    </Field>
    <Field name="password" label={t('account.password')} problem={problem}>
      {(field) => <input {...field} type="password" autocomplete="current-password" required />}
    </Field>
  </>
);

export const signInPage = ({ look, problem, name, next }: FormPage & { name: string; next: string }): Answer => {
  const { t, site } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('layout.sign-in'),
    children: (
      <Form look={look} action="/sign-in">
        <h1>{t('layout.sign-in')}</h1>
        <p class="quiet">{t('account.sign-in-with', { origin: site.origin })}</p>
        <ProblemNote look={look} problem={problem} />
        <Credentials look={look} problem={problem} name={name} />
        {problem?.code === 'second-factor' && (
          <Field name="code" label={t('account.code')} problem={problem}>
            {(field) => <input {...field} autocomplete="one-time-code" autocapitalize="none" required />}
          </Field>
        )}
        <input type="hidden" name="next" value={next} />
        <button type="submit" class="main">
          {t('layout.sign-in')}
        </button>
        <p>
          <a href="/forgotten">{t('account.forgotten-link')}</a>
        </p>
      </Form>
    ),
  });
};
