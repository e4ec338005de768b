// A post that waits, as those see it who moderate there: its images blurred until they ask for them, and what to do with it: let it
// through, not at all, or let it wait longer.
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { scopeOf } from '../../../forum/policy/measures.ts';
import { heldImage } from '../../api/held-shape.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { waitsIn } from '../moderation-note.tsx';
import { Form, ProblemNote, postPath } from '../parts.tsx';
import { Images } from '../post-view.tsx';
import { daysOf, Select } from './fields.tsx';
import { actionPath } from './log-page.tsx';
import { Veil } from './veiled.tsx';
import { At, PlaceLink, personPath } from './words.tsx';

export const heldPath = (id: string): string => `/moderation/held/${encodeURIComponent(id)}`;

/** Days that somebody who confirms may let it wait. */
const LONGER = [3, 7, 14, 30, 90] as const;

/** What of it was not taken. */
export type HeldAgain = { id: string; words: string; problem: Problem };

type Props = { look: Look; held: HeldView; back?: string | undefined; again?: HeldAgain | undefined };

/** Whose it is and where it is going to stand. */
export const HeldFacts = ({ look, held: { place, thread, threadTitle = '', author = '', at } }: Props) => (
  <p class="facts">
    <a href={personPath(look.site.origin, { name: author, origin: '' })}>
      <bdi>{author}</bdi>
    </a>
    <At look={look} at={at} />
    <PlaceLink look={look} place={place} />
    {thread !== null && (
      <span>
        {look.rich('moderation.held-answers', {
          link: () => (
            <a href={postPath(thread)} dir="auto">
              {threadTitle || thread}
            </a>
          ),
        })}
      </span>
    )}
  </p>
);

export const HeldWords = ({ look, held: { id, body, images } }: Props) => (
  <Veil look={look} id={`reveal-${id}`} veils={images.length > 0}>
    <blockquote class="prose" dir="auto">
      {body}
    </blockquote>
    {images.length > 0 && <Images look={look} images={images.map(heldImage)} />}
  </Veil>
);

/** Why it waits and until when, or what became of it. */
export const HeldWhy = ({ look, held: { state, why, until, post, pending } }: Props) => {
  const { t } = look;
  if (state !== 'held')
    return (
      <p>
        <span class="badge">{t(`moderation.held-${state}`)}</span>{' '}
        {post !== null && <a href={postPath(post)}>{post}</a>}
      </p>
    );
  return (
    <>
      <p>{t('moderation.held-why', { why: waitsIn(look, why) })}</p>
      <p class="quiet">
        {until === null
          ? t('moderation.held-open')
          : look.rich('moderation.held-until', { time: () => <At look={look} at={until} /> })}
      </p>
      {pending !== undefined && (
        <p>
          <strong>
            {look.rich(pending.release ? 'measures.held-pending-release' : 'measures.held-pending-refuse', {
              link: (text) => <a href={actionPath(pending.action)}>{text}</a>,
            })}
          </strong>
        </p>
      )}
    </>
  );
};

/** @param back where to be afterwards; the list of what is held otherwise */
export const HeldForms = ({ look, held, back, again }: Props) => {
  const { t, actor } = look;
  const { id, place, state, unconfirmed } = held;
  const mine = again?.id === id ? again : undefined;
  const field = `words-${id}`;
  if (state !== 'held' || !can(actor, 'act', scopeOf(place))) return null;
  return (
    <Form look={look} action={heldPath(id)}>
      <ProblemNote look={look} problem={mine?.problem} />
      {back !== undefined && <input type="hidden" name="next" value={back} />}
      <div class="field">
        <label for={field}>{t('moderation.held-words')}</label>
        <textarea id={field} name="words" rows={2} maxlength={4000} dir="auto">
          {mine?.words ?? ''}
        </textarea>
      </div>
      <p class="buttons">
        <button type="submit" class="main" name="do" value="release">
          {t('moderation.held-release')}
        </button>
        <button type="submit" name="do" value="refuse">
          {t('moderation.held-refuse')}
        </button>
      </p>
      {unconfirmed !== null && (
        <div class="row">
          <Select
            name={`days-${unconfirmed}`}
            label={t('moderation.held-longer')}
            options={daysOf(look, LONGER)}
            chosen="7"
          />
          <button type="submit" name="do" value="confirm">
            {t('moderation.held-confirm')}
          </button>
        </div>
      )}
    </Form>
  );
};
