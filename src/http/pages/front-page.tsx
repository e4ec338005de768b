// The front page: the planks of the coalition first, then the boards of this instance; what is unread, what is new.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import type { ThreadCard } from './parts.tsx';
import { PlaceList } from './place-list.tsx';
import { ThreadList } from './thread-list.tsx';

export type FrontProps = {
  look: Look;
  planks: PlaceView[];
  boards: PlaceView[];
  /** The threads where somebody wrote last, wherever. */
  latest: ThreadCard[];
  /** Of the member who looks. */
  unread: ThreadCard[];
};

/** Where there is more than fits on a screen or two: ways to what stands below. */
const MANY = 12;

const OnThisPage = ({ look: { t }, latest }: FrontProps) => (
  <nav class="pages" aria-label={t('reading.on-this-page')}>
    <a href="#planks">{t('reading.planks')}</a>
    <a href="#boards">{t('reading.boards')}</a>
    {latest.length > 0 && <a href="#latest">{t('reading.new-heading')}</a>}
  </nav>
);

export const frontPage = (props: FrontProps): Answer => {
  const { look, planks, boards, latest, unread } = props;
  const { t, site } = look;
  const { coalition } = site;
  return page(200, {
    look,
    title: site.name,
    children: (
      <div data-news="all">
        <h1 dir="auto">{site.name}</h1>
        {site.description && (
          <p class="plain-text" dir="auto">
            {site.description}
          </p>
        )}
        {planks.length + boards.length > MANY && <OnThisPage {...props} />}
        {unread.length > 0 && (
          <section aria-labelledby="unread">
            <h2 id="unread">{t('reading.unread-heading')}</h2>
            <ThreadList look={look} threads={unread} where />
            <p>
              <a href="/unread">{t('reading.unread-all')}</a>
            </p>
          </section>
        )}
        <h2 id="planks">{t('reading.planks')}</h2>
        <p class="quiet">
          {coalition === null ? t('reading.planks-alone') : t('reading.planks-shared', { coalition })}
        </p>
        <PlaceList look={look} places={planks} none={t('reading.planks-none')} />
        <h2 id="boards">{t('reading.boards')}</h2>
        <p class="quiet">{t('reading.boards-own', { origin: site.origin })}</p>
        <PlaceList look={look} places={boards} none={t('reading.boards-none')} />
        {latest.length > 0 && (
          <section aria-labelledby="latest">
            <h2 id="latest">{t('reading.new-heading')}</h2>
            <ThreadList look={look} threads={latest} where />
          </section>
        )}
      </div>
    ),
  });
};
