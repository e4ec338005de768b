// What a member does with a place as a whole.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Look } from './look.ts';
import { Form, placePath } from './parts.tsx';

export const PlaceActions = ({ look, place }: { look: Look; place: PlaceView }) =>
  look.actor.kind !== 'member' ? null : (
    <Form look={look} action={`${placePath(place)}/read`}>
      <button type="submit">{look.t('reading.mark-place-read')}</button>
    </Form>
  );
