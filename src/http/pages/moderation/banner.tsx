// Said on every page to whoever is restricted: what, where, until when, and where it stands why.
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { kindIn, Lasts, scopeIn } from './words.tsx';

export const RestrictedBanner = ({ look }: { look: Look }) => {
  const { actor, t } = look;
  if (actor.kind !== 'member' || !actor.standing) return null;
  return (
    <section class="announcement warning" aria-label={t('moderation.banner')}>
      <p>
        <strong>{t('moderation.banner')}</strong>
      </p>
      <ul>
        {actor.standing.map(({ kind, scope, until, reason }) => (
          <li>
            {kindIn(look, kind)}, {scopeIn(look, scope)} <Lasts look={look} until={until} /> ({reasonIn(look, reason)})
          </li>
        ))}
      </ul>
      <p>
        <a href="/decisions">{t('moderation.banner-more')}</a>
      </p>
    </section>
  );
};
