// The queue of cases, the first to look at first.
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { Answer } from '../../answer.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { type Listed, Pager, shownName } from '../parts.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { At, personPath, SubjectLink, scopeIn } from './words.tsx';

export const queues = ['waiting', 'claimed', 'decided', 'closed'] as const;
export type Queue = (typeof queues)[number];

type WithCase = { look: Look; one: CaseView };

export const casePath = (id: string): string => `/moderation/cases/${encodeURIComponent(id)}`;

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
        <bdi>
          {shownName(look, person)} @{person.name}@{person.origin || site.origin}
        </bdi>
      </a>
    ) : (
      t('moderation.case-gone')
    )}
  </span>
);

/** The first that nobody has, for whoever has just decided one. */
export const NextCase = ({ look, next }: { look: Look; next: CaseView | undefined }) => (
  <p>
    {next ? (
      <a class="button" href={casePath(next.id)}>
        {look.t('measures.next-case', { reason: reasonIn(look, next.reason) })}
      </a>
    ) : (
      look.t('measures.next-none')
    )}
  </p>
);

export const CaseRow = ({ look, one }: WithCase) => (
  <li>
    <h2>
      <a href={casePath(one.id)}>{look.t('moderation.case-title', { reason: reasonIn(look, one.reason) })}</a>
    </h2>
    {one.about && (
      <p dir="auto">
        {one.about.title !== '' && <strong>{one.about.title}</strong>} <span class="quiet">{one.about.text}</span>
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
  queue: Queue;
  cases: Listed<CaseView>;
  paged: boolean;
  did: Did;
  /** The one that was just decided. */
  last?: string | undefined;
};

const pathOf = (queue: Queue): string => (queue === 'waiting' ? '/moderation' : `/moderation?queue=${queue}`);

export const casesPage = ({ look, queue, cases, paged, did, last }: Props): Answer =>
  deskPage({
    look,
    part: 'cases',
    did,
    children: (
      <>
        {did !== undefined && queue === 'waiting' && <NextCase look={look} next={cases.items[0]} />}
        {did !== undefined && last !== undefined && (
          <p>
            <a href={casePath(last)}>{look.t('moderation.case-last')}</a>
          </p>
        )}
        <nav class="pages" aria-label={look.t('moderation.queue')}>
          {queues.map((each) => (
            <a href={pathOf(each)} aria-current={each === queue ? 'page' : undefined}>
              {look.t(`moderation.queue-${each}`)}
            </a>
          ))}
        </nav>
        {cases.items.length === 0 ? (
          <p>{look.t('moderation.queue-none')}</p>
        ) : (
          <ul class="list spaced">
            {cases.items.map((one) => (
              <CaseRow look={look} one={one} />
            ))}
          </ul>
        )}
        <Pager look={look} path={pathOf(queue)} paged={paged} next={cases.next} />
      </>
    ),
  });
