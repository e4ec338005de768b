// The forms that stand on pages of their own: sign in, new thread.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Acknowledgement, Field, Form, ProblemNote, placePath } from './parts.tsx';

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

type NewThreadProps = FormPage & { place: PlaceView; title: string; body: string };

export const newThreadPage = ({ look, place, problem, title, body }: NewThreadProps): Answer => {
  const { t } = look;
  return page(problem?.status ?? 200, {
    look,
    title: t('compose.new-thread'),
    children: (
      <Form look={look} action={`${placePath(place)}/new`} data-compose="">
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
