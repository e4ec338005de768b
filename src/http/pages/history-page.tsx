// What a post said before, and what each change changed.
import { raw } from 'hono/html';
import type { z } from 'zod';
import type { Diff, DiffPart } from '../../forum/threads/read-diff.ts';
import type { Answer } from '../answer.ts';
import type { Revision as RevisionShape } from '../api/forum-shapes.ts';
import { page } from './layout.tsx';
import type { Look } from './look.ts';
import { AuthorLine, type Listed, Moment, Pager, type PostCard, postPath } from './parts.tsx';

type Revision = z.infer<typeof RevisionShape>;

export type HistoryProps = {
  look: Look;
  post: PostCard;
  revisions: Listed<Revision>;
  /** What the shown revision changed; none where nothing is left to show. */
  diff?: Diff | undefined;
  paged: boolean;
};

const Parts = ({ parts }: { parts: readonly DiffPart[] }) => (
  <>
    {parts.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>))}
  </>
);

const Changes = ({ look: { t }, look, diff, revisions }: HistoryProps & { diff: Diff }) => {
  const at = (id: string | null) => revisions.items.find((revision) => revision.id === id)?.at;
  const [from, to] = [at(diff.from), at(diff.to)];
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">{t('post.history-changes')}</h2>
      {from && to && <p class="quiet">{t('post.history-between', { from: look.moment(from), to: look.moment(to) })}</p>}
      {diff.title && (
        <p class="diff title" dir="auto">
          <Parts parts={diff.title} />
        </p>
      )}
      <div class="diff" dir="auto">
        <Parts parts={diff.body} />
      </div>
    </section>
  );
};

const Versions = ({ look: { t }, look, post, revisions, diff }: HistoryProps) => {
  const { actor, site } = look;
  const { author } = post;
  const reports = actor.kind === 'member' && !(author.origin === site.origin && author.name === actor.name);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">{t('post.history-versions')}</h2>
      <ol class="list" reversed>
        {revisions.items.map((revision, index) => (
          <li>
            <a
              href={`${postPath(post.name)}/revisions?to=${revision.id}`}
              aria-current={revision.id === diff?.to ? 'true' : undefined}
            >
              <Moment look={look} at={revision.at} />
            </a>{' '}
            {revision.at === post.at && <span class="badge">{t('post.history-first')}</span>}{' '}
            {index === 0 && revision.at === (post.editedAt ?? post.at) && (
              <span class="badge">{t('post.history-current')}</span>
            )}
            {reports && <a href={`${postPath(post.name)}/report?revision=${revision.id}`}>{t('moderation.report')}</a>}
            <details>
              <summary>{t('post.history-whole')}</summary>
              {revision.title && (
                <p dir="auto">
                  <strong>{revision.title}</strong>
                </p>
              )}
              <div class="words" dir="auto">
                {raw(revision.html)}
              </div>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
};

export const historyPage = (props: HistoryProps): Answer => {
  const { look, post, revisions, diff, paged } = props;
  const { t } = look;
  return page(200, {
    look,
    title: t('post.history-title'),
    children: (
      <>
        <h1>{t('post.history-title')}</h1>
        <p class="facts">
          <AuthorLine look={look} author={post.author} />
          <a href={postPath(post.name)}>{t('post.back')}</a>
        </p>
        {diff?.from ? (
          <Changes {...props} diff={diff} />
        ) : (
          revisions.items.length < 2 && <p>{t('post.history-none')}</p>
        )}
        <Versions {...props} />
        <Pager look={look} path={`${postPath(post.name)}/revisions`} paged={paged} next={revisions.next} />
      </>
    ),
  });
};
