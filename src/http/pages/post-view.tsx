// One post as a thread shows it, or the placeholder where it stood.
import { raw } from 'hono/html';
import type { Look } from './look.ts';
import { AuthorLine, Moment, type PostCard, threadPath } from './parts.tsx';

type Props = { look: Look; post: PostCard };

/** Images beside the words, small; each leads to the whole one. */
const Images = ({ look: { t }, images }: { look: Look; images: NonNullable<PostCard['attachments']> }) => (
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

const Words = ({ look, post }: Props) => {
  if (post.state !== 'live') return <p class="quiet">{look.t(`post.gone-${post.state}`)}</p>;
  // Markdown rendered and sanitised by base/markup.ts.
  const words = (
    <>
      <div dir="auto">{raw(post.html)}</div>
      {post.attachments && <Images look={look} images={post.attachments} />}
    </>
  );
  if (post.withdrawn === null) return words;
  return (
    <details>
      <summary class="quiet">{look.t('post.withdrawn', { reason: post.withdrawn })}</summary>
      {words}
    </details>
  );
};

const Marks = ({ look: { t }, post }: Props) => (
  <>
    {post.held && <span class="badge">{t('post.held', { by: post.held.by, of: post.held.of })}</span>}
    {post.arrivedLater && <span class="badge">{t('post.arrived-later')}</span>}
    {post.editedAt && <span class="badge">{t('post.edited')}</span>}
  </>
);

/** @param link whether to offer an answer to this very post */
export const PostView = ({ look, post, link }: Props & { link: boolean }) => (
  <article id={post.name} aria-label={look.t('post.label', { name: post.name })}>
    <header>
      <AuthorLine author={post.author} />
      <a class="quiet" href={`#${encodeURIComponent(post.name)}`}>
        <Moment look={look} at={post.at} />
      </a>
      <Marks look={look} post={post} />
    </header>
    {post.parent && post.parent !== post.thread && (
      <p class="quiet">
        {look.rich('post.in-reply-to', {
          link: () => <a href={`#${encodeURIComponent(post.parent ?? '')}`}>{post.parent}</a>,
        })}
      </p>
    )}
    <Words look={look} post={post} />
    {link && (
      <footer>
        <a href={`${threadPath(post.thread)}?parent=${encodeURIComponent(post.name)}#reply`}>{look.t('post.reply')}</a>
      </footer>
    )}
  </article>
);
