// Somebody's public page: who they are here, and what they said that the reader may read.
import type { MemberView } from '../../forum/identity/member-store.ts';
import { canAnywhere } from '../../forum/policy/capabilities.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { personPath } from './moderation/words.tsx';
import { Moment, memberPath, type PostCard, placePath, postPath, shownName } from './parts.tsx';
import { Words } from './post-view.tsx';

export type MemberProps = {
  look: Look;
  name: string;
  origin: string;
  /** Of members of this instance; others tell their own instance who they are. */
  member?: MemberView | undefined;
  posts: { post: PostCard; thread: string }[];
};

const Post = ({ look, post, thread }: { look: Look; post: PostCard; thread: string }) => (
  <li>
    <p>
      <a class="title" href={postPath(post.name)} dir="auto">
        {thread || look.t('reading.start-gone')}
      </a>
    </p>
    <p class="facts">
      <span>{look.rich('reading.post-in', { link: () => <a href={placePath(post.place)}>{post.place.slug}</a> })}</span>
      <Moment look={look} at={post.at} />
    </p>
    <Words look={look} post={post} />
  </li>
);

export const memberPage = ({ look, name, origin, member, posts }: MemberProps): Answer => {
  const { t } = look;
  const title = shownName(look, {
    name,
    displayName: member?.displayName || posts[0]?.post.author.displayName || name,
  });
  return page(200, {
    look,
    title,
    feed: `/members/${encodeURIComponent(`${name}@${origin}`)}/feed`,
    children: (
      <>
        <h1 dir="auto">{title}</h1>
        <p class="facts">
          <span dir="ltr">
            @{name}@{origin}
          </span>
          {member && member.role !== 'member' && <span class="badge">{t(`reading.role-${member.role}`)}</span>}
          <span>
            {member
              ? t('reading.member-since', { origin, day: look.day(member.at) })
              : t('reading.member-of', { origin })}
          </span>
        </p>
        {member?.bio && (
          <p class="plain-text" dir="auto">
            {member.bio}
          </p>
        )}
        {look.actor.kind === 'member' && !(origin === look.site.origin && name === look.actor.name) && (
          <p>
            <a href={`${memberPath(look, { name, origin })}/report`}>{t('moderation.report-member')}</a>
            {canAnywhere(look.actor, 'see-cases') && (
              <>
                {' · '}
                <a href={personPath(look.site.origin, { name, origin })}>{t('measures.person-desk')}</a>
              </>
            )}
          </p>
        )}
        <h2>{t('reading.member-posts')}</h2>
        {posts.length === 0 ? (
          <p class="quiet">{t('reading.member-posts-none')}</p>
        ) : (
          <>
            <ul class="list">
              {posts.map(({ post, thread }) => (
                <Post look={look} post={post} thread={thread} />
              ))}
            </ul>
            <p>
              <a href={`/search?sort=time&q=${encodeURIComponent(`author:${name}@${origin}`)}`}>
                {t('reading.member-all')}
              </a>
            </p>
          </>
        )}
      </>
    ),
  });
};
