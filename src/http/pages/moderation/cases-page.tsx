// The queue of cases, the first to look at first.
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { type Listed, Pager, shownName } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { type CasesAsked, casesPath, listText, queues, withQuery } from './desk-query.ts';
import { FilterForm, NoneSuits } from './filter-form.tsx';
import { At, personPath, SubjectLink, scopeIn } from './words.tsx';

type WithCase = { look: Look; one: CaseView };

/** @param list from which one comes */
export const casePath = (id: string, list = ''): string =>
  withQuery(`/moderation/cases/${encodeURIComponent(id)}`, { list });

const onPage = ['post', 'member', 'place', 'held'] as const;

/** `Post b17`, leading there. */
export const CaseSubject = ({ look, one: { subject } }: WithCase) => {
  const kind = onPage.find((each) => subject.startsWith(`${each} `)) ?? 'other';
  return kind === 'other' || kind === 'held' ? (
    <span>{look.t(`moderation.case-on-${kind}`)}</span>
  ) : (
    <span>
      {look.rich(`moderation.case-on-${kind}`, { link: () => <SubjectLink look={look} subject={subject} /> })}
    </span>
  );
};

export const CaseFacts = ({ look, one }: WithCase) => {
  const { t } = look;
  const { state, claimed, reports, appeals, priority, automatic, openedAt, scope } = one;
  return (
    <p class="facts">
      <span class="badge">{t(`moderation.case-state-${state}`)}</span>
      <span>{t('moderation.case-priority', { priority })}</span>
      {reports > 0 && <span>{t('moderation.case-reports', { count: reports })}</span>}
      {appeals > 0 && <strong>{t('moderation.case-appeals', { count: appeals })}</strong>}
      <span>{scopeIn(look, scope)}</span>
      <span>{look.rich('moderation.case-since', { time: () => <At look={look} at={openedAt} /> })}</span>
      {automatic && <span>{t('moderation.case-automatic')}</span>}
      {claimed &&
        (claimed.mine ? (
          <strong>{look.rich('moderation.case-mine', { time: () => <At look={look} at={claimed.until} /> })}</strong>
        ) : (
          <strong>
            {look.rich('measures.claimed-by', {
              name: () => <bdi>{claimed.by}</bdi>,
              time: () => <At look={look} at={claimed.until} />,
            })}
          </strong>
        ))}
    </p>
  );
};

export const CasePerson = ({ look, look: { t, site }, one: { person } }: WithCase) => (
  <span>
    {t('moderation.case-person')}:{' '}
    {person ? (
      <a href={personPath(site.origin, person)}>
        {shownName(look, person) !== person.name && (
          <>
            <bdi>{shownName(look, person)}</bdi>{' '}
          </>
        )}
        <bdi>
          @{person.name}
          {person.origin !== site.origin && `@${person.origin}`}
        </bdi>
      </a>
    ) : (
      t('moderation.case-gone')
    )}
  </span>
);

/** The first that nobody has, for whoever has just decided one. */
export const NextCase = ({ look, next, list }: { look: Look; next: CaseView | undefined; list: string }) => (
  <p>
    {next ? (
      <a class="button" href={casePath(next.id, list)}>
        {look.t('measures.next-case', { reason: reasonIn(look, next.reason) })}
      </a>
    ) : (
      look.t(list === '' ? 'measures.next-none' : 'desk.next-none')
    )}
  </p>
);

export const CaseRow = ({ look, one, list = '' }: WithCase & { list?: string }) => (
  <li id={`case-${one.id}`}>
    <h2>
      <a href={casePath(one.id, list)}>
        {look.t('moderation.case-title', { reason: reasonIn(look, one.reason) })}
        {one.about && one.about.title !== '' && (
          <>
            {' · '}
            <bdi>{one.about.title}</bdi>
          </>
        )}
      </a>
    </h2>
    {one.about && (
      <p class="quiet" dir="auto">
        {one.about.text}
      </p>
    )}
    <p>
      <CaseSubject look={look} one={one} /> · <CasePerson look={look} one={one} />
    </p>
    <CaseFacts look={look} one={one} />
  </li>
);

type Props = {
  look: Look;
  asked: CasesAsked;
  scopes: readonly string[];
  cases: Listed<CaseView>;
  cursor?: string | undefined;
  did: Did;
  /** The one that was just decided. */
  last?: string | undefined;
  problem?: Problem | undefined;
};

export const casesPage = ({ look, asked, scopes, cases, cursor, did, last, problem }: Props): Answer => {
  const { queue, ...narrowed } = asked;
  const list = listText({ ...asked, cursor });
  return deskPage({
    ...{ look, part: 'cases', did },
    status: problem?.status,
    children: (
      <>
        {did !== undefined && queue === 'waiting' && (
          <NextCase look={look} next={cases.items[0]} list={listText(asked)} />
        )}
        {did !== undefined && last !== undefined && (
          <p>
            <a href={casePath(last, list)}>{look.t('moderation.case-last')}</a>
          </p>
        )}
        <nav class="pages" aria-label={look.t('moderation.queue')}>
          {queues.map((each) => (
            <a href={casesPath({ ...asked, queue: each })} aria-current={each === queue ? 'page' : undefined}>
              {look.t(`moderation.queue-${each}`)}
            </a>
          ))}
        </nav>
        <FilterForm
          {...{ look, scopes, problem }}
          path="/moderation"
          asked={narrowed}
          by={['reason', 'person', 'appealed']}
          keep={queue === 'waiting' ? {} : { queue }}
        />
        {cases.items.length === 0 ? (
          <NoneSuits look={look} next={cases.next} asked={narrowed} none={look.t('moderation.queue-none')} />
        ) : (
          <ul class="list spaced">
            {cases.items.map((one) => (
              <CaseRow look={look} one={one} list={list} />
            ))}
          </ul>
        )}
        <Pager look={look} path={casesPath(asked)} paged={cursor !== undefined} next={cases.next} />
      </>
    ),
  });
};
