// One post as a thread shows it, or the placeholder where it stood.
import { raw } from 'hono/html';
import { AuthorLine, Moment, type PostCard, threadPath } from './parts.tsx';

const gone: Readonly<Record<Exclude<PostCard['state'], 'live'>, string>> = {
  deleted: 'Deleted by its author.',
  erased: 'Erased.',
  missing: 'Its words have not arrived here yet.',
  withheld: 'This instance must not show it.',
  void: 'It could not be read.',
};

/** Images beside the words, small; each leads to the whole one. */
const Images = ({ images }: { images: NonNullable<PostCard['attachments']> }) => (
  <div class="images">
    {images.map(({ url, thumbnail, alt, width, height, pending }) =>
      url === null || thumbnail === null ? (
        <p class="quiet">
          {pending ? 'An image that has not arrived here yet' : 'An image that this instance does not show'}
          {alt !== '' && `: ${alt}`}
        </p>
      ) : (
        <a href={url} {...(alt === '' ? { 'aria-label': 'Image' } : {})}>
          <img src={thumbnail} alt={alt} width={width} height={height} loading="lazy" />
        </a>
      ),
    )}
  </div>
);

const Words = ({ post }: { post: PostCard }) => {
  if (post.state !== 'live') return <p class="quiet">{gone[post.state]}</p>;
  // Markdown rendered and sanitised by base/markup.ts.
  const words = (
    <>
      <div>{raw(post.html)}</div>
      {post.attachments && <Images images={post.attachments} />}
    </>
  );
  if (post.withdrawn === null) return words;
  return (
    <details>
      <summary class="quiet">Withdrawn by its home instance: {post.withdrawn}</summary>
      {words}
    </details>
  );
};

const Marks = ({ post }: { post: PostCard }) => (
  <>
    {post.held && (
      <span class="badge">
        held by {post.held.by} of {post.held.of}
      </span>
    )}
    {post.arrivedLater && <span class="badge">arrived later</span>}
    {post.editedAt && <span class="badge">edited</span>}
  </>
);

/** @param link whether to offer an answer to this very post */
export const PostView = ({ post, link }: { post: PostCard; link: boolean }) => (
  <article id={post.name} aria-label={`Post ${post.name}`}>
    <header>
      <AuthorLine author={post.author} />
      <a class="quiet" href={`#${encodeURIComponent(post.name)}`}>
        <Moment at={post.at} />
      </a>
      <Marks post={post} />
    </header>
    {post.parent && post.parent !== post.thread && (
      <p class="quiet">
        in reply to <a href={`#${encodeURIComponent(post.parent)}`}>{post.parent}</a>
      </p>
    )}
    <Words post={post} />
    {link && (
      <footer>
        <a href={`${threadPath(post.thread)}?parent=${encodeURIComponent(post.name)}#reply`}>Reply</a>
      </footer>
    )}
  </article>
);
