// One post as a thread shows it, or the placeholder where it stood.
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Look } from './look.ts';
import { AdviceNote } from './moderation/advice-said.tsx';
import { Labels, whyFolded } from './moderation-note.tsx';
import { AuthorLine, Moment, type PostCard, postPath, shownName, threadPath } from './parts.tsx';
import { PostActions } from './post-actions.tsx';
import { Tally } from './tally.tsx';
import { VoteButtons } from './vote-buttons.tsx';

type Props = { look: Look; post: PostCard };

type Image = Pick<
  NonNullable<PostCard['attachments']>[number],
  'url' | 'thumbnail' | 'alt' | 'width' | 'height' | 'pending'
>;

/** Images beside the words, small; each leads to the whole one. */
export const Images = ({ look: { t }, images }: { look: Look; images: readonly Image[] }) => (
  <div class="images">
    {images.map(({ url, thumbnail, alt, width, height, pending }) =>
      url === null || thumbnail === null ? (
        <p class="quiet" dir="auto">
          {t(pending ? 'post.image-pending' : 'post.image-hidden')}
          {alt !== '' && `: ${alt}`}
        </p>
      ) : (
        <a href={url} {...(alt === '' ? { 'aria-label': t('post.image') } : {})}>
          <img src={thumbnail} alt={alt} width={width} height={height} loading="lazy" />
        </a>
      ),
    )}
  </div>
);

/** Shown at once, or after one click with the reason why not at once; where nothing is told, the reason alone. */
const Folded = ({ reason, none, children }: { reason: string | null; none: boolean; children: Child }) =>
  reason === null ? (
    children
  ) : none ? (
    <p class="quiet" dir="auto">
      {reason}
    </p>
  ) : (
    <details class="folded">
      <summary dir="auto">{reason}</summary>
      {children}
    </details>
  );

export const Words = ({ look: { t }, post, look }: Props) => {
  if (post.state !== 'live') return <p class="quiet">{t(`post.gone-${post.state}`)}</p>;
  if (post.hidden && post.html === '')
    return (
      <p class="quiet">
        {t('post.hidden')}{' '}
        <a
          href={`${threadPath(post.thread)}?post=${encodeURIComponent(post.name)}&show=hidden#${encodeURIComponent(post.name)}`}
        >
          {t('post.show-hidden')}
        </a>
      </p>
    );
  return (
    <Folded reason={whyFolded({ look, post })} none={post.html === '' && !post.attachments}>
      {/* Markdown rendered and sanitised by base/markup.ts. */}
      <div class="words" dir="auto">
        {raw(post.html)}
      </div>
      {post.attachments && <Images look={look} images={post.attachments} />}
    </Folded>
  );
};

const Marks = ({ look, post }: Props) => {
  const { t } = look;
  return (
    <>
      {post.unread && <span class="new">{t('post.unread')}</span>}
      {post.held && (
        <span class={post.held.by < post.held.of ? 'badge held' : 'badge'}>
          {t('post.held', { by: post.held.by, of: post.held.of })}
        </span>
      )}
      <Labels post={post} />
      {post.arrivedLater && <span class="badge">{t('post.arrived-later', { at: look.moment(post.arrivedAt) })}</span>}
      {post.editedAt && post.state === 'live' && (
        <a href={`${postPath(post.name)}/revisions`}>
          {look.rich('post.edited-at', { time: () => <Moment look={look} at={post.editedAt ?? post.at} /> })}
        </a>
      )}
    </>
  );
};

const Menu = ({ look, post }: Props) => {
  const { t, actor } = look;
  return actor.kind !== 'member' ? null : (
    <details class="menu">
      <summary aria-label={t('post.menu')}>⋯</summary>
      <div>
        <PostActions look={look} post={post} />
      </div>
    </details>
  );
};

/** @param link whether to offer an answer to this very post */
const Foot = ({ look, post, link }: Props & { link: boolean }) => {
  const name = encodeURIComponent(post.name);
  return (
    <footer>
      <div class="votes">
        <VoteButtons look={look} post={post} />
        <Tally look={look} votes={post.votes} />
      </div>
      {link && (
        <>
          {/* Of the thread whose page this is. */}
          <a class="reply" href={`?parent=${name}#reply`}>
            {look.t('post.reply')}
          </a>
          <a href={`?quote=${name}#reply`}>{look.t('post.quote')}</a>
        </>
      )}
      <Menu look={look} post={post} />
    </footer>
  );
};

/** In a tree the place says it; where the answered post is on the page, its author is named. */
const Answers = ({ look, post, parent }: Props & { parent: Parent }) => {
  const name = post.parent ?? '';
  if (parent === 'above') return null;
  const href = parent ? `#${encodeURIComponent(name)}` : postPath(name);
  return (
    <p class="quiet">
      {look.rich('post.in-reply-to', {
        link: () => (
          <a href={href} dir="auto">
            {parent ? shownName(look, parent.author) : name}
          </a>
        ),
      })}
    </p>
  );
};

/** The post that is answered, which the script has to be told of where nothing shows it: as the page shows it, or `above` where the page shows by its form which one it is. */
export type Parent = PostCard | 'above' | undefined;

export const PostView = ({ look, post, link, parent }: Props & { link: boolean; parent?: Parent }) => (
  <article
    id={post.name}
    class={post.unread ? 'unread' : undefined}
    data-parent={parent === undefined ? (post.parent ?? undefined) : undefined}
  >
    <header>
      <h2>
        <AuthorLine look={look} author={post.author} />
      </h2>
      <a href={postPath(post.name)}>
        <Moment look={look} at={post.at} />
      </a>
      <Marks look={look} post={post} />
    </header>
    {post.parent && post.parent !== post.thread && <Answers look={look} post={post} parent={parent} />}
    <AdviceNote look={look} post={post} />
    <Words look={look} post={post} />
    {post.state === 'live' && <Foot look={look} post={post} link={link} />}
  </article>
);
