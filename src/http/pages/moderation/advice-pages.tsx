// What constituents advise, all of it; and the posts that it lies over here, with who advised it and why.
import type { AdvisedPost } from '../../../forum/advice/read-advised.ts';
import type { AdvisoryView } from '../../../forum/advice/read-advisories.ts';
import { can, canAnywhere } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { Form, type Listed, Pager, ProblemNote, postPath } from '../parts.tsx';
import { advicePage } from './advice-frame.tsx';
import { advicePaths } from './advice-paths.ts';
import { AdviceList, effectIn } from './advice-said.tsx';
import type { Did } from './desk-frame.tsx';
import { daysOf, Select } from './fields.tsx';
import { At, SubjectLink } from './words.tsx';

const KEEPING = [7, 30, 90] as const;

type WithOne = { look: Look; one: AdvisoryView };

/** `post 42@greens.example`, as links read it. */
const subjectOf = ({ about, subject }: AdvisoryView): string =>
  about === 'instance' ? `peer ${subject}` : `${about} ${subject}`;

export const AdvisoryItem = ({ look, one, about = true }: WithOne & { about?: boolean }) => {
  const { t, actor } = look;
  const { name, issuer, own, effect, reason, at, until, human, urgent, note, state, choice } = one;
  return (
    <li id={`advice-${name}`}>
      <p>
        <strong>{effectIn(look, effect)}</strong>
        {about && (
          <>
            {': '}
            {look.rich(`advice.about-${one.about}`, {
              link: () => <SubjectLink look={look} subject={subjectOf(one)} />,
            })}
          </>
        )}{' '}
        {state !== 'standing' && <span class="badge">{t(`advice.state-${state}`)}</span>}
        {urgent && state === 'standing' && <strong class="badge">{t('advice.urgent')}</strong>}
      </p>
      <p class="facts">
        <bdi>{own ? t('advice.own', { origin: issuer }) : issuer}</bdi>
        <span>{reasonIn(look, reason)}</span>
        <At look={look} at={at} />
        <span>{look.rich('moderation.lasts-until', { time: () => <At look={look} at={until} /> })}</span>
        {!human && <span>{t('advice.not-human')}</span>}
        {choice !== null && <span>{t(`advice.made-${choice}`)}</span>}
      </p>
      {note !== null && (
        <blockquote class="prose" dir="auto">
          {note}
        </blockquote>
      )}
      {about && own && state === 'standing' && canAnywhere(actor, 'act') && (
        <Form look={look} action={`${advicePaths.received}/${encodeURIComponent(name)}/withdrawal`}>
          <button type="submit" aria-label={`${t('advice.withdraw')}: ${one.subject}`}>
            {t('advice.withdraw')}
          </button>
        </Form>
      )}
    </li>
  );
};

type ListProps<T> = { look: Look; listed: Listed<T>; paged: boolean; did?: Did; problem?: Problem | undefined };

export const receivedPage = ({ look, listed, paged, did, problem }: ListProps<AdvisoryView>): Answer =>
  advicePage({
    ...{ look, part: 'received', did, problem },
    hint: look.t('advice.received-hint'),
    children: (
      <>
        <ProblemNote look={look} problem={problem} />
        {listed.items.length === 0 ? (
          <p>{look.t('advice.received-none')}</p>
        ) : (
          <ul class="list spaced">
            {listed.items.map((one) => (
              <AdvisoryItem look={look} one={one} />
            ))}
          </ul>
        )}
        <Pager look={look} path={advicePaths.received} paged={paged} next={listed.next} />
      </>
    ),
  });

/** A measure of one's own comes before whatever others advise. */
const KeepForm = ({ look, post }: { look: Look; post: string }) => {
  const { t } = look;
  return (
    <details>
      <summary>{t('advice.keep')}</summary>
      <Form look={look} action={`${advicePaths.posts}/${encodeURIComponent(post)}/keeping`}>
        <AreaField name={`words-${post}`} label={t('advice.keep-why')} value="" required maxlength={4000} rows={2} />
        <Select name={`days-${post}`} label={t('advice.days')} options={daysOf(look, KEEPING)} chosen="30" />
        <button type="submit">{t('advice.keep')}</button>
      </Form>
    </details>
  );
};

const Advised = ({ look, one }: { look: Look; one: AdvisedPost }) => {
  const { t } = look;
  const { post, scope, shown, collapsed, kept, counted, needed, from } = one;
  const how = collapsed ? 'collapsed' : kept ? 'kept' : shown === 'visible' ? 'shown' : 'own';
  return (
    <li>
      <p>
        <strong>{look.rich('advice.about-post', { link: () => <a href={postPath(post)}>{post}</a> })}</strong>{' '}
        <span class="badge">{t(`advice.post-${how}`)}</span>
      </p>
      <p class="facts">
        <span>{t('advice.counted', { counted, needed })}</span>
        <a href={`${advicePaths.received}?post=${encodeURIComponent(post)}`}>{t('advice.post-all')}</a>
      </p>
      <AdviceList look={look} from={from} />
      {!kept && can(look.actor, 'act', scope) && <KeepForm look={look} post={post} />}
    </li>
  );
};

export const advisedPage = ({ look, listed, paged, did, problem }: ListProps<AdvisedPost>): Answer =>
  advicePage({
    ...{ look, part: 'posts', did, problem },
    hint: look.t('advice.posts-hint'),
    children: (
      <>
        <ProblemNote look={look} problem={problem} />
        {listed.items.length === 0 ? (
          <p>{look.t('advice.posts-none')}</p>
        ) : (
          <ul class="list spaced">
            {listed.items.map((one) => (
              <Advised look={look} one={one} />
            ))}
          </ul>
        )}
        <Pager look={look} path={advicePaths.posts} paged={paged} next={listed.next} />
      </>
    ),
  });

/** In a case: what others advise about what it is about. */
export const CaseAdvice = ({ look, advice }: { look: Look; advice: readonly AdvisoryView[] }) => (
  <section>
    <h2>{look.t('advice.case')}</h2>
    {advice.length === 0 ? (
      <p class="quiet">{look.t('advice.case-none')}</p>
    ) : (
      <ul class="list">
        {advice.map((one) => (
          <AdvisoryItem look={look} one={one} about={false} />
        ))}
      </ul>
    )}
  </section>
);
