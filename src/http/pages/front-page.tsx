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

export const frontPage = ({ look, planks, boards, latest, unread }: FrontProps): Answer => {
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
        {unread.length > 0 && (
          <section aria-labelledby="unread">
            <h2 id="unread">{t('reading.unread-heading')}</h2>
            <ThreadList look={look} threads={unread} where />
            <p>
              <a href="/unread">{t('reading.unread-all')}</a>
            </p>
          </section>
        )}
        <h2>{t('reading.planks')}</h2>
        <p class="quiet">
          {coalition === null ? t('reading.planks-alone') : t('reading.planks-shared', { coalition })}
        </p>
        <PlaceList look={look} places={planks} none={t('reading.planks-none')} />
        <h2>{t('reading.boards')}</h2>
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
