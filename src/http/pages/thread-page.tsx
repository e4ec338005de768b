// A thread: what was said, and a form to answer.
import type { Answer } from '../answer.ts';
import type { Problem } from '../failure.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import {
  Acknowledgement,
  Field,
  Form,
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
  look: Look;
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

const ReplyForm = ({ look, thread, draft, parent }: Pick<ThreadProps, 'look' | 'thread' | 'draft' | 'parent'>) => {
  const { t } = look;
  const answers = draft?.parent || parent;
  return (
    <Form look={look} id="reply" action={threadPath(thread.name)}>
      <h2>{t('compose.reply')}</h2>
      <ProblemNote look={look} problem={draft?.problem} labels={{ body: t('compose.reply-body') }} />
      {answers && (
        <p class="quiet">
          {t('compose.reply-to', { name: answers })} (
          <a href={`${threadPath(thread.name)}#reply`}>{t('compose.reply-to-thread')}</a>)
          <input type="hidden" name="parent" value={answers} />
        </p>
      )}
      <Field name="body" label={t('compose.reply-body')} problem={draft?.problem}>
        {(field) => (
          <textarea {...field} required dir="auto">
            {draft?.body ?? ''}
          </textarea>
        )}
      </Field>
      <Acknowledgement problem={draft?.problem} />
      <button type="submit" class="main">
        {t('compose.reply')}
      </button>
    </Form>
  );
};

const Answering = (props: ThreadProps) => {
  const { look, thread, placeOpen } = props;
  if (thread.state === 'closed' || !placeOpen) return <p class="quiet">{look.t('compose.closed')}</p>;
  if (look.actor.kind === 'member') return <ReplyForm {...props} />;
  const signIn = `/sign-in?next=${encodeURIComponent(threadPath(thread.name))}`;
  return <p>{look.rich('compose.sign-in-to-reply', { link: (inside) => <a href={signIn}>{inside}</a> })}</p>;
};

export const threadPage = (props: ThreadProps): Answer => {
  const { look, thread, posts, paged, draft } = props;
  const path = threadPath(thread.name);
  const open = look.actor.kind === 'member' && props.placeOpen && thread.state === 'open';
  const title = thread.title || look.t('reading.start-gone');
  return page(draft?.problem.status ?? 200, {
    look,
    title,
    feed: `${path}/feed`,
    children: (
      <>
        <p class="quiet">
          <a href={placePath(thread.place)}>{thread.place.slug}</a>
        </p>
        <h1 dir="auto">{title}</h1>
        {posts.items.map((post) => (
          <PostView look={look} post={post} link={open} />
        ))}
        <Pager look={look} path={path} paged={paged} next={posts.next} />
        <Answering {...props} />
      </>
    ),
  });
};
