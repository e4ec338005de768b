// What waits to be looked at, oldest first: let through, or not.
import type { Child } from 'hono/jsx';
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { waitsIn } from '../moderation-note.tsx';
import { Form, type Listed, Pager, ProblemNote, placePath, postPath } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { At } from './words.tsx';

/** Lets it through, or doesn't. */
export const HeldForm = ({ look, id }: { look: Look; id: string }) => {
  const { t } = look;
  const field = `words-${id}`;
  return (
    <Form look={look} action={`/moderation/held/${encodeURIComponent(id)}`}>
      <div class="field">
        <label for={field}>{t('moderation.held-words')}</label>
        <textarea id={field} name="words" rows={2} maxlength={4000} dir="auto" />
      </div>
      <p class="buttons">
        <button type="submit" class="main" name="release" value="yes">
          {t('moderation.held-release')}
        </button>
        <button type="submit" name="release" value="no">
          {t('moderation.held-refuse')}
        </button>
      </p>
    </Form>
  );
};

const Held = ({ look, held }: { look: Look; held: HeldView }) => {
  const { t } = look;
  const { id, place, thread, title, body, why, at, until, author } = held;
  return (
    <li id={`held-${id}`}>
      <h2 dir="auto">{title || author}</h2>
      <p class="facts">
        <bdi>{author}</bdi>
        <At look={look} at={at} />
        <a href={thread === null ? placePath(place) : postPath(thread)}>{thread ?? place.slug}</a>
      </p>
      <blockquote class="prose" dir="auto">
        {body}
      </blockquote>
      <p>{t('moderation.held-why', { why: waitsIn(look, why) })}</p>
      <p class="quiet">
        {until === null
          ? t('moderation.held-open')
          : look.rich('moderation.held-until', { time: () => <At look={look} at={until} /> })}
      </p>
      <HeldForm look={look} id={id} />
    </li>
  );
};

type ListProps = { look: Look; path: string; paged: boolean; next: string | null; children: Child[] };

/** What waits, one after the other, and where it goes on. */
export const HeldList = ({ look, path, paged, next, children }: ListProps) => (
  <>
    {children.length === 0 ? <p>{look.t('moderation.own-none')}</p> : <ul class="list spaced">{children}</ul>}
    <Pager look={look} path={path} paged={paged} next={next} />
  </>
);

type Props = { look: Look; held: Listed<HeldView>; paged: boolean; did: Did; problem?: Problem | undefined };

export const heldDesk = ({ look, held, paged, did, problem }: Props): Answer =>
  deskPage({
    look,
    part: 'held',
    did,
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{look.t('moderation.held-hint')}</p>
        <ProblemNote look={look} problem={problem} />
        <HeldList look={look} path="/moderation/held" paged={paged} next={held.next}>
          {held.items.map((one) => (
            <Held look={look} held={one} />
          ))}
        </HeldList>
        <p>
          <a href="/moderation/held/peers">{look.t('moderation.held-peers')}</a>
        </p>
      </>
    ),
  });
