// What a member does with one post, in its menu.
import { can } from '../../forum/policy/capabilities.ts';
import type { Look } from './look.ts';
import { type PostCard, postPath, TokenField } from './parts.tsx';

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
  const path = postPath(post.name);
  const [home, own] = [author.origin === site.origin, author.origin === site.origin && author.name === actor.name];
  return (
    <>
      {can(actor, 'act', `${post.place.kind}:${post.place.slug}`) && (
        <a href={`${path}/moderate`}>{t('measures.moderate')}</a>
      )}
      {own ? <Own look={look} post={post} /> : <a href={`${path}/report`}>{t('moderation.report')}</a>}
      <form method="post" action={`${path}/bookmark`}>
        <TokenField look={look} />
        <button type="submit" class="plain">
          {t('compose.bookmark')}
        </button>
        {!own && author.name !== '' && (
          <button type="submit" class="plain" formaction={`${path}/hide`} name="who" value="member">
            {t('compose.hide-member', { name: author.name })}
          </button>
        )}
        {!home && (
          <button type="submit" class="plain" formaction={`${path}/hide`} name="who" value="instance">
            {t('compose.hide-instance', { origin: author.origin })}
          </button>
        )}
      </form>
    </>
  );
};
