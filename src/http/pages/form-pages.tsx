// The forms that stand on pages of their own: first run, new thread.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { NameField, PasswordField } from './account/fields.tsx';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Acknowledgement, Field, Form, ProblemNote, placePath } from './parts.tsx';

type FormPage = { look: Look; problem?: Problem | undefined };

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
        <NameField look={look} problem={problem} value={name} making={true} />
        <PasswordField look={look} problem={problem} making={true} />
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
