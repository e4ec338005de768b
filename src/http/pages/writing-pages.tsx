// Pages to write on: a new thread, a change, and the question before a post is deleted.
import type { PlaceView } from '../../forum/threads/place-view.ts';
import type { Answer } from '../answer.ts';
import { ComposeForm } from './compose-form.tsx';
import { draftOfPlace, draftOfPost, type Shown } from './composed.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { silencedNote } from './moderation/silenced.tsx';
import { Form, type PostCard, placePath, postPath } from './parts.tsx';
import { Words } from './post-view.tsx';

type NewThreadProps = { look: Look; place: PlaceView; shown: Shown };

export const newThreadPage = ({ look, place, shown }: NewThreadProps): Answer => {
  const { t } = look;
  // What was typed meanwhile is not lost.
  const silenced = shown.problem ? undefined : silencedNote(look, place);
  return page(shown.problem?.status ?? 200, {
    look,
    title: t('compose.new-thread'),
    children: silenced ? (
      <>
        <h1>{t('compose.new-thread')}</h1>
        {silenced}
      </>
    ) : (
      <ComposeForm
        look={look}
        action={`${placePath(place)}/new`}
        shown={shown}
        draft={draftOfPlace(place.kind, place.slug)}
        label={t('compose.body')}
        send={t('compose.start')}
        abouts={place.kind === 'board'}
      >
        <p class="quiet">
          <a href={placePath(place)} dir="auto">
            {place.title}
          </a>
        </p>
        <h1>{t('compose.new-thread')}</h1>
        {place.kind === 'plank' && <p class="quiet">{t('compose.plank-copy')}</p>}
      </ComposeForm>
    ),
  });
};

type EditProps = { look: Look; post: PostCard; shown: Shown };

export const editPage = ({ look, post, shown }: EditProps): Answer => {
  const { t } = look;
  return page(shown.problem?.status ?? 200, {
    look,
    title: t('compose.edit-title'),
    children: (
      <ComposeForm
        look={look}
        action={`${postPath(post.name)}/edit`}
        shown={shown}
        draft={draftOfPost(post.name)}
        label={t('compose.body')}
        send={t('compose.save')}
      >
        <h1>{t('compose.edit-title')}</h1>
        <p class="quiet">
          <a href={postPath(post.name)}>{t('compose.cancel')}</a>
        </p>
      </ComposeForm>
    ),
  });
};

export const deletePage = ({ look, post }: { look: Look; post: PostCard }): Answer => {
  const { t } = look;
  return page(200, {
    look,
    title: t('compose.delete-title'),
    children: (
      <>
        <h1>{t('compose.delete-title')}</h1>
        <p>{t(post.place.kind === 'plank' ? 'compose.delete-plank' : 'compose.delete-board')}</p>
        <article>
          <Words look={look} post={post} />
        </article>
        <Form look={look} action={`${postPath(post.name)}/delete`}>
          <button type="submit" class="main">
            {t('compose.delete-button')}
          </button>
        </Form>
        <p>
          <a href={postPath(post.name)}>{t('compose.cancel')}</a>
        </p>
      </>
    ),
  });
};
