// Acting on a post straight from its menu: a measure, a reason and an end are proposed already.
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import { PURGED_FOR } from '../../../forum/moderation/draft.ts';
import { scopeOf } from '../../../forum/policy/measures.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField, Choices, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { advisePath, withdrawalPath } from '../moderation/advice-paths.ts';
import { casePath } from '../moderation/cases-page.tsx';
import { type Fields, memberChoices, postChoices, remoteChoices, threadChoices } from '../moderation/decision-input.ts';
import { deskPage } from '../moderation/desk-frame.tsx';
import { Veiled } from '../moderation/veiled.tsx';
import { personPath } from '../moderation/words.tsx';
import { AuthorLine, Form, Moment, type PostCard, ProblemNote, postPath } from '../parts.tsx';
import { ActForm, type Kinds } from './act-fields.tsx';
import { chosenOf } from './act-input.ts';

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
    { on: 'post', kinds: postChoices },
    { on: 'thread', kinds: threadChoices },
    ...(scopes.length > 0 && post.author.name !== '' ? [{ on: 'author' as const, kinds: author }] : []),
  ];
};

/** What nobody may keep. Two people must agree, and there is no way back. */
const PurgeForm = ({ look, post, typed, problem }: Props) => {
  const { t } = look;
  const mine = chosenOf(typed?.kind).kind === 'purge';
  const said = mine ? (typed ?? {}) : {};
  return (
    <details open={mine}>
      <summary>{t('measures.purge')}</summary>
      <Form look={look} action={`${postPath(post.name)}/moderate`}>
        <div class="announcement warning">
          <p>
            <strong>{t('measures.purge-warning')}</strong>
          </p>
          <p>{t('measures.purge-two')}</p>
        </div>
        {mine && <ProblemNote look={look} problem={problem} />}
        <input type="hidden" name="kind" value="post:purge" />
        <input type="hidden" name="lasts" value="good" />
        <Choices
          name="reason"
          legend={t('moderation.report-reason')}
          options={PURGED_FOR.map((reason) => [reason, t(`post.reason-${reason}`)])}
          chosen={said.reason ?? ''}
        />
        <TextField name="why" label={t('measures.purge-why')} value={said.why ?? ''} required maxlength={1000} />
        <AreaField
          name="words"
          label={t('moderation.decide-words')}
          value={said.words ?? ''}
          maxlength={4000}
          rows={2}
        />
        <button type="submit">{t('measures.purge-ask')}</button>
      </Form>
    </details>
  );
};

export const moderatePostPage = (props: Props): Answer => {
  const { look, post, scopes, found, typed, problem } = props;
  const { t, site } = look;
  const place = scopeOf(post.place);
  // One of two forms was not taken.
  const acting = chosenOf(typed?.kind).kind === 'purge' ? undefined : typed;
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
          {post.place.kind === 'plank' && (
            <p>
              <a href={advisePath({ post: post.name })}>{t('advice.part-new')}</a>
              {post.author.origin === site.origin && (
                <>
                  {' · '}
                  <a href={withdrawalPath(post.name)}>
                    {t(post.withdrawn === null ? 'advice.back' : 'advice.back-again')}
                  </a>
                </>
              )}
            </p>
          )}
          {post.author.name !== '' && (
            <p>
              <a href={personPath(site.origin, post.author)}>{t('measures.person-of-post')}</a>
            </p>
          )}
        </div>
        <div>
          <ActForm
            look={look}
            action={`${postPath(post.name)}/moderate`}
            kinds={kindsFor(props)}
            scopes={scopes}
            typed={acting ?? { ...proposed, scope: scopes.includes(place) ? place : (scopes[0] ?? '') }}
            problem={acting && problem}
          />
          <PurgeForm {...props} />
        </div>
      </div>
    ),
  });
};
