// The form that everything is written in: new threads, replies, changes. Preview, draft and images work without script.
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { ATTACHMENTS, BODY_LENGTH, TITLE_LENGTH } from '../../forum/threads/input.ts';
import { UPLOAD_BYTES } from '../../forum/uploads/keep-upload.ts';
import { isImageProblem } from './compose-problem.ts';
import type { DraftPlace, Shown } from './composed.ts';
import type { Look } from './look.ts';
import { Field, Form, Moment, ProblemNote } from './parts.tsx';

export type ComposeProps = {
  look: Look;
  action: string;
  id?: string;
  shown: Shown;
  draft: DraftPlace;
  /** What the text is called, and what sends it. */
  label: string;
  send: string;
  /** Whether what this thread is about may be said: on boards. */
  abouts?: boolean;
  /** Between heading and fields. */
  children?: Child;
};

type Props = { look: Look; shown: Shown };

const Image = ({ look: { t }, id, alt, decorative }: { look: Look } & Shown['images'][number]) => (
  <li>
    <img src={`/uploads/${id}/thumbnail`} alt="" />
    <div>
      <label for={`alt-${id}`}>{t('compose.image-alt')}</label>
      <input id={`alt-${id}`} name={`alt-${id}`} value={alt} maxlength={2000} dir="auto" />
      <label class="choice">
        <input type="checkbox" name={`decorative-${id}`} value="yes" checked={decorative} />{' '}
        {t('compose.image-decorative')}
      </label>
      <button type="submit" name="drop" value={id} class="plain" formnovalidate>
        {t('compose.image-drop')}
      </button>
    </div>
  </li>
);

const Images = ({ look, shown: { images, problem } }: Props) => {
  const { t, number } = look;
  return (
    <details class="pictures" id="attachments" open={images.length > 0 || isImageProblem(problem)}>
      <summary>{t('compose.images')}</summary>
      {images.length > 0 && (
        <ul class="list">
          {images.map((image) => (
            <Image look={look} {...image} />
          ))}
        </ul>
      )}
      {images.length < ATTACHMENTS && (
        <Field
          name="image"
          label={t('compose.image')}
          hint={t('compose.image-hint', { size: number(UPLOAD_BYTES / 1024 / 1024) })}
        >
          {(field) => <input {...field} type="file" accept="image/png,image/jpeg,image/webp,image/gif" />}
        </Field>
      )}
      {images.length < ATTACHMENTS && (
        <button type="submit" name="add" value="yes" formnovalidate>
          {t('compose.image-add')}
        </button>
      )}
    </details>
  );
};

const About = ({ look: { t }, shown: { about, problem } }: Props) => (
  <details class="more" open={about !== '' || problem?.field === 'about'}>
    <summary>{t('compose.about')}</summary>
    <Field name="about" label={t('compose.about-label')} hint={t('compose.about-hint')} problem={problem}>
      {(field) => <input {...field} value={about} maxlength={300} placeholder="42@greens.example" />}
    </Field>
  </details>
);

/** Asked of whoever writes on a plank for the first time. */
const Acknowledgement = ({ look: { t }, shown: { problem } }: Props) =>
  problem?.code === 'unacknowledged' ? (
    <label class="choice">
      <input type="checkbox" name="acknowledged" value="yes" required /> {t('compose.notice')}
    </label>
  ) : null;

const Kept = ({ look, shown: { keptAt } }: Props) =>
  keptAt === undefined ? null : (
    <p class="quiet" role="status">
      {look.rich('compose.draft-kept', { time: () => <Moment look={look} at={keptAt} /> })}
    </p>
  );

const Preview = ({ look: { t }, shown: { preview } }: Props) =>
  preview === undefined ? null : (
    <section class="preview" aria-label={t('compose.preview')}>
      <h3>{t('compose.preview')}</h3>
      {/* Markdown rendered and sanitised by base/markup.ts. */}
      <div class="words" dir="auto">
        {raw(preview)}
      </div>
    </section>
  );

export const ComposeForm = ({ look, action, id, shown, draft, label, send, abouts, children }: ComposeProps) => {
  const { t } = look;
  const { problem, title } = shown;
  const labels = {
    title: t('compose.title'),
    body: label,
    image: t('compose.image'),
    attachments: t('compose.images'),
    about: t('compose.about-label'),
  };
  const own = { look, shown };
  return (
    <Form
      look={look}
      action={action}
      enctype="multipart/form-data"
      {...(id === undefined ? {} : { id })}
      data-compose=""
      data-draft={draft.name}
      data-draft-for={`${draft.for.kind}:${draft.for.name}`}
      data-draft-version={String(shown.version ?? 0)}
    >
      {children}
      <ProblemNote look={look} problem={problem} labels={labels} />
      <Kept {...own} />
      <input type="hidden" name="version" value={shown.version ?? ''} />
      {shown.parent !== '' && <input type="hidden" name="parent" value={shown.parent} />}
      {title !== undefined && (
        <Field name="title" label={labels.title} problem={problem}>
          {(field) => <input {...field} value={title} maxlength={TITLE_LENGTH} required dir="auto" />}
        </Field>
      )}
      <Field name="body" label={label} problem={problem}>
        {(field) => (
          <textarea {...field} maxlength={BODY_LENGTH} required dir="auto">
            {`\n${shown.body}`}
          </textarea>
        )}
      </Field>
      <Acknowledgement {...own} />
      <div class="acts">
        <button type="submit" class="main">
          {send}
        </button>
        <button type="submit" name="preview" value="yes" formnovalidate>
          {t('compose.preview')}
        </button>
        <button type="submit" name="keep" value="yes" formnovalidate>
          {t('compose.keep')}
        </button>
      </div>
      <Preview {...own} />
      <Images {...own} />
      {abouts && <About {...own} />}
    </Form>
  );
};
