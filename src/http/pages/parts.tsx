// Small things that several pages show.
import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { FORMER_MEMBER, FORMER_NAME } from '../../base/names.ts';
import type { Post, Thread } from '../api/forum-shapes.ts';
import type { Problem } from '../failure.ts';
import { explain } from './explain.ts';
import { TOKEN_FIELD } from './form-token.ts';
import type { Look } from './look.ts';

export type ThreadCard = z.infer<typeof Thread>;
export type PostCard = z.infer<typeof Post>;
export type Listed<T> = { items: T[]; next: string | null };

/** `23 Nov 2026, 10:30`; the script may say it in the reader's own time zone. */
export const Moment = ({ look, at }: { look: Look; at: string }) => <time datetime={at}>{look.moment(at)}</time>;

/** Of this instance by name alone, of others with theirs. */
export const memberPath = (look: Look, { name, origin }: { name: string; origin: string }): string =>
  `/members/${origin === look.site.origin ? name : encodeURIComponent(`${name}@${origin}`)}`;

/** Who left and let their posts stay is called so in the reader's language. */
export const shownName = ({ t }: Look, { name, displayName }: { name: string; displayName: string }): string =>
  displayName === FORMER_MEMBER && (name === '' || FORMER_NAME.test(name)) ? t('post.former-member') : displayName;

/** Always with the instance that the author belongs to; who left has no name any more. */
export const AuthorLine = ({ look, author }: { look: Look; author: PostCard['author'] }) =>
  author.name === '' ? (
    <span class="author">
      <strong dir="auto">{shownName(look, author)}</strong> <span class="quiet">@{author.origin}</span>
    </span>
  ) : (
    <a class="author" href={memberPath(look, author)}>
      <strong dir="auto">{shownName(look, author)}</strong>{' '}
      <span class="quiet" dir="ltr">
        @{author.name}@{author.origin}
      </span>
    </a>
  );

export const threadPath = (name: string): string => `/threads/${encodeURIComponent(name)}`;
/** Leads to where the post stands, on whichever page of its thread. */
export const postPath = (name: string): string => `/posts/${encodeURIComponent(name)}`;
export const placePath = ({ kind, slug }: { kind: string; slug: string }): string => `/${kind}s/${slug}`;

/** In each form of its own `<form method="post">`; `Form` puts it there by itself. */
export const TokenField = ({ look }: { look: Look }) => <input type="hidden" name={TOKEN_FIELD} value={look.csrf()} />;

type FormProps = {
  look: Look;
  /** A path; its own address, unless said. */
  action?: string;
  id?: string;
  class?: string;
  /** For forms that send files. */
  enctype?: 'multipart/form-data';
  'aria-label'?: string;
  /** What the script looks for. */
  [data: `data-${string}`]: string | undefined;
  children?: Child;
};

/** Each form that changes something: sent by POST, with the token that `readForm` asks for. */
export const Form = ({ look, children, ...rest }: FormProps) => (
  <form method="post" {...rest}>
    <TokenField look={look} />
    {children}
  </form>
);

type FieldProps = {
  /** Of the field, and its id. */
  name: string;
  label: Child;
  hint?: Child;
  problem?: Problem | undefined;
  /** Spreads what the field needs: `(field) => <input {...field} type="text" />`. */
  children: (field: Record<string, string | boolean | undefined>) => Child;
};

const isWrong = (problem: Problem | undefined, name: string): boolean =>
  problem !== undefined &&
  (problem.field === name ||
    (problem.errors?.some(({ field }) => field === name || field.startsWith(`${name}.`)) ?? false));

/** A field with its label, what it wants, and whether it is the one that was not taken. */
export const Field = ({ name, label, hint, problem, children }: FieldProps) => {
  const wrong = isWrong(problem, name);
  const described = [hint !== undefined && `${name}-hint`, wrong && 'problem'].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint !== undefined && (
        <p class="quiet" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id: name,
        name,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': wrong ? 'true' : undefined,
      })}
    </div>
  );
};

type ProblemProps = {
  look: Look;
  problem?: Problem | undefined;
  /** What the form calls its fields: those that are wrong are named and linked to. */
  labels?: Readonly<Record<string, string>>;
};

/** Why a form was not taken, above its fields. */
export const ProblemNote = ({ look, problem, labels = {} }: ProblemProps) =>
  problem === undefined ? null : (
    <div class="problem" role="alert" id="problem">
      <p>
        <strong>{look.t(`layout.problem-${problem.code}`)}</strong>
      </p>
      {explain(look, problem, labels).map((text) => (
        <p dir="auto">{text}</p>
      ))}
      {Object.entries(labels)
        .filter(([name]) => isWrong(problem, name))
        .map(([name, field]) => (
          <p>
            <a href={`#${name}`}>{look.t('layout.problem-field', { field })}</a>
          </p>
        ))}
    </div>
  );

/** Links to the first page and the next. */
export const Pager = ({
  look: { t },
  path,
  paged,
  next,
}: {
  look: Look;
  path: string;
  paged: boolean;
  next: string | null;
}) =>
  paged || next !== null ? (
    <nav class="pages" aria-label={t('layout.nav-pages')}>
      {paged && <a href={path}>{t('layout.page-first')}</a>}
      {next !== null && (
        <a rel="next" href={`${path}${path.includes('?') ? '&' : '?'}cursor=${next}`}>
          {t('layout.page-next')}
        </a>
      )}
    </nav>
  ) : null;
