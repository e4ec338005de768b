// Acting on a post straight from its menu: a measure, a reason and an end are proposed already.
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import { postMeasures } from '../../../forum/policy/measures.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { casePath } from '../moderation/cases-page.tsx';
import { type Fields, memberChoices, postChoices, remoteChoices, threadChoices } from '../moderation/decision-input.ts';
import { deskPage } from '../moderation/desk-frame.tsx';
import { Veiled } from '../moderation/veiled.tsx';
import { personPath } from '../moderation/words.tsx';
import { AuthorLine, Form, Moment, type PostCard, postPath } from '../parts.tsx';
import { ActFields, type Kinds } from './act-fields.tsx';

type Props = {
  look: Look;
  post: PostCard;
  /** Where the reader may act on its author; nowhere on themselves. */
  scopes: readonly string[];
  /** What was reported about it already. */
  found: CaseView | undefined;
  typed?: Fields | undefined;
  problem?: Problem | undefined;
};

/** Mild, and over by itself. */
const proposed = { kind: 'post:collapse', lasts: '30', reason: 'off-topic' };

const kindsFor = ({ look, post, scopes }: Props): Kinds[] => {
  const author = post.author.origin === look.site.origin ? memberChoices : remoteChoices;
  return [
    { on: 'post', kinds: postChoices.filter((kind) => postMeasures.includes(kind)) },
    { on: 'thread', kinds: threadChoices },
    ...(scopes.length > 0 && post.author.name !== '' ? [{ on: 'author' as const, kinds: author }] : []),
  ];
};

export const moderatePostPage = (props: Props): Answer => {
  const { look, post, scopes, found, typed, problem } = props;
  const { t, site } = look;
  const place = `${post.place.kind}:${post.place.slug}`;
  return deskPage({
    look,
    part: 'cases',
    title: t('measures.act-on-post', { name: post.name }),
    status: problem?.status,
    children: (
      <div class="case">
        <div>
          {found && (
            <p class="announcement">
              <a href={casePath(found.id)}>{t('measures.has-case')}</a>
            </p>
          )}
          <div class="card">
            <p>
              <AuthorLine look={look} author={post.author} />
            </p>
            <p class="quiet">
              <a href={postPath(post.name)}>
                <Moment look={look} at={post.at} />
              </a>
            </p>
            <Veiled look={look} post={post} />
          </div>
          {post.author.name !== '' && (
            <p>
              <a href={personPath(site.origin, post.author)}>{t('measures.person-of-post')}</a>
            </p>
          )}
        </div>
        <div>
          <Form look={look} action={`${postPath(post.name)}/moderate`} class="decide">
            <ActFields
              look={look}
              kinds={kindsFor(props)}
              scopes={scopes}
              typed={typed ?? { ...proposed, scope: scopes.includes(place) ? place : (scopes[0] ?? '') }}
              problem={problem}
            />
            <button type="submit" class="main">
              {t('moderation.decide-act')}
            </button>
          </Form>
        </div>
      </div>
    ),
  });
};
