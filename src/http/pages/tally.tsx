// The votes on a post: how many, and on planks as each constituent told them.
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';
import { Score } from './thread-list.tsx';

type Props = { look: Look; votes: PostCard['votes'] };

const ByConstituent = ({ look: { t }, by }: { look: Look; by: NonNullable<PostCard['votes']['by']> }) => (
  <ul>
    <li>{t('post.votes-by')}</li>
    {by.map(({ origin, up, down }) => (
      <li>
        {origin}: {t('post.votes', { up, down })}
      </li>
    ))}
  </ul>
);

export const Tally = ({ look, votes }: Props) => {
  const { up, down, by } = votes;
  if (up + down === 0) return null;
  const score = <Score look={look} votes={votes} />;
  if (!by || by.length === 0) return score;
  return (
    <details class="menu">
      <summary>{score}</summary>
      <ByConstituent look={look} by={by} />
    </details>
  );
};
