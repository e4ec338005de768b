// A board or plank: its threads.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Period, RankedSort } from '../../forum/threads/read-ranked.ts';
import type { ThreadSort } from '../../forum/threads/read-threads.ts';
import type { Answer } from '../answer.ts';
import { LastAt, PlaceBadges } from './front-page.tsx';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { AuthorLine, type Listed, Pager, placePath, type ThreadCard, threadPath } from './parts.tsx';

const ThreadItem = ({ look, thread }: { look: Look; thread: ThreadCard }) => (
  <li>
    <p>
      <a href={threadPath(thread.name)} dir="auto">
        {thread.title || look.t('reading.start-gone')}
      </a>{' '}
      {thread.state === 'closed' && <span class="badge">{look.t('reading.state-closed')}</span>}
    </p>
    <p class="quiet">
      <AuthorLine author={thread.author} /> · {look.t('reading.posts-count', { count: thread.posts })} ·{' '}
      <LastAt look={look} at={thread.activeAt} />
    </p>
  </li>
);

export type PlaceProps = {
  look: Look;
  place: PlaceView;
  threads: Listed<ThreadCard>;
  sort: ThreadSort | RankedSort;
  since: Period;
  /** Whether it is a page after the first. */
  paged: boolean;
};

const sorts = ['active', 'new', 'top', 'bridging'] as const;

export const placePage = ({ look, place, threads, sort, since, paged }: PlaceProps): Answer => {
  const { t, site } = look;
  const path = placePath(place);
  return page(200, {
    look,
    title: place.title,
    feed: `${path}/feed`,
    children: (
      <>
        <h1 dir="auto">{place.title}</h1>
        <p class="quiet">
          {place.kind === 'plank' ? t('reading.a-plank') : t('reading.a-board', { origin: site.origin })}{' '}
          <PlaceBadges look={look} place={place} />
        </p>
        {place.text && <p dir="auto">{place.text}</p>}
        {place.state === 'open' && (
          <p>
            <a href={`${path}/new`}>{t('reading.start-thread')}</a>
          </p>
        )}
        <nav class="pages" aria-label={t('reading.order')}>
          {sorts.map((value) => (
            <a href={`${path}?sort=${value}`} aria-current={value === sort ? 'page' : undefined}>
              {t(`reading.sort-${value}`)}
            </a>
          ))}
        </nav>
        {threads.items.length === 0 ? (
          <p class="quiet">{t(paged ? 'reading.nothing-more' : 'reading.threads-none')}</p>
        ) : (
          <ul class="list">
            {threads.items.map((thread) => (
              <ThreadItem look={look} thread={thread} />
            ))}
          </ul>
        )}
        <Pager
          look={look}
          path={`${path}?sort=${sort}${since === 'all' ? '' : `&since=${since}`}`}
          paged={paged}
          next={threads.next}
        />
      </>
    ),
  });
};
