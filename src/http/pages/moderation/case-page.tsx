// One case on one screen: what was reported and as it read then, what stands around it, who it is about, and what to do.
import type { AdvisoryView } from '../../../forum/advice/read-advisories.ts';
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { reasonIn, waitsIn } from '../moderation-note.tsx';
import { AuthorLine, Form, type PostCard, ProblemNote, threadPath } from '../parts.tsx';
import { CaseAdvice } from './advice-pages.tsx';
import { advisePath } from './advice-paths.ts';
import { AppealForm, type CaseProps, ClaimForm, DecideForm, ForwardForm, NoteForm, Version } from './case-forms.tsx';
import { CaseFacts, CasePerson, CaseSubject, casePath, NextCase } from './cases-page.tsx';
import { deskPage } from './desk-frame.tsx';
import { LogItem } from './log-page.tsx';
import { Veiled } from './veiled.tsx';
import { At, noteKindIn, noteWordsIn } from './words.tsx';

export type WholeProps = CaseProps & {
  /** The post as readers see it, and a few around it. */
  post: PostCard | undefined;
  around: readonly PostCard[];
  /** What constituents advise about it. */
  advice: readonly AdvisoryView[];
  history: readonly FullEntry[];
  taken: readonly FullEntry[];
  /** Where this one is decided: what waits next. */
  next?: CaseView | undefined;
};

const What = ({ look, one, post }: WholeProps) => {
  const { t } = look;
  const same =
    one.post !== null && one.snapshots.length > 0 && one.snapshots.every(({ body }) => body === one.post?.body);
  return (
    <section>
      <h2>{t('moderation.case-what')}</h2>
      {one.snapshots.map(({ title, body, at, gone }) => (
        <div class="card">
          <p class="quiet">
            {t('moderation.case-then')} <At look={look} at={at} />
            {gone && <strong> {t('moderation.case-then-gone')}</strong>}
          </p>
          {title !== '' && (
            <p dir="auto">
              <strong>{title}</strong>
            </p>
          )}
          <p class="prose" dir="auto">
            {body}
          </p>
        </div>
      ))}
      {one.held && (
        <div class="card">
          <p class="quiet">
            {t('moderation.held-why', { why: waitsIn(look, one.held.why) })} <At look={look} at={one.held.at} />
          </p>
          {one.held.title !== '' && (
            <p dir="auto">
              <strong>{one.held.title}</strong>
            </p>
          )}
          <p class="prose" dir="auto">
            {one.held.body}
          </p>
          {one.held.state === 'held' && <p>{t('moderation.case-held')}</p>}
        </div>
      )}
      {same && <p class="quiet">{t('moderation.case-same')}</p>}
      {post && (!same || post.attachments) && (
        <div class="card">
          <p class="quiet">{t('moderation.case-now')}</p>
          <Veiled look={look} post={post} />
        </div>
      )}
    </section>
  );
};

const Context = ({ look, one, around }: WholeProps) =>
  one.post === null ? null : (
    <details>
      <summary>{look.t('moderation.case-context')}</summary>
      {around.map((each) => (
        <div class="card">
          <p>
            <AuthorLine look={look} author={each.author} />
          </p>
          <Veiled look={look} post={each} />
        </div>
      ))}
      <p>
        <a href={threadPath(one.post.thread)}>{look.t('moderation.case-thread')}</a>
      </p>
    </details>
  );

