// A thread: what was said, and a form to answer.
import type { Actor } from '../../forum/policy/actor.ts';
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page, type Site } from './layout.tsx';
import {
  Acknowledgement,
  type Listed,
  Pager,
  type PostCard,
  ProblemNote,
  placePath,
  type ThreadCard,
  threadPath,
} from './parts.tsx';
import { PostView } from './post-view.tsx';

export type ThreadProps = {
  site: Site;
  actor: Actor;
  thread: ThreadCard;
  /** Whether the place takes new posts. */
  placeOpen: boolean;
  posts: Listed<PostCard>;
  paged: boolean;
  /** What a reply was going to say, and why it was not taken. */
  draft?: { body: string; parent: string; problem: Problem } | undefined;
  /** The post that is answered, where it is not the start. */
  parent?: string | undefined;
};

const ReplyForm = ({ thread, draft, parent }: Pick<ThreadProps, 'thread' | 'draft' | 'parent'>) => {
  const answers = draft?.parent || parent;
  return (
    <form id="reply" method="post" action={threadPath(thread.name)}>
      <h2>Reply</h2>
      <ProblemNote problem={draft?.problem} />
      {answers && (
        <p class="quiet">
          to {answers} (<a href={`${threadPath(thread.name)}#reply`}>to the thread instead</a>)
          <input type="hidden" name="parent" value={answers} />
        </p>
      )}
      <label for="body">Your reply, in Markdown</label>
      <textarea id="body" name="body" required>
        {draft?.body ?? ''}
      </textarea>
      <Acknowledgement problem={draft?.problem} />
      <button type="submit">Reply</button>
    </form>
  );
};

const Answering = (props: ThreadProps) => {
  const { actor, thread, placeOpen } = props;
  if (thread.state === 'closed' || !placeOpen) return <p class="quiet">This thread takes no new posts.</p>;
  if (actor.kind === 'member') return <ReplyForm {...props} />;
  return (
    <p>
      <a href={`/sign-in?next=${encodeURIComponent(threadPath(thread.name))}`}>Sign in</a> to reply.
    </p>
  );
};

export const threadPage = (props: ThreadProps): Answer => {
  const { site, actor, thread, posts, paged, draft } = props;
  const path = threadPath(thread.name);
  const open = actor.kind === 'member' && props.placeOpen && thread.state === 'open';
  return page(draft?.problem.status ?? 200, {
    site,
    title: thread.title || 'A thread whose start is gone',
    actor,
    path,
    feed: `${path}/feed`,
    children: (
      <>
        <p class="quiet">
          <a href={placePath(thread.place)}>{thread.place.slug}</a>
        </p>
        <h1>{thread.title || 'A thread whose start is gone'}</h1>
        {posts.items.map((post) => (
          <PostView post={post} link={open} />
        ))}
        <Pager path={path} paged={paged} next={posts.next} />
        <Answering {...props} />
      </>
    ),
  });
};
