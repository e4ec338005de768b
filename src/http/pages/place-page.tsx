// A board or plank: its threads, in the order that the reader likes.
import { silence } from '../../forum/policy/may.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import { type Period, periods, type RankedSort } from '../../forum/threads/read-ranked.ts';
import type { ListSort } from '../../forum/threads/read-threads.ts';
import type { Answer } from '../answer.ts';
import { API_BASE } from '../route.ts';
import type { FollowLevel } from './follow-form.tsx';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { type Listed, Pager, placePath, type ThreadCard } from './parts.tsx';
import { PlaceActions } from './place-actions.tsx';
import { PlaceBadges } from './place-list.tsx';
import { ThreadList } from './thread-list.tsx';

export type PlaceProps = {
  look: Look;
  /** How the member who looks follows it. */
  follow?: FollowLevel | undefined;
  place: PlaceView;
  threads: Listed<ThreadCard>;
  sort: ListSort | RankedSort;
  since: Period;
  /** Whether it is a page after the first. */
  paged: boolean;
};

const sorts = ['active', 'new', 'unread', 'top', 'bridging'] as const;

const Choice = ({ href, chosen, children }: { href: string; chosen: boolean; children: string }) => (
  <a href={href} aria-current={chosen ? 'page' : undefined}>
    {children}
  </a>
);

const Orders = ({ look, place, sort, since }: PlaceProps) => {
  const { t, actor } = look;
  const path = placePath(place);
  const ranked = sort === 'top' || sort === 'bridging';
  return (
    <>
      <nav class="pages" aria-label={t('reading.order')}>
        {sorts
          .filter((value) => value !== 'unread' || actor.kind === 'member')
          .filter((value) => value !== 'bridging' || place.kind === 'plank')
          .map((value) => (
            <Choice href={`${path}?sort=${value}`} chosen={value === sort}>
              {t(`reading.sort-${value}`)}
            </Choice>
          ))}
      </nav>
      {sort === 'bridging' && <p class="quiet">{t('reading.bridging-explained')}</p>}
      {ranked && (
        <nav class="pages" aria-label={t('reading.period')}>
          {periods.map((value) => (
            <Choice href={`${path}?sort=${sort}&since=${value}`} chosen={value === since}>
              {t(`reading.period-${value}`)}
            </Choice>
          ))}
        </nav>
      )}
    </>
  );
};

const Nothing = ({ look: { t }, sort, paged }: PlaceProps) => (
  <p class="quiet">
    {t(paged ? 'reading.nothing-more' : sort === 'unread' ? 'reading.unread-none' : 'reading.threads-none')}
  </p>
);

export const placePage = (props: PlaceProps): Answer => {
  const { look, place, threads, sort, since, paged } = props;
  const { t, site } = look;
  const path = placePath(place);
  const { coalition } = site;
  const shared = coalition === null ? t('reading.a-plank') : t('reading.shared-with', { coalition });
  return page(200, {
    look,
    title: place.title,
    feed: `${path}/feed`,
    children: (
      <div data-news={`${place.kind} ${place.slug}`}>
        <h1 dir="auto">{place.title}</h1>
        <p class="quiet">
          {place.kind === 'plank' ? shared : t('reading.a-board', { origin: site.origin })}{' '}
          <PlaceBadges look={look} place={place} />
        </p>
        {place.text && <p dir="auto">{place.text}</p>}
        <div class="acts">
          {place.state === 'open' && silence(look.actor, place) === undefined && (
            <a class="button" href={`${path}/new`}>
              {t('reading.start-thread')}
            </a>
          )}
          <PlaceActions look={look} place={place} follow={props.follow} />
          <a href={`${API_BASE}${path}/feed`}>{t('reading.feed')}</a>
        </div>
        <Orders {...props} />
        {threads.items.length === 0 ? <Nothing {...props} /> : <ThreadList look={look} threads={threads.items} />}
        <Pager
          look={look}
          path={`${path}?sort=${sort}${since === 'all' ? '' : `&since=${since}`}`}
          paged={paged}
          next={threads.next}
        />
      </div>
    ),
  });
};
