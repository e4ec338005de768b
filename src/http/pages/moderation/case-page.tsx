// One case on one screen: what was reported and as it read then, what stands around it, who it is about, and what to do.
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { Form, ProblemNote } from '../parts.tsx';
import { CaseAdvice } from './advice-pages.tsx';
import { advisePath } from './advice-paths.ts';
import { AppealForm, ClaimForm, DecideForm, ForwardForm, NoteForm, Version } from './case-forms.tsx';
import { Context, What, type WholeProps } from './case-what.tsx';
import { CaseFacts, CasePerson, CaseSubject, casePath, NextCase } from './cases-page.tsx';
import { deskPage } from './desk-frame.tsx';
import { casesPath, listOf, withQuery } from './desk-query.ts';
import { actionPath, LogItem } from './log-page.tsx';
import { At, noteKindIn, noteWordsIn } from './words.tsx';

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
    <section id="appeals">
      <h2>{t('moderation.case-appealed')}</h2>
      {one.appealList.map((appeal) => (
        <div class="card">
          <p class="facts">
            {appeal.decision === null ? (
              <strong>{t('moderation.appeal-of-reporter')}</strong>
            ) : (
              <a href={actionPath(appeal.decision)}>
                {t('moderation.appeal-of-decision', { number: appeal.decision })}
              </a>
            )}
            <At look={look} at={appeal.at} />
          </p>
          <p>{t('moderation.appeal-by', { name: appeal.by })}</p>
          <blockquote class="prose" dir="auto">
            {appeal.words}
          </blockquote>
          {appeal.state === 'open' ? (
            <AppealForm {...props} appeal={appeal} />
          ) : (
            <p dir="auto">
              {t(`moderation.judged-${appeal.state}`)}: {appeal.reasons}
            </p>
          )}
        </div>
      ))}
      {one.moderators < 2 && <p class="quiet">{t('moderation.alone')}</p>}
    </section>
  );
};

const Notes = ({ look, one, list }: WholeProps) => (
  <section id="notes">
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
    <NoteForm look={look} one={one} list={list} />
    <ForwardForm look={look} one={one} list={list} />
    {one.forwarded.length > 0 && (
      <p>
        {look.t('moderation.case-forwarded')}:{' '}
        {one.forwarded.map(({ to, state }) => `${to} (${look.t(`moderation.sent-${state}`)})`).join(', ')}
      </p>
    )}
  </section>
);

type EntriesProps = WholeProps & { title: string; entries: readonly FullEntry[]; acts?: boolean };

const Entries = ({ look, one: { id }, list, title, entries, acts = false }: EntriesProps) => (
  <section>
    <h2>{title}</h2>
    {entries.length === 0 ? (
      <p class="quiet">{look.t('moderation.case-history-none')}</p>
    ) : (
      <ul class="list">
        {entries.map((entry) => (
          <LogItem look={look} entry={entry} acts={acts} back={casePath(id, list)} within={id} />
        ))}
      </ul>
    )}
  </section>
);

/** What else is known of them, in the lists. */
const AboutPerson = ({
  look,
  person: { name, origin },
}: {
  look: Look;
  person: NonNullable<WholeProps['one']['person']>;
}) => {
  const person = origin === look.site.origin ? name : `${name}@${origin}`;
  return (
    <p class="facts">
      <a href={withQuery('/moderation', { person })}>{look.t('desk.person-cases')}</a>
      <a href={withQuery('/modlog', { person })}>{look.t('desk.person-log')}</a>
    </p>
  );
};

const Decide = (props: WholeProps) => {
  const { look, one, list, next } = props;
  if (one.state === 'actioned' || one.state === 'dismissed')
    return (
      <>
        <Form look={look} action={`${casePath(one.id)}/close`}>
          <Version one={one} list={list} />
          <button type="submit">{look.t('moderation.close')}</button>
        </Form>
        <NextCase look={look} next={next} list={list} />
      </>
    );
  if (one.state === 'closed') return <NextCase look={look} next={next} list={list} />;
  // A waiting appeal is decided first: its form stands with it.
  const waits = one.reportList.some(({ outcome }) => outcome === null) || one.appeals === 0;
  return (
    <section id="decide">
      <h2>{look.t('moderation.decide')}</h2>
      {one.claimed?.mine && waits && <DecideForm {...props} />}
      <ClaimForm {...props} />
      {!one.claimed?.mine && next && (
        <p>
          <a href={casePath(next.id, list)}>{look.t('desk.next-case')}</a>
        </p>
      )}
    </section>
  );
};

export const wholeCasePage = (props: WholeProps): Answer => {
  const { look, one, list, history, taken, problem } = props;
  const { t } = look;
  const { cursor, ...from } = listOf(list);
  // What waits for a decision stands where one decides.
  const appealed = one.appealList.some(({ state }) => state === 'open');
  return deskPage({
    look,
    part: 'cases',
    title: t('moderation.case-title', { reason: reasonIn(look, one.reason) }),
    status: problem?.status,
    did: props.did,
    children: (
      <>
        <p>
          <a href={`${casesPath(from, { cursor })}#case-${one.id}`}>{t('desk.back-to-list')}</a>
          {' · '}
          <CaseSubject look={look} one={one} /> · <CasePerson look={look} one={one} />
          {!['actioned', 'dismissed', 'closed'].includes(one.state) && (
            <>
              {' · '}
              <a href={appealed ? '#appeals' : '#decide'}>{t('moderation.decide')}</a>
            </>
          )}
        </p>
        <CaseFacts look={look} one={one} />
        <ProblemNote look={look} problem={problem} />
        <div class="case">
          <div>
            <What {...props} />
            <Context {...props} />
            <Reports {...props} />
            <Advice {...props} />
            {!appealed && <Appeals {...props} />}
          </div>
          <div>
            {appealed && <Appeals {...props} />}
            <Decide {...props} />
            {taken.length > 0 && <Entries {...props} title={t('moderation.case-actions')} entries={taken} acts />}
            <Entries {...props} title={t('moderation.case-history')} entries={history} />
            {one.person && <AboutPerson look={look} person={one.person} />}
            <Notes {...props} />
          </div>
        </div>
      </>
    ),
  });
};
