// The front page: the planks of the coalition first, then the boards of this instance.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { Moment, placePath } from './parts.tsx';

type PlaceProps = { look: Look; place: PlaceView };

const PlaceItem = ({ look, place }: PlaceProps) => (
  <li>
    <p>
      <a href={placePath(place)} dir="auto">
        {place.title}
      </a>{' '}
      <PlaceBadges look={look} place={place} />
    </p>
    {place.text && <p dir="auto">{place.text}</p>}
    <p class="quiet">
      {look.t('reading.threads-count', { count: place.threads })}
      {' · '}
      {look.t('reading.posts-count', { count: place.posts })}
      {place.activeAt && (
        <>
          {' · '}
          <LastAt look={look} at={place.activeAt} />
        </>
      )}
    </p>
  </li>
);

export const LastAt = ({ look, at }: { look: Look; at: string }) => (
  <>{look.rich('reading.last', { time: () => <Moment look={look} at={at} /> })}</>
);

export const PlaceBadges = ({ look: { t }, place }: PlaceProps) => (
  <>
    {place.visibility === 'members' && <span class="badge">{t('reading.members-only')}</span>}{' '}
    {place.state !== 'open' && <span class="badge">{t(`reading.state-${place.state}`)}</span>}
  </>
);

const Places = ({ look, places, none }: { look: Look; places: PlaceView[]; none: string }) =>
  places.length === 0 ? (
    <p class="quiet">{none}</p>
  ) : (
    <ul class="list">
      {places.map((place) => (
        <PlaceItem look={look} place={place} />
      ))}
    </ul>
  );

export type FrontProps = { look: Look; planks: PlaceView[]; boards: PlaceView[] };

export const frontPage = ({ look, planks, boards }: FrontProps): Answer => {
  const { t, site } = look;
  const { coalition } = site;
  return page(200, {
    look,
    title: site.name,
    children: (
      <>
        <h1 dir="auto">{site.name}</h1>
        <h2>{t('reading.planks')}</h2>
        <p class="quiet">
          {coalition === null ? t('reading.planks-alone') : t('reading.planks-shared', { coalition })}
        </p>
        <Places look={look} places={planks} none={t('reading.planks-none')} />
        <h2>{t('reading.boards')}</h2>
        <p class="quiet">{t('reading.boards-own', { origin: site.origin })}</p>
        <Places look={look} places={boards} none={t('reading.boards-none')} />
      </>
    ),
  });
};
