// Members' public pages; also of members of other instances, as far as they were heard here.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME, ORIGIN } from '../../base/names.ts';
import type { MemberView } from '../../forum/identity/member-store.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import type { FeedReads } from '../../forum/threads/read-feed.ts';
import { NameParams } from '../api/forum-shapes.ts';
import { defineRoute, type Route } from '../route.ts';
import { memberPage } from './member-page.tsx';
import { type PageBase, pageCommon } from './page-needs.ts';
import { pageVersion } from './version.ts';

export type MemberNeeds = PageBase & {
  readMember(name: string): Promise<MemberView>;
  feeds: Pick<FeedReads, 'feed'>;
  reads: Pick<ForumReads, 'versions'>;
};

export const memberRoutes = (needs: MemberNeeds): Route[] => [
  defineRoute({
    ...pageCommon(needs),
    method: 'get',
    path: '/members/{name}',
    summary: 'A member, with what they said last',
    params: NameParams,
    handler({ actor, params, cached, path, header }) {
      const [name = '', origin = needs.origin, ...rest] = params.name.split('@');
      if (!MEMBER_NAME.test(name) || !ORIGIN.test(origin) || rest.length > 0)
        throw new Refusal('not-found', 'Nobody here has this name.');
      return cached(
        () => pageVersion(needs)(() => needs.reads.versions.anything()),
        async () => {
          const member = origin === needs.origin ? await needs.readMember(name) : undefined;
          const posts = await postsOf(() => needs.feeds.feed(actor, { of: 'member', name, origin }), member);
          return memberPage({ look: await needs.lookOf({ actor, path, header }), name, origin, member, posts });
        },
      );
    },
  }),
];

type Read = () => ReturnType<FeedReads['feed']>;

/** A member who never said anything has no author yet: that is no reason to say that they are not here. */
const postsOf = async (read: Read, member: MemberView | undefined) => {
  try {
    return (await read()).posts.map(({ card, thread }) => ({ post: JSON.parse(card), thread }));
  } catch (error) {
    if (member && error instanceof Refusal && error.code === 'not-found') return [];
    throw error;
  }
};
