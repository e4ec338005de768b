// One measure on many posts of one person: what there is to choose from, and then what exactly it would touch.

import type { Lasts as LastsInput } from '../../../forum/moderation/draft.ts';
import type { PersonPost } from '../../../forum/moderation/read-person-posts.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { type Fields, postChoices } from '../moderation/decision-input.ts';
import { deskPage } from '../moderation/desk-frame.tsx';
import { At, kindIn, Lasts, personPath } from '../moderation/words.tsx';
import { reasonIn } from '../moderation-note.tsx';
import { Form, ProblemNote, placePath, postPath } from '../parts.tsx';
import { ActFields } from './act-fields.tsx';

/** So many are in sight; all that are meant are counted and named in the form that does it. */
export const SHOWN = 100;
export const BULK = '/moderation/bulk';

const proposed: Fields = { kind: 'post:collapse', lasts: '30', reason: 'spam' };

const Facts = ({ look, post }: { look: Look; post: PersonPost }) => (
  <>
    <p class="facts">
      <a href={postPath(post.name)}>{post.name}</a>
      <At look={look} at={post.at} />
      <a href={placePath(post.place)}>{post.place.slug}</a>
      <span dir="auto">{post.title}</span>
      {post.veiled && <span class="badge">{look.t('measures.veiled')}</span>}
    </p>
    <p dir="auto">{post.start}</p>
  </>
);

type AskProps = { look: Look; member: string; since: string; problem?: Problem | undefined };

/** Whose posts, and from when on. */
export const askBulkPage = ({ look, member, since, problem }: AskProps): Answer => {
  const { t } = look;
  return deskPage({
    look,
    part: 'people',
    title: t('measures.bulk'),
    status: problem?.status,
    children: (
      <form action={BULK}>
        <ProblemNote look={look} problem={problem} labels={{ member: t('measures.person-name') }} />
        <TextField
          name="member"
          label={t('measures.person-name')}
          hint={t('measures.person-name-hint')}
          value={member}
          problem={problem}
          required
          maxlength={300}
        />
        <TextField name="since" label={t('measures.posts-since')} value={since} type="datetime-local" required />
        <button type="submit">{t('measures.posts-list')}</button>
      </form>
    ),
  });
};

type ChooseProps = {
  look: Look;
  who: { name: string; origin: string };
  /** As the form was asked for: goes on with it. */
  asked: { member: string; since: string };
  posts: readonly PersonPost[];
  more: boolean;
  typed?: Fields | undefined;
  problem?: Problem | undefined;
};

const Which = ({ look, posts, typed }: Pick<ChooseProps, 'look' | 'posts' | 'typed'>) => {
  const { t } = look;
  const which = typed?.which ?? 'all';
  return (
    <fieldset>
      <legend>{t('measures.which')}</legend>
      <div class="choice">
        <input type="radio" id="which-all" name="which" value="all" checked={which === 'all'} />
        <label for="which-all">{t('measures.which-all', { count: posts.length })}</label>
      </div>
      <div class="choice">
        <input type="radio" id="which-chosen" name="which" value="chosen" checked={which === 'chosen'} />
        <label for="which-chosen">{t('measures.which-chosen')}</label>
      </div>
    </fieldset>
  );
};

