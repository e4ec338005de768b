// Places as the front page lists them.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Look } from './look.ts';
import { placePath } from './parts.tsx';
import { LastAt } from './thread-list.tsx';

type Props = { look: Look; place: PlaceView };

export const PlaceBadges = ({ look: { t }, place }: Props) => (
  <>
    {place.visibility === 'members' && <span class="badge">{t('reading.members-only')}</span>}{' '}
    {place.state !== 'open' && <span class="badge">{t(`reading.state-${place.state}`)}</span>}
  </>
);

const PlaceItem = ({ look, place }: Props) => (
  <li>
    <p>
      <a class="title" href={placePath(place)} dir="auto">
        {place.title}
      </a>{' '}
      <PlaceBadges look={look} place={place} />
    </p>
    {place.text && (
      <p class="place-text" dir="auto">
        {place.text}
      </p>
    )}
    <p class="facts">
      <span>{look.t('reading.threads-count', { count: place.threads })}</span>
      <span>{look.t('reading.posts-count', { count: place.posts })}</span>
      {place.activeAt && (
        <span>
          <LastAt look={look} at={place.activeAt} />
        </span>
      )}
    </p>
  </li>
);

/** From so many on, of what each is for only the beginning. */
const DENSE = 12;

export const PlaceList = ({ look, places, none }: { look: Look; places: PlaceView[]; none: string }) =>
  places.length === 0 ? (
    <p class="quiet">{none}</p>
  ) : (
    <ul class={places.length < DENSE ? 'list' : 'list dense'}>
      {places.map((place) => (
        <PlaceItem look={look} place={place} />
      ))}
    </ul>
  );
