// A board or plank: its threads.
import type { Actor } from '../../forum/policy/actor.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Period, RankedSort } from '../../forum/threads/read-ranked.ts';
import type { ThreadSort } from '../../forum/threads/read-threads.ts';
import type { Answer } from '../answer.ts';
import { PlaceBadges } from './front-page.tsx';
import { page, type Site } from './layout.tsx';
import { AuthorLine, count, type Listed, Moment, Pager, placePath, type ThreadCard, threadPath } from './parts.tsx';

const ThreadItem = ({ thread }: { thread: ThreadCard }) => (
  <li>
    <p>
      <a href={threadPath(thread.name)}>{thread.title || 'A thread whose start is gone'}</a>{' '}
      {thread.state === 'closed' && <span class="badge">closed</span>}
    </p>
    <p class="quiet">
      <AuthorLine author={thread.author} /> · {count(thread.posts, 'post')} · last <Moment at={thread.activeAt} />
    </p>
  </li>
);

export type PlaceProps = {
  site: Site;
  actor: Actor;
  place: PlaceView;
  threads: Listed<ThreadCard>;
  sort: ThreadSort | RankedSort;
  since: Period;
  /** Whether it is a page after the first. */
  paged: boolean;
};

const sorts = [
  ['active', 'Last activity'],
  ['new', 'Newest'],
  ['top', 'Top'],
  ['bridging', 'Bridging'],
] as const;

export const placePage = ({ site, actor, place, threads, sort, since, paged }: PlaceProps): Answer => {
  const path = placePath(place);
  return page(200, {
    site,
    title: place.title,
    actor,
    path,
    feed: `${path}/feed`,
    children: (
      <>
        <h1>{place.title}</h1>
        <p class="quiet">
          {place.kind === 'plank' ? 'A plank: shared by all constituents.' : `A board of ${site.origin}.`}{' '}
          <PlaceBadges place={place} />
        </p>
        {place.text && <p>{place.text}</p>}
        {place.state === 'open' && (
          <p>
            <a href={`${path}/new`}>Start a thread</a>
          </p>
        )}
        <nav class="pages" aria-label="Order">
          {sorts.map(([value, label]) => (
            <a href={`${path}?sort=${value}`} aria-current={value === sort ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        {threads.items.length === 0 ? (
          <p class="quiet">{paged ? 'Nothing more.' : 'Nobody has started a thread yet.'}</p>
        ) : (
          <ul class="list">
            {threads.items.map((thread) => (
              <ThreadItem thread={thread} />
            ))}
          </ul>
        )}
        <Pager
          path={`${path}?sort=${sort}${since === 'all' ? '' : `&since=${since}`}`}
          paged={paged}
          next={threads.next}
        />
      </>
    ),
  });
};
