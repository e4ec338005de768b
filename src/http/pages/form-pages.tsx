// The form that starts a thread, on a page of its own.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Acknowledgement, Field, Form, ProblemNote, placePath } from './parts.tsx';

type FormPage = { look: Look; problem?: Problem | undefined };

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