export const chooseBulkPage = ({ look, who, asked, posts, more, typed, problem }: ChooseProps): Answer => {
  const { t, site } = look;
  return deskPage({
    look,
    part: 'people',
    title: t('measures.bulk-of', { name: who.name }),
    status: problem?.status,
    children: (
      <>
        <p class="facts">
          <a href={personPath(site.origin, who)}>
            @{who.name}@{who.origin}
          </a>
          <span>{look.rich('measures.since', { time: () => <At look={look} at={Date.parse(asked.since)} /> })}</span>
        </p>
        {posts.length === 0 ? (
          <>
            <ProblemNote look={look} problem={problem} />
            <p>{t('measures.posts-none')}</p>
          </>
        ) : (
          <Form look={look} action={BULK} class="decide">
            <input type="hidden" name="member" value={asked.member} />
            <input type="hidden" name="since" value={asked.since} />
            <ActFields
              look={look}
              kinds={[{ on: 'post', kinds: postChoices }]}
              scopes={[]}
              typed={typed ?? proposed}
              problem={problem}
            />
            <Which look={look} posts={posts} typed={typed} />
            {more && <p class="quiet">{t('measures.posts-more')}</p>}
            <p>
              <button type="submit" class="main" name="step" value="look">
                {t('measures.preview')}
              </button>{' '}
              <span class="quiet">{t('measures.preview-hint')}</span>
            </p>
            <ul class="list">
              {posts.slice(0, SHOWN).map((post) => (
                <li>
                  <div class="choice">
                    <input
                      type="checkbox"
                      id={`post-${post.name}`}
                      name={`post-${post.name}`}
                      value="yes"
                      checked={typed?.[`post-${post.name}`] === 'yes'}
                    />
                    <label for={`post-${post.name}`}>{t('measures.mark', { name: post.name })}</label>
                  </div>
                  <Facts look={look} post={post} />
                </li>
              ))}
            </ul>
            {posts.length > SHOWN && <p>{t('measures.and-more', { count: posts.length - SHOWN })}</p>}
          </Form>
        )}
      </>
    ),
  });
};

type PreviewProps = {
  look: Look;
  who: { name: string; origin: string };
  /** Exactly these, by name. */
  names: readonly string[];
  /** As far as they are in sight. */
  posts: readonly PersonPost[];
  action: { kind: string; reason: string; words?: string | undefined; lasts: LastsInput };
  /** All that the form said: goes on with it. */
  typed: Fields;
  /** Whether so many need a second person, and who that could be. */
  brake: { asks: boolean; names: readonly string[] };
};

export const previewBulkPage = ({ look, who, names, posts, action, typed, brake }: PreviewProps): Answer => {
  const { t, site } = look;
  const { kind, reason, words = '', lasts } = action;
  const kept = Object.entries(typed).filter(([name]) => name !== 'step' && name !== 'names');
  return deskPage({
    look,
    part: 'people',
    title: t('measures.bulk-of', { name: who.name }),
    children: (
      <>
        <p>
          <strong>{t('measures.would-touch', { count: names.length })}</strong>{' '}
          <a href={personPath(site.origin, who)}>
            @{who.name}@{who.origin}
          </a>
        </p>
        <p class="facts">
          <span>{kindIn(look, kind)}</span>
          <span>{reasonIn(look, reason)}</span>
          <Lasts
            look={look}
            until={'until' in lasts ? lasts.until : null}
            reviewAt={'reviewAt' in lasts ? lasts.reviewAt : null}
            permanent={'permanent' in lasts ? lasts.permanent : null}
          />
        </p>
        {words !== '' && (
          <blockquote class="prose" dir="auto">
            {words}
          </blockquote>
        )}
        {brake.asks ? (
          <div class="announcement warning">
            <p>
              <strong>{t('measures.brake-asks')}</strong>{' '}
              {brake.names.length > 0
                ? t('measures.approvers', { names: look.list(brake.names) })
                : t('measures.brake-alone')}
            </p>
          </div>
        ) : (
          <p class="quiet">{t('measures.brake-hint')}</p>
        )}
        <Form look={look} action={BULK}>
          {kept.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="names" value={names.join(' ')} />
          <p class="buttons">
            <button type="submit" class="main" name="step" value="do">
              {t('measures.do-it', { count: names.length })}
            </button>
            <button type="submit" name="step" value="change">
              {t('measures.change')}
            </button>
          </p>
        </Form>
        <p class="quiet">{t('measures.carries-hint')}</p>
        <ul class="list">
          {posts.slice(0, SHOWN).map((post) => (
            <li>
              <Facts look={look} post={post} />
            </li>
          ))}
        </ul>
        {names.length > SHOWN && <p>{t('measures.and-more', { count: names.length - SHOWN })}</p>}
      </>
    ),
  });
};
