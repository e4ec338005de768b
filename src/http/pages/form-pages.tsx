// The forms that stand on pages of their own: first run, sign in, new thread.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Acknowledgement, Field, Form, ProblemNote, placePath } from './parts.tsx';

type FormPage = { look: Look; problem?: Problem | undefined };

const Credentials = ({ look: { t }, problem, name, making }: FormPage & { name: string; making: boolean }) => (
  <>
    <Field name="name" label={t('account.name')} problem={problem} hint={making ? t('account.name-hint') : undefined}>
      {(field) => <input {...field} value={name} autocomplete="username" autocapitalize="none" required />}
    </Field>
    <Field name="password" label={t('account.password')} problem={problem}>
      {(field) => (
        <input {...field} type="password" autocomplete={making ? 'new-password' : 'current-password'} required />
      )}
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
        <Credentials look={look} problem={problem} name={name} making={false} />
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

type FirstRunProps = FormPage & { instance: string; name: string; token: string };

export const firstRunPage = ({ look, problem, instance, name, token }: FirstRunProps): Answer => {
  const { t, site } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('coming-in.first-run-title'),
    children: (
      <Form look={look} action="/first-run">
        <h1>{t('coming-in.first-run-welcome', { origin: site.origin })}</h1>
        <p>{t('coming-in.first-run-text')}</p>
        <ProblemNote look={look} problem={problem} />
        <Field name="instance" label={t('coming-in.first-run-instance')} problem={problem}>
          {(field) => <input {...field} value={instance} maxlength={120} required />}
        </Field>
        <h2>{t('coming-in.first-run-account')}</h2>
        <Credentials look={look} problem={problem} name={name} making={true} />
        <input type="hidden" name="token" value={token} />
        <button type="submit" class="main">
          {t('coming-in.first-run-button')}
        </button>
      </Form>
    ),
  });
};

type NewThreadProps = FormPage & { place: PlaceView; title: string; body: string };

export const newThreadPage = ({ look, place, problem, title, body }: NewThreadProps): Answer => {
  const { t } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('compose.new-thread'),
    children: (
      <Form look={look} action={`${placePath(place)}/new`}>
        <p class="quiet">
          <a href={placePath(place)} dir="auto">
            {place.title}
          </a>
        </p>
        <h1>{t('compose.new-thread')}</h1>
        {place.kind === 'plank' && <p class="quiet">{t('compose.plank-copy')}</p>}
        <ProblemNote look={look} problem={problem} labels={{ title: t('compose.title'), body: t('compose.body') }} />
        <Field name="title" label={t('compose.title')} problem={problem}>
          {(field) => <input {...field} value={title} maxlength={300} required dir="auto" />}
        </Field>
        <Field name="body" label={t('compose.body')} problem={problem}>
          {(field) => (
            <textarea {...field} required dir="auto">
              {body}
            </textarea>
          )}
        </Field>
        <Acknowledgement problem={problem} />
        <button type="submit" class="main">
          {t('compose.start')}
        </button>
      </Form>
    ),
  });
};