const Reports = ({ look, one }: WholeProps) =>
  one.reportList.length === 0 ? null : (
    <section>
      <h2>{look.t('moderation.case-reported')}</h2>
      <ul class="list">
        {one.reportList.map(({ by, peer, reason, words, at }) => (
          <li>
            <p class="facts">
              <strong>{reasonIn(look, reason)}</strong>
              <bdi>{by ?? peer ?? look.t('moderation.case-gone')}</bdi>
              <At look={look} at={at} />
            </p>
            <p class="prose" dir="auto">
              {words}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );

/** Where others can know of it at all: on planks, and of who spoke there. */
const Advice = ({ look, one, advice }: WholeProps) => {
  const { subject, reason, scope } = one;
  const [kind = '', name = ''] = subject.split(' ');
  if (advice.length === 0 && (kind !== 'post' || !name.includes('@'))) return null;
  const advises = can(look.actor, 'act', scope) && (kind === 'post' || kind === 'member');
  return (
    <>
      <CaseAdvice look={look} advice={advice} />
      {advises && (
        <p>
          <a href={advisePath({ [kind]: name, reason })}>{look.t('advice.part-new')}</a>
        </p>
      )}
    </>
  );
};

const Appeals = (props: WholeProps) => {
  const { look, one } = props;
  const { t } = look;
  return one.appealList.length === 0 ? null : (
    <section>
      <h2>{t('moderation.case-appealed')}</h2>
      {one.appealList.map((appeal) => (
        <div class="card">
          <p>
            {t('moderation.appeal-by', { name: appeal.by })}{' '}
            {appeal.decision !== null && t('moderation.appeal-of-decision', { number: appeal.decision })}
          </p>
          <blockquote class="prose" dir="auto">
            {appeal.words}
          </blockquote>
          {appeal.state === 'open' ? (
            <AppealForm {...props} appeal={appeal} />
          ) : (
            <p dir="auto">
              {t(`moderation.appeal-${appeal.state}`)}: {appeal.reasons}
            </p>
          )}
        </div>
      ))}
      {one.moderators < 2 && <p class="quiet">{t('moderation.alone')}</p>}
    </section>
  );
};

const Notes = ({ look, one }: WholeProps) => (
  <section>
    <h2>{look.t('moderation.case-notes')}</h2>
    <ul class="list">
      {one.notes.map(({ kind, audience, words, by, peer, at }) => (
        <li>
          <p class="facts">
            <bdi>{by ?? peer ?? ''}</bdi>
            <At look={look} at={at} />
            <span class="badge">
              {kind === 'note' ? look.t(`moderation.note-for-${audience}`) : noteKindIn(look, kind)}
            </span>
          </p>
          <p class="prose" dir="auto">
            {noteWordsIn(look, kind, words)}
          </p>
        </li>
      ))}
    </ul>
    <NoteForm look={look} one={one} />
    <ForwardForm look={look} one={one} />
    {one.forwarded.length > 0 && (
      <p>
        {look.t('moderation.case-forwarded')}:{' '}
        {one.forwarded.map(({ to, state }) => `${to} (${look.t(`moderation.sent-${state}`)})`).join(', ')}
      </p>
    )}
  </section>
);

const Entries = ({ look, title, entries }: { look: Look; title: string; entries: readonly FullEntry[] }) => (
  <section>
    <h2>{title}</h2>
    {entries.length === 0 ? (
      <p class="quiet">{look.t('moderation.case-history-none')}</p>
    ) : (
      <ul class="list">
        {entries.map((entry) => (
          <LogItem look={look} entry={entry} acts={false} />
        ))}
      </ul>
    )}
  </section>
);

const Decide = (props: WholeProps) => {
  const { look, one } = props;
  if (one.state === 'actioned' || one.state === 'dismissed')
    return (
      <>
        <Form look={look} action={`${casePath(one.id)}/close`}>
          <Version one={one} />
          <button type="submit">{look.t('moderation.close')}</button>
        </Form>
        <NextCase look={look} next={props.next} />
      </>
    );
  if (one.state === 'closed') return <NextCase look={look} next={props.next} />;
  // A waiting appeal is decided first: its form stands with it.
  const waits = one.reportList.some(({ outcome }) => outcome === null) || one.appeals === 0;
  return (
    <section>
      <h2>{look.t('moderation.decide')}</h2>
      {one.claimed?.mine && waits && <DecideForm {...props} />}
      <ClaimForm {...props} />
    </section>
  );
};

export const wholeCasePage = (props: WholeProps): Answer => {
  const { look, one, history, taken, problem } = props;
  const { t } = look;
  return deskPage({
    look,
    part: 'cases',
    title: t('moderation.case-title', { reason: reasonIn(look, one.reason) }),
    status: problem?.status,
    children: (
      <>
        <p>
          <CaseSubject look={look} one={one} /> · <CasePerson look={look} one={one} />
        </p>
        <CaseFacts look={look} one={one} />
        <ProblemNote look={look} problem={problem} />
        <div class="case">
          <div>
            <What {...props} />
            <Context {...props} />
            <Reports {...props} />
            <Advice {...props} />
            <Appeals {...props} />
          </div>
          <div>
            <Decide {...props} />
            {taken.length > 0 && <Entries look={look} title={t('moderation.case-actions')} entries={taken} />}
            <Entries look={look} title={t('moderation.case-history')} entries={history} />
            <Notes {...props} />
          </div>
        </div>
      </>
    ),
  });
};
