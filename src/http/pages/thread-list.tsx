// Threads as lists show them: on the front page, in places, and where a member finds what is unread.
import type { Look } from './look.ts';
import { AuthorLine, Moment, placePath, type ThreadCard, threadPath } from './parts.tsx';

type Props = { look: Look; thread: ThreadCard };

/** Down to where the reader stopped. */
export const unreadPath = ({ name, firstUnread }: ThreadCard): string =>
  `${threadPath(name)}?at=unread${firstUnread ? `#${encodeURIComponent(firstUnread)}` : ''}`;

export const LastAt = ({ look, at }: { look: Look; at: string }) => (
  <>{look.rich('reading.last', { time: () => <Moment look={look} at={at} /> })}</>
);

/** `▲12 ▼3`, said in words to who listens; nothing where nobody voted. */
export const Score = ({
  look: { t, number },
  votes: { up, down },
}: {
  look: Look;
  votes: { up: number; down: number };
}) =>
  up + down === 0 ? null : (
    <span class="score" role="img" aria-label={t('post.votes', { up, down })}>
      ▲{number(up)}
      {down > 0 && ` ▼${number(down)}`}
    </span>
  );

/** Or why there is none for this reader. */
export const titleOf = ({ t }: Look, { title, hidden, veiled }: ThreadCard): string =>
  title || t(hidden ? 'post.hidden' : veiled ? 'reading.start-veiled' : 'reading.start-gone');

const Title = ({ look, thread }: Props) => (
  <a class="title" href={threadPath(thread.name)} dir="auto">
    {titleOf(look, thread)}
  </a>
);

const ThreadItem = ({ look, thread, where }: Props & { where: boolean }) => {
  const { t } = look;
  const { unread = 0, place } = thread;
  return (
    <li>
      <p>
        <Title look={look} thread={thread} />{' '}
        {unread > 0 && (
          <a class="new" href={unreadPath(thread)}>
            {t('reading.unread-count', { count: unread })}
          </a>
        )}{' '}
        {thread.state === 'closed' && <span class="badge">{t('reading.state-closed')}</span>}
      </p>
      <p class="facts">
        <AuthorLine look={look} author={thread.author} />
        {where && (
          <span>{look.rich('reading.post-in', { link: () => <a href={placePath(place)}>{place.slug}</a> })}</span>
        )}
        <span>{t('reading.posts-count', { count: thread.posts })}</span>
        <Score look={look} votes={thread.votes} />
        <span>
          <LastAt look={look} at={thread.activeAt} />
        </span>
      </p>
    </li>
  );
};

/** @param where whether to say on which place each stands */
export const ThreadList = ({
  look,
  threads,
  where = false,
}: {
  look: Look;
  threads: ThreadCard[];
  where?: boolean;
}) => (
  <ul class="list">
    {threads.map((thread) => (
      <ThreadItem look={look} thread={thread} where={where} />
    ))}
  </ul>
);
