// A page of a thread, read and shown: for whoever looks at it, and again with a reply that was not taken.
import type { PostKey } from '../../base/names.ts';
import type { Answer } from '../answer.ts';
import type { Look } from './look.ts';
import type { PageNeeds } from './page-needs.ts';
import type { ThreadCard } from './parts.tsx';
import { type ThreadProps, threadPage } from './thread-page.tsx';

export const POSTS = 50;

type Shown = {
  look: Look;
  key: PostKey;
  cursor?: string | undefined;
  parent?: string | undefined;
  /** The post that the page is to show, whichever page it is on. */
  post?: string | undefined;
  draft?: ThreadProps['draft'];
};

/** @throws Refusal `not-found`, `invalid` (cursor) */
export const readThreadPage = async (
  needs: PageNeeds,
  { look, key, cursor, parent, post, draft }: Shown,
): Promise<Answer> => {
  const { reads } = needs;
  const { actor } = look;
  const thread: ThreadCard = JSON.parse(await reads.thread(actor, key));
  const { kind, slug } = thread.place;
  return threadPage({
    look,
    thread,
    placeOpen: (await reads.place(actor, kind, slug)).state === 'open',
    posts: JSON.parse(await reads.posts(actor, key, { cursor, around: post, limit: POSTS })),
    paged: cursor !== undefined || post !== undefined,
    parent,
    draft,
  });
};
