// The front page: the planks of the coalition first, then the boards of this instance.
import type { Actor } from '../../forum/policy/actor.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import { page, type Site } from './layout.tsx';
import { count, Moment, placePath } from './parts.tsx';

const PlaceItem = ({ place }: { place: PlaceView }) => (
  <li>
    <p>
      <a href={placePath(place)}>{place.title}</a> <PlaceBadges place={place} />
    </p>
    {place.text && <p>{place.text}</p>}
    <p class="quiet">
      {count(place.threads, 'thread')}, {count(place.posts, 'post')}
      {place.activeAt && (
        <>
          , last <Moment at={place.activeAt} />
        </>
      )}
    </p>
  </li>
);

export const PlaceBadges = ({ place }: { place: PlaceView }) => (
  <>
    {place.visibility === 'members' && <span class="badge">members only</span>}{' '}
    {place.state !== 'open' && <span class="badge">{place.state}</span>}
  </>
);

const Places = ({ places, none }: { places: PlaceView[]; none: string }) =>
  places.length === 0 ? (
    <p class="quiet">{none}</p>
  ) : (
    <ul class="list">
      {places.map((place) => (
        <PlaceItem place={place} />
      ))}
    </ul>
  );

export type FrontProps = {
  site: Site;
  /** Its name, when this instance is in one. */
  coalition: string | null;
  actor: Actor;
  planks: PlaceView[];
  boards: PlaceView[];
};

export const frontPage = ({ site, coalition, actor, planks, boards }: FrontProps): Answer =>
  page(200, {
    site,
    title: site.name,
    actor,
    children: (
      <>
        <h1>{site.name}</h1>
        <h2>Planks</h2>
        <p class="quiet">
          {coalition === null
            ? 'Shared with nobody yet: this instance is in no coalition.'
            : `Shared by all constituents of ${coalition}. Each of them holds every thread.`}
        </p>
        <Places places={planks} none="There are no planks." />
        <h2>Boards</h2>
        <p class="quiet">Of {site.origin} alone. What is said here never leaves it.</p>
        <Places places={boards} none="There are no boards yet." />
      </>
    ),
  });
