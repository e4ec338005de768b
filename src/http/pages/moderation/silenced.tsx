// In place of a form to write with, for whoever may not write there now: until when, and where it stands why.
import { silence } from '../../../forum/policy/may.ts';
import type { PlaceName } from '../../../forum/policy/measures.ts';
import type { Look } from '../look.ts';
import { kindIn, Lasts } from './words.tsx';

/** Undefined: nothing keeps the reader from writing there. */
export const silencedNote = (look: Look, place: PlaceName) => {
  const one = silence(look.actor, place);
  if (!one) return undefined;
  return (
    <p id="reply">
      {look.t('compose.silenced')} {kindIn(look, one.kind)} <Lasts look={look} until={one.until} />.{' '}
      <a href="/decisions">{look.t('moderation.banner-more')}</a>
    </p>
  );
};
