// First posts of people at an instance whose first posts are held here: stored and passed on, shown once somebody keeps one visible.
import type { HeldFromPeer } from '../../../forum/moderation/held-from-peers.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { scopeOf } from '../../../forum/policy/measures.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { Form, type PostCard, postPath } from '../parts.tsx';
import { Images } from '../post-view.tsx';
import { deskPage } from './desk-frame.tsx';
import { withQuery } from './desk-query.ts';
import { FilterForm } from './filter-form.tsx';
import { HELD_PEERS, HeldList, type HeldListing, HeldParts } from './held-desk.tsx';
import { actionPath } from './log-page.tsx';
import { Veil } from './veiled.tsx';
import { At, PlaceLink, personPath } from './words.tsx';

/** With what it shows beside its words. */
export type HeldThere = HeldFromPeer & { images: NonNullable<PostCard['attachments']> };

const Author = ({ look, author, post }: { look: Look } & Pick<HeldThere, 'author' | 'post'>) => {
  const [name = '', origin = ''] = author?.split('@') ?? [];
  if (author === null) return <bdi>{post}</bdi>;
  return (
    <a href={personPath(look.site.origin, { name, origin })}>
      <bdi>{author}</bdi>
    </a>
  );
};

/** Whoever lets it through says nothing against it: the words stand there to be changed. */
const KeepForm = ({ look: { t }, look, post, back }: { look: Look; post: string; back: string }) => (
  <Form look={look} action={`${postPath(post)}/moderate`}>
    <input type="hidden" name="kind" value="post:keep" />
    <input type="hidden" name="lasts" value="review" />
    <input type="hidden" name="reason" value="other" />
    <input type="hidden" name="words" value={t('moderation.held-peers-words')} />
    <input type="hidden" name="next" value={back} />
    <button type="submit" class="main" aria-label={`${t('moderation.held-release')}: ${post}`}>
      {t('moderation.held-release')}
    </button>
  </Form>
);

const Held = ({ look: { t, actor }, look, held, back }: { look: Look; held: HeldThere; back: string }) => {
  const { post, thread, place, author, title, body, at, action, images } = held;
  return (
    <li>
      <h2 dir="auto">{title || t('moderation.held-reply')}</h2>
      <p class="facts">
        <Author look={look} author={author} post={post} />
        <At look={look} at={at} />
        <PlaceLink look={look} place={place} />
        <a href={postPath(thread)}>{t('moderation.case-thread')}</a>
        <a href={actionPath(action)}>{t('moderation.log-number', { number: action })}</a>
      </p>
      <Veil look={look} id={`reveal-${post}`} veils={images.length > 0}>
        <blockquote class="prose" dir="auto">
          {body}
        </blockquote>
        {images.length > 0 && <Images look={look} images={images} />}
      </Veil>
      {can(actor, 'act', scopeOf(place)) && (
        <div class="row">
          <KeepForm look={look} post={post} back={back} />
          <a href={`${postPath(post)}/moderate`}>{t('measures.moderate')}</a>
        </div>
      )}
    </li>
  );
};

export const heldElsewhere = (props: HeldListing<HeldThere>): Answer => {
  const { look, held, asked, scopes, paged, did, unknown } = props;
  return deskPage({
    ...{ look, part: 'held', did },
    title: look.t('moderation.held-peers'),
    status: unknown?.status,
    children: (
      <>
        <HeldParts look={look} part="peers" />
        <p class="quiet">{look.t('moderation.held-peers-hint')}</p>
        <FilterForm {...{ look, asked, scopes, problem: unknown }} path={HELD_PEERS} by={['person']} />
        <HeldList {...{ look, asked, paged }} path={HELD_PEERS} next={held.next}>
          {held.items.map((one) => (
            <Held look={look} held={one} back={withQuery(HELD_PEERS, asked)} />
          ))}
        </HeldList>
      </>
    ),
  });
};
