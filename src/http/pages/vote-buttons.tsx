// How a member votes on a post; the tally stands beside it. The script votes without a new page.
import { silence } from '../../forum/policy/may.ts';
import { ActButton } from './act-button.tsx';
import type { Look } from './look.ts';
import type { PostCard } from './parts.tsx';

type Props = { look: Look; post: PostCard };

const isOwn = ({ actor, site }: Look, { author }: PostCard): boolean =>
  actor.kind === 'member' && author.origin === site.origin && author.name === actor.name;

/** Pressed: pressing it again takes the vote back. */
const Vote = ({ post, label, up }: { post: PostCard; label: string; up: boolean }) => {
  const pressed = post.myVote === (up ? 1 : -1);
  return (
    <ActButton
      act={pressed ? 'none' : up ? 'up' : 'down'}
      post={post}
      aria-label={label}
      aria-pressed={pressed ? 'true' : 'false'}
    >
      {up ? '▲' : '▼'}
    </ActButton>
  );
};

export const VoteButtons = ({ look, post }: Props) => {
  const { t, actor, site } = look;
  if (actor.kind !== 'member' || site.votes === 'off' || isOwn(look, post) || silence(actor, post.place)) return null;
  return (
    <>
      <Vote post={post} label={t('compose.vote-up')} up />
      {site.votes === 'both' && <Vote post={post} label={t('compose.vote-down')} up={false} />}
    </>
  );
};
