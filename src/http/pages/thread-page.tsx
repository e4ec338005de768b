// A thread: what was said, in order or as a tree, and a form to answer.
import { silence } from '../../forum/policy/may.ts';
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import { API_BASE } from '../route.ts';
import { ActForm } from './act-button.tsx';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { silencedNote } from './moderation/silenced.tsx';
import { reasonIn } from './moderation-note.tsx';
import { Form, type PostCard, placePath, type ThreadCard, threadPath } from './parts.tsx';
import { PostView } from './post-view.tsx';
import { ReplyForm, type ReplyProps } from './reply-form.tsx';
import { ThreadActions } from './thread-actions.tsx';
import { titleOf, unreadPath } from './thread-list.tsx';
import { type Tree, TreeView } from './tree-view.tsx';

export type Posts = { items: PostCard[]; next: string | null; previous: string | null };

export type ThreadProps = Omit<ReplyProps, 'look' | 'thread'> & {
  look: Look;
  thread: ThreadCard;
  place: PlaceView;
  /** One of both. */
  posts?: Posts | undefined;
  tree?: Tree | undefined;
  /** Whether it is the page that the thread begins with. */
  whole: boolean;
  /** Whether posts of hidden people are shown. */
  showsHidden: boolean;
};

/** Why, where moderators here closed it. */
const Closed = ({ look, thread: { moderation } }: ThreadProps) => {
  const { closed } = moderation ?? {};
  if (!closed) return null;
  const why = look.t('reading.closed-by-moderators', { reason: reasonIn(look, closed.reason) });
  return (
    <>
      {why} {closed.until && look.t('post.mod-until', { day: look.day(closed.until) })}
    </>
  );
};

const Answering = (props: ThreadProps) => {
  const { look, thread, place } = props;
  if (thread.state === 'closed' || place.state !== 'open')
    return (
      <p class="quiet" id="reply">
        {look.t('compose.closed')} <Closed {...props} />
      </p>
    );
  // What was typed meanwhile is not lost.
  const silenced = props.composed?.problem ? undefined : silencedNote(look, place);
  if (silenced) return silenced;
  if (look.actor.kind === 'member') return <ReplyForm {...props} />;
  const signIn = `/sign-in?next=${encodeURIComponent(threadPath(thread.name))}`;
  return <p id="reply">{look.rich('compose.sign-in-to-reply', { link: (inside) => <a href={signIn}>{inside}</a> })}</p>;
};

const Views = ({ look: { t }, thread, tree }: ThreadProps) => {
  const path = threadPath(thread.name);
  return (
    <nav class="pages" aria-label={t('reading.view')}>
      <a href={path} aria-current={tree ? undefined : 'page'}>
        {t('reading.view-flat')}
      </a>
      <a href={`${path}?view=tree`} aria-current={tree ? 'page' : undefined}>
        {t('reading.view-tree')}
      </a>
    </nav>
  );
};

const Head = (props: ThreadProps) => {
  const { look, thread, place, tree, whole, showsHidden } = props;
  const { t } = look;
  const path = threadPath(thread.name);
  return (
    <>
      <p class="quiet">
        <a href={placePath(thread.place)} dir="auto">
          {place.title}
        </a>
      </p>
      <h1 dir="auto">{titleOf(look, thread)}</h1>
      {thread.about && (
        <p class="quiet">
          {look.rich('reading.about', { link: (inside) => <a href={threadPath(thread.about ?? '')}>{inside}</a> })}
        </p>
      )}
      <div class="acts">
        <span class="quiet">{t('reading.posts-count', { count: thread.posts })}</span>
        {(thread.unread ?? 0) > 0 && (
          <a class="button" href={unreadPath(thread)}>
            {t('reading.jump-unread')}
          </a>
        )}
        <ThreadActions look={look} thread={thread} />
        <a href={`${API_BASE}${path}/feed`}>{t('reading.feed')}</a>
      </div>
      {thread.posts > 2 && <Views {...props} />}
      {thread.moderation?.slow && (
        <p class="quiet">{t('reading.slow-mode', { seconds: thread.moderation.slow.seconds })}</p>
      )}
      {showsHidden && <p class="quiet">{t('reading.hidden-shown')}</p>}
      {tree && !whole && (
        <p class="quiet">
          {t('reading.branch-shown')} <a href={`${path}?view=tree`}>{t('reading.whole-thread')}</a>
        </p>
      )}
    </>
  );
};

const Turning = ({ look: { t }, thread, posts, tree }: ThreadProps) => {
  const path = threadPath(thread.name);
  const shown = posts ?? tree;
  const previous = posts?.previous ?? null;
  const next = shown?.next ?? null;
  const onward = tree ? `${path}?view=tree&cursor=${next}` : `${path}?cursor=${next}`;
  return previous === null && next === null ? null : (
    <nav class="pages" aria-label={t('layout.nav-pages')}>
      {previous !== null && <a href={path}>{t('layout.page-first')}</a>}
      {previous !== null && (
        <a rel="prev" href={`${path}?before=${previous}`}>
          {t('reading.page-previous')}
        </a>
      )}
      {next !== null && (
        <a rel="next" href={onward}>
          {t('layout.page-next')}
        </a>
      )}
      {posts && next !== null && <a href={`${path}?at=end`}>{t('reading.page-last')}</a>}
    </nav>
  );
};

/** Reading changes nothing by itself: a button says how far one has come. */
const HowFar = ({ look, thread, posts }: ThreadProps) => {
  const last = posts?.items.at(-1);
  if (look.actor.kind !== 'member' || !last || (thread.unread ?? 0) === 0) return null;
  const all = posts?.next === null;
  return (
    <Form look={look} action={`${threadPath(thread.name)}/read`}>
      <input type="hidden" name="upTo" value={all ? 'all' : last.name} />
      <button type="submit">{look.t(all ? 'reading.mark-read' : 'reading.mark-read-shown')}</button>
    </Form>
  );
};

export const threadPage = (props: ThreadProps): Answer => {
  const { look, thread, place, posts, tree, composed } = props;
  const shown = new Map(posts?.items.map((post) => [post.name, post]));
  const writes = look.actor.kind === 'member' && silence(look.actor, place) === undefined;
  const link = writes && place.state === 'open' && thread.state === 'open';
  return page(composed?.problem?.status ?? 200, {
    look,
    title: titleOf(look, thread),
    feed: `${threadPath(thread.name)}/feed`,
    children: (
      <>
        <Head {...props} />
        <ActForm look={look}>
          <div
            data-thread={thread.name}
            data-posts={thread.posts}
            data-order={tree ? 'tree' : 'flat'}
            data-last={posts?.next === null ? '' : undefined}
          >
            {tree ? (
              <TreeView look={look} tree={tree} link={link} />
            ) : (
              posts?.items.map((post) => (
                <PostView look={look} post={post} link={link} parent={shown.get(post.parent ?? '')} />
              ))
            )}
          </div>
        </ActForm>
        <Turning {...props} />
        <HowFar {...props} />
        <Answering {...props} />
      </>
    ),
  });
};
