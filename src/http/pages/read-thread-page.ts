// A page of a thread, read and shown: for whoever looks at it, and again with a reply that was not taken.
import type { PostKey } from '../../base/names.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { Answer } from '../answer.ts';
import type { Look } from './look.ts';
import type { PageNeeds } from './page-needs.ts';
import type { ThreadCard } from './parts.tsx';
import { type DraftNeeds, readReply } from './read-composed.ts';
import { type ThreadProps, threadPage } from './thread-page.tsx';

export const POSTS = 50;
const DEPTH = 6;
const SIBLINGS = 20;

export type ThreadAsked = {
  cursor?: string | undefined;
  /** Ends before this cursor. */
  before?: string | undefined;
  at?: 'unread' | 'end' | undefined;
  /** The post that is answered. */
  parent?: string | undefined;
  /** The same, and the answer begins with what that post says. */
  quote?: string | undefined;
  /** The post that the page is to show, whichever page it is on. */
  post?: string | undefined;
  view?: 'tree' | undefined;
  show?: 'hidden' | undefined;
};

type Shown = ThreadAsked & { look: Look; key: PostKey; composed?: ThreadProps['composed'] };
type Needs = DraftNeeds & Pick<PageNeeds, 'reads'>;

/** Whether it may be answered by this reader. */
export const takesReplies = async (
  { reads }: Pick<PageNeeds, 'reads'>,
  actor: Actor,
  { state, place }: ThreadCard,
): Promise<boolean> =>
  actor.kind === 'member' && state === 'open' && (await reads.place(actor, place.kind, place.slug)).state === 'open';

/** @throws Refusal `not-found`, `invalid` (cursor), `unauthenticated` (unread) */
export const readThreadPage = async (needs: Needs, asked: Shown): Promise<Answer> => {
  const { reads } = needs;
  const { look, key, cursor, before, at, post, view, show } = asked;
  const { actor } = look;
  const thread: ThreadCard = JSON.parse(await reads.thread(actor, key, show));
  const place = await reads.place(actor, thread.place.kind, thread.place.slug);
  const composed = asked.composed ?? (await readReply(needs, actor, thread.name, asked));
  const common = { look, thread, place, composed, showsHidden: show === 'hidden' };
  if (view === 'tree') {
    const tree = JSON.parse(await reads.tree(actor, key, { cursor, depth: DEPTH, siblings: SIBLINGS, show }));
    return threadPage({ ...common, tree, whole: cursor === undefined });
  }
  const posts = JSON.parse(await reads.posts(actor, key, { cursor, before, at, around: post, limit: POSTS, show }));
  return threadPage({ ...common, posts, whole: posts.previous === null });
};
