// Search: the field, how to use it, and what was found.

import { QUERY_LENGTH } from '../../forum/search/parse-query.ts';
import { type SearchHit, type SearchPage, type SearchSort, searchSorts } from '../../forum/search/search-posts.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { AuthorLine, Field, Moment, Pager, ProblemNote, placePath } from './parts.tsx';

export type SearchProps = {
  look: Look;
  q: string;
  sort: SearchSort;
  /** Undefined where nothing was looked for. */
  found?: SearchPage | undefined;
  problem?: Problem | undefined;
  paged: boolean;
};

const examples = [
  ['ballot paper', 'help-words'],
  ['"ballot paper"', 'help-phrase'],
  ['ball*', 'help-prefix'],
  ['-paper', 'help-not'],
  ['author:ada author:ada@greens.example', 'help-author'],
  ['in:garden', 'help-in'],
  ['from:greens.example', 'help-from'],
  ['after:2026-01-01 before:2026-02-01', 'help-dates'],
] as const;

const Help = ({ look: { t } }: { look: Look }) => (
  <details>
    <summary>{t('search.help')}</summary>
    <dl class="help">
      {examples.map(([written, means]) => (
        <>
          <dt>
            <code>{written}</code>
          </dt>
          <dd>{t(`search.${means}`)}</dd>
        </>
      ))}
    </dl>
  </details>
);

const Hit = ({ look, hit }: { look: Look; hit: SearchHit }) => {
  const { t } = look;
  return (
    <li>
      <p>
        <a class="title" href={hit.link} dir="auto">
          {hit.title || t('reading.start-gone')}
        </a>
      </p>
      <p dir="auto">
        {hit.withdrawn === null
          ? hit.snippet.map(({ text, hit: isHit }) => (isHit ? <mark>{text}</mark> : text))
          : t('post.withdrawn', { reason: hit.withdrawn })}
      </p>
      <p class="facts">
        <AuthorLine look={look} author={hit.author} />
        <span>{look.rich('reading.post-in', { link: () => <a href={placePath(hit.place)}>{hit.place.slug}</a> })}</span>
        <Moment look={look} at={hit.at} />
      </p>
    </li>
  );
};

const Found = ({ look, q, sort, found, paged }: SearchProps & { found: SearchPage }) => (
  <section aria-label={look.t('search.title')}>
    {found.items.length === 0 ? (
      <p role="status">{look.t(paged ? 'reading.nothing-more' : 'search.none')}</p>
    ) : (
      <ul class="list">
        {found.items.map((hit) => (
          <Hit look={look} hit={hit} />
        ))}
      </ul>
    )}
    <Pager look={look} path={`/search?q=${encodeURIComponent(q)}&sort=${sort}`} paged={paged} next={found.next} />
  </section>
);

export const searchPage = (props: SearchProps): Answer => {
  const { look, q, sort, found, problem } = props;
  const { t } = look;
  return page(problem?.status ?? 200, {
    look,
    title: q === '' ? t('search.title') : `${q} · ${t('search.title')}`,
    children: (
      <>
        <h1>{t('search.title')}</h1>
        <ProblemNote look={look} problem={problem} labels={{ q: t('search.field') }} />
        <search>
          <form action="/search">
            <Field name="q" label={t('search.field')} problem={problem}>
              {(field) => <input {...field} type="search" value={q} maxlength={QUERY_LENGTH} dir="auto" required />}
            </Field>
            <div class="acts">
              <label for="sort">{t('search.sort')}</label>
              <select id="sort" name="sort">
                {searchSorts.map((value) => (
                  <option value={value} selected={value === sort}>
                    {t(`search.sort-${value}`)}
                  </option>
                ))}
              </select>
              <button type="submit" class="main">
                {t('search.button')}
              </button>
            </div>
          </form>
        </search>
        <Help look={look} />
        {found && <Found {...props} found={found} />}
      </>
    ),
  });
};
