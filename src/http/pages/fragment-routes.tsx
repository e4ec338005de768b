// One post as its thread shows it, without the page around it: for the script, which brings it to a page that is open.
import type { Actor } from '../../forum/policy/actor.ts';
import { html } from '../answer.ts';
import { keyOf, NameParams } from '../api/forum-shapes.ts';
import { defineRoute, type Route } from '../route.ts';
import { VARIES } from './layout.tsx';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import type { PostCard, ThreadCard } from './parts.tsx';
import { PostView } from './post-view.tsx';
import { takesReplies } from './read-thread-page.ts';

export const fragmentRoutes = (needs: PageNeeds): Route[] => {
  const { reads, lookOf } = needs;
  const read = async (actor: Actor, name: string) => {
    const post: PostCard = JSON.parse(await reads.post(actor, keyOf(name)));
    const thread: ThreadCard = JSON.parse(await reads.thread(actor, keyOf(post.thread)));
    return { post, link: await takesReplies(needs, actor, thread) };
  };
  return [
    defineRoute({
      ...pageCommon(needs),
      method: 'get',
      path: '/posts/{name}/fragment',
      summary: 'A post, as its thread shows it',
      params: NameParams,
      handler({ actor, params: { name }, cached, path, header }) {
        return cached(
          () => reads.versions.post(keyOf(name)),
          async () => {
            const look = await lookOf({ actor, path, header });
            const { post, link } = await read(actor, name);
            return html(200, `${<PostView look={look} post={post} link={link} />}`, { ...VARIES, ...look.headers() });
          },
        );
      },
    }),
  ];
};
