// What a member does with a place as a whole.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import { FollowForm, type FollowLevel } from './follow-form.tsx';
import type { Look } from './look.ts';
import { Form, placePath } from './parts.tsx';

type Props = {
  look: Look;
  place: PlaceView;
  /** How the member who looks follows it. */
  follow: FollowLevel | undefined;
};

export const PlaceActions = ({ look, place, follow = 'none' }: Props) =>
  look.actor.kind !== 'member' ? null : (
    <>
      <FollowForm look={look} action={`${placePath(place)}/follow`} level={follow} />
      <Form look={look} action={`${placePath(place)}/read`}>
        <button type="submit">{look.t('reading.mark-place-read')}</button>
      </Form>
    </>
  );
