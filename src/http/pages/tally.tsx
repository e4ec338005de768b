// The votes on a post: how many, and on planks as each constituent told them.
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';
import { Score } from './thread-list.tsx';

type Props = { look: Look; votes: PostCard['votes'] };

const ByConstituent = ({ look: { t, number }, by }: { look: Look; by: NonNullable<PostCard['votes']['by']> }) => (
  <table>
    <caption class="unseen">{t('post.votes-by')}</caption>
    <thead>
      <tr>
        <th scope="col">{t('post.constituent')}</th>
        <th scope="col">{t('post.up')}</th>
        <th scope="col">{t('post.down')}</th>
      </tr>
    </thead>
    <tbody>
      {by.map(({ origin, up, down }) => (
        <tr>
          <th scope="row">{origin}</th>
          <td>{number(up)}</td>
          <td>{number(down)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

export const Tally = ({ look, votes }: Props) => {
  const { up, down, by } = votes;
  if (up + down === 0) return null;
  const score = (
    <span class="tally">
      <Score look={look} votes={votes} />
    </span>
  );
  if (!by || by.length === 0) return score;
  return (
    <details class="menu">
      <summary title={look.t('post.votes-by')}>{score}</summary>
      <div>
        <ByConstituent look={look} by={by} />
      </div>
    </details>
  );
};
