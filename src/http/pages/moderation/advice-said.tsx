// Who advised what about one post, and why: as every reader of the post gets it.
import type { AdviceShown } from '../../../forum/advice/weigh.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import type { PostCard } from '../parts.tsx';

const known = ['label', 'collapse'] as const;

/** An effect in the reader's language; one that is unknown here as it was said. */
export const effectIn = ({ t }: Look, effect: string): string => {
  const one = known.find((each) => each === effect);
  return one ? t(`advice.effect-${one}`) : effect;
};

export const AdviceList = ({ look, from }: { look: Look; from: readonly AdviceShown[] }) => {
  const { t } = look;
  return (
    <ul>
      {from.map(({ origin, effect, reason, until, human, urgent, counts }) => (
        <li>
          <bdi>{origin}</bdi>: {effectIn(look, effect)}, {reasonIn(look, reason)}
          {urgent && ` · ${t('advice.urgent')}`}
          {!human && ` · ${t('advice.not-human')}`}
          {counts && ` · ${t('advice.counts')}`}{' '}
          <span class="quiet">{t('post.mod-until', { day: look.day(until) })}</span>
        </li>
      ))}
    </ul>
  );
};

/** What constituents advise about a post, for every reader: who, what and why. Those who collapse it are named there. */
export const AdviceNote = ({ look, post }: { look: Look; post: PostCard }) => {
  const { advice, by } = post.moderation ?? {};
  const from = (advice?.from ?? []).filter(({ counts }) => by !== 'advice' || !counts);
  if (from.length === 0 || post.state !== 'live') return null;
  return (
    <details class="advice">
      <summary class="quiet">
        {look.t('advice.note', { who: look.list([...new Set(from.map(({ origin }) => origin))]) })}
      </summary>
      <AdviceList look={look} from={from} />
    </details>
  );
};
