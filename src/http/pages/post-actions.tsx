// What a member does with one post, in its menu.
import { can } from '../../forum/policy/capabilities.ts';
import { scopeOf } from '../../forum/policy/measures.ts';
import { ActButton } from './act-button.tsx';
import type { Look } from './look.ts';
import { advisePath, withdrawalPath } from './moderation/advice-paths.ts';
import { type PostCard, postPath } from './parts.tsx';

const Own = ({ look: { t }, post }: { look: Look; post: PostCard }) => (
  <>
    <a href={`${postPath(post.name)}/edit`}>{t('compose.edit')}</a>
    <a href={`${postPath(post.name)}/delete`}>{t('compose.delete')}</a>
  </>
);

export const PostActions = ({ look, post }: { look: Look; post: PostCard }) => {
  const { t, actor, site } = look;
  if (actor.kind !== 'member') return null;
  const { author } = post;
  const home = author.origin === site.origin;
  const own = home && author.name === actor.name;
  return (
    <>
      {can(actor, 'act', scopeOf(post.place)) && (
        <a href={`${postPath(post.name)}/moderate`}>{t('measures.moderate')}</a>
      )}
      {own ? <Own look={look} post={post} /> : <a href={`${postPath(post.name)}/report`}>{t('moderation.report')}</a>}
      {post.place.kind === 'plank' && can(actor, 'act', scopeOf(post.place)) && (
        <a href={advisePath({ post: post.name })}>{t('advice.part-new')}</a>
      )}
      {home && post.place.kind === 'plank' && can(actor, 'act', scopeOf(post.place)) && (
        <a href={withdrawalPath(post.name)}>{t(post.withdrawn === null ? 'advice.back' : 'advice.back-again')}</a>
      )}
      <ActButton act="bookmark" post={post}>
        {t('compose.bookmark')}
      </ActButton>
      {!own && author.name !== '' && (
        <ActButton act="hide-member" post={post}>
          {t('compose.hide-member', { name: author.name })}
        </ActButton>
      )}
      {!home && (
        <ActButton act="hide-instance" post={post}>
          {t('compose.hide-instance', { origin: author.origin })}
        </ActButton>
      )}
      {!post.unread && (
        <ActButton act="unread" post={post}>
          {t('reading.mark-unread')}
        </ActButton>
      )}
    </>
  );
};
