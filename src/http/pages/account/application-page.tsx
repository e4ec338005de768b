// How an application stands, and the form that asks for its code.
import type { ApplicationState } from '../../../forum/identity/read-applications.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { page } from '../layout.tsx';
import type { Look } from '../look.ts';
import { Field, Form, Moment, ProblemNote } from '../parts.tsx';

const isoOf = (at: number): string => new Date(at).toISOString();

/** @param code what shows it elsewhere */
export const applicationPage = (look: Look, application: ApplicationState, code: string): Answer => {
  const { t } = look;
  const { name, state, at, expiresAt, reason } = application;
  return page(
    200,
    {
      look,
      title: t('coming-in.your-application'),
      children: (
        <>
          <h1>{t('coming-in.your-application')}</h1>
          <p>
            <strong>{t(`coming-in.state-${state}`, { name })}</strong>
          </p>
          <p class="quiet">{look.rich('coming-in.asked-at', { at: () => <Moment look={look} at={isoOf(at)} /> })}</p>
          {reason !== '' && (
            <>
              <h2>{t('coming-in.reason')}</h2>
              <blockquote dir="auto">{reason}</blockquote>
            </>
          )}
          {state === 'pending' && (
            <>
              <p>{t('coming-in.keep-code')}</p>
              <p>
                <code class="secret">{code}</code>
              </p>
              <p class="quiet">
                {look.rich('coming-in.until', { at: () => <Moment look={look} at={isoOf(expiresAt)} /> })}
              </p>
            </>
          )}
          {state === 'accepted' && (
            <p>
              <a href="/sign-in">{t('layout.sign-in')}</a>
            </p>
          )}
        </>
      ),
    },
    { 'cache-control': 'no-store' },
  );
};

/** Where no browser's cookie shows one. */
export const askForCodePage = ({ look, problem }: { look: Look; problem?: Problem }): Answer => {
  const { t } = look;
  const label = t('coming-in.application-code');
  return page(problem?.status ?? 200, {
    look,
    title: t('coming-in.your-application'),
    children: (
      <>
        <h1>{t('coming-in.your-application')}</h1>
        <ProblemNote look={look} problem={problem} labels={{ code: label }} />
        <Form look={look} action="/register/application" class="desk">
          <Field name="code" label={label} hint={t('coming-in.application-code-hint')} problem={problem}>
            {(field) => (
              <input {...field} autocomplete="off" autocapitalize="none" spellcheck={false} maxlength={200} required />
            )}
          </Field>
          <button type="submit" class="main">
            {t('coming-in.application-show')}
          </button>
        </Form>
      </>
    ),
  });
};
