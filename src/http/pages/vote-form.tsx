// How a member votes on a post; the tally stands beside it.
import type { Look } from './look.ts';
import { type PostCard, postPath, TokenField } from './parts.tsx';

type Props = { look: Look; post: PostCard };

/** Pressed: pressing it again takes the vote back. */
const Button = ({ label, sign, value, pressed }: { label: string; sign: string; value: 1 | -1; pressed: boolean }) => (
  <button
    type="submit"
    name="value"
    value={pressed ? 0 : value}
    class="vote"
    aria-label={label}
    aria-pressed={pressed ? 'true' : 'false'}
  >
    {sign}
  </button>
);

const isOwn = ({ actor, site }: Look, { author }: PostCard): boolean =>
  actor.kind === 'member' && author.origin === site.origin && author.name === actor.name;

export const VoteForm = ({ look, post }: Props) => {
  const { t, actor, site } = look;
  if (actor.kind !== 'member' || site.votes === 'off' || isOwn(look, post)) return null;
  return (
    <form method="post" action={`${postPath(post.name)}/vote`} data-vote={post.name}>
      <TokenField look={look} />
      <Button label={t('compose.vote-up')} sign="▲" value={1} pressed={post.myVote === 1} />
      {site.votes === 'both' && (
        <Button label={t('compose.vote-down')} sign="▼" value={-1} pressed={post.myVote === -1} />
      )}
    </form>
  );
};
