// A post that was just written here: its card and its row, before anything has happened to it.
import type { PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { type Attached, insertBoardAttachments } from './attachment-store.ts';
import type { Author } from './author-store.ts';
import { type PostFacts, postCard } from './card.ts';
import type { Place } from './place-store.ts';
import { insertPost } from './post-store.ts';

type NewFacts = Omit<PostFacts, 'state' | 'html' | 'attachments' | 'editedAt' | 'revisions' | 'withdrawn'> & {
  html: string;
  attachments?: readonly Attached[];
};

/** @param home the origin of this instance */
export const newPostCard = ({ attachments = [], ...post }: NewFacts, home: string): string =>
  postCard(
    {
      ...post,
      attachments: attachments.map((one) => ({ ...one, state: 'held' })),
      state: 'live',
      editedAt: null,
      revisions: 1,
      withdrawn: null,
    },
    home,
  );

export type NewBoardPost = {
  key: PostKey;
  place: Pick<Place, 'id' | 'kind' | 'slug'>;
  thread: PostKey & { id: number };
  /** The post answered; null for a start. */
  parent: (PostKey & { id: number }) | null;
  author: Author;
  /** `''` for a reply. */
  title: string;
  body: string;
  /** The body, rendered. */
  html: string;
  attachments: readonly Attached[];
  at: number;
};

/** Answers the new row's id and its card. */
export const insertBoardPost = async (
  tx: Writer,
  post: NewBoardPost,
  home: string,
): Promise<{ postId: number; card: string }> => {
  const { key, place, thread, parent, author, title, body, html, attachments, at } = post;
  const card = newPostCard(
    {
      ...key,
      ...{ thread, parent, title, body, html, attachments, at },
      place: { kind: place.kind, slug: place.slug },
      author: { origin: '', name: author.name, displayName: author.display_name },
      arrivedAt: at,
    },
    home,
  );
  const postId = await insertPost(tx, {
    ...key,
    threadId: thread.id,
    placeId: place.id,
    parentId: parent?.id ?? null,
    authorId: author.id,
    state: 'live',
    ...{ title, body, at, card },
    arrivedAt: at,
    editSeq: 0,
  });
  await insertBoardAttachments(tx, { post: postId, revision: 0 }, attachments);
  return { postId, card };
};
