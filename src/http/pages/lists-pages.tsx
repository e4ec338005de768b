// A member's own lists: bookmarks, drafts.
import type { Draft } from '../../forum/writing/draft-store.ts';
import type { Answer } from '../answer.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { AuthorLine, Form, type Listed, Moment, Pager, type PostCard, postPath, TokenField } from './parts.tsx';
import { Words } from './post-view.tsx';

export type Bookmarked = {
  name: string;
  note: string;
  at: string;
  state: 'readable' | 'gone';
  post: PostCard | null;
};

const Bookmark = ({ look, bookmark: { name, note, at, post } }: { look: Look; bookmark: Bookmarked }) => {
  const { t } = look;
  const id = `note-${name}`;
  return (
    <li>
      {post === null ? (
        <p class="quiet">{t('lists.gone')}</p>
      ) : (
        <>
          <p class="facts">
            <AuthorLine look={look} author={post.author} />
            <a href={postPath(name)}>
              <Moment look={look} at={post.at} />
            </a>
          </p>
          <Words look={look} post={post} />
        </>
      )}
      <form method="post" action={`${postPath(name)}/bookmark`} class="acts">
        <TokenField look={look} />
        <label for={id}>{t('lists.note')}</label>
        <input id={id} name="note" value={note} maxlength={2000} dir="auto" />
        <button type="submit">{t('lists.note-keep')}</button>
        <button type="submit" name="drop" value="yes" class="plain">
          {t('lists.bookmark-drop')}
        </button>
        <span class="quiet">{look.rich('lists.kept', { time: () => <Moment look={look} at={at} /> })}</span>
      </form>
    </li>
  );
};

export const bookmarksPage = (look: Look, { items, next }: Listed<Bookmarked>, paged: boolean): Answer =>
  page(200, {
    look,
    title: look.t('lists.bookmarks'),
    children: (
      <>
        <h1>{look.t('lists.bookmarks')}</h1>
        {items.length === 0 ? (
          <p class="quiet">{look.t('lists.bookmarks-none')}</p>
        ) : (
          <ul class="list">
            {items.map((bookmark) => (
              <Bookmark look={look} bookmark={bookmark} />
            ))}
          </ul>
        )}
        <Pager look={look} path="/bookmarks" paged={paged} next={next} />
      </>
    ),
  });

/** Where one goes on writing it. */
const pathOf = ({ for: { kind, name } }: Draft): string => {
  const part = encodeURIComponent(name);
  switch (kind) {
    case 'thread':
      return `/threads/${part}#reply`;
    case 'post':
      return `/posts/${part}/edit`;
    case 'board':
    case 'plank':
      return `/${kind}s/${part}/new`;
  }
};

const EXCERPT = 200;

const DraftItem = ({ look, draft }: { look: Look; draft: Draft }) => {
  const { t } = look;
  const at = new Date(draft.at).toISOString();
  return (
    <li>
      <p>
        <a class="title" href={pathOf(draft)} dir="auto">
          {draft.title || t(`lists.draft-${draft.for.kind}`, { name: draft.for.name })}
        </a>
      </p>
      {draft.body !== '' && <p dir="auto">{draft.body.slice(0, EXCERPT)}</p>}
      <Form look={look} action={`/drafts/${encodeURIComponent(draft.name)}/drop`} class="acts">
        <span class="quiet">{look.rich('lists.kept', { time: () => <Moment look={look} at={at} /> })}</span>
        <button type="submit" class="plain">
          {t('lists.draft-drop')}
        </button>
      </Form>
    </li>
  );
};

export const draftsPage = (look: Look, drafts: readonly Draft[]): Answer =>
  page(200, {
    look,
    title: look.t('lists.drafts'),
    children: (
      <>
        <h1>{look.t('lists.drafts')}</h1>
        {drafts.length === 0 ? (
          <p class="quiet">{look.t('lists.drafts-none')}</p>
        ) : (
          <ul class="list">
            {drafts.map((draft) => (
              <DraftItem look={look} draft={draft} />
            ))}
          </ul>
        )}
      </>
    ),
  });
