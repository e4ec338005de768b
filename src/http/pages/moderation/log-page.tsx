// What moderators did here, for everybody; with names, words and the way to undo it for those who moderate there.

import type { Child } from 'hono/jsx';
import type { FullEntry, LogEntry } from '../../../forum/moderation/read-modlog.ts';
import { isUndoable } from '../../../forum/moderation/reversed.ts';
import { can, canAnywhere } from '../../../forum/policy/capabilities.ts';
import { appealKinds } from '../../../forum/policy/measures.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { API_BASE } from '../../route.ts';
import type { Look } from '../look.ts';
import { reasonIn, ruleIn } from '../moderation-note.tsx';
import { Form, type Listed, Pager, ProblemNote } from '../parts.tsx';
import { recall } from '../recall.ts';
import { casePath } from './cases-page.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
import { type Asked, withQuery } from './desk-query.ts';
import { FilterForm, NoneSuits } from './filter-form.tsx';
import { SettingsSaid } from './settings-said.tsx';
import { At, basisIn, byIn, kindIn, Lasts, SubjectLink, scopeIn } from './words.tsx';

type Entry = LogEntry | FullEntry;
type WithEntry<T extends Entry = Entry> = { look: Look; entry: T };

const isFull = (entry: Entry): entry is FullEntry => 'subject' in entry;
const kindsOn = ['post', 'thread', 'place', 'member', 'remote', 'peer', 'held', 'none'] as const;

/** On what, as much as the reader may know. */
const On = ({ look, entry }: WithEntry) => {
  const { t } = look;
  const { host } = entry;
  if (isFull(entry) && entry.subject !== '')
    return entry.on === 'held' ? (
      <span>{t('moderation.on-held')}</span>
    ) : (
      <SubjectLink look={look} subject={entry.subject} />
    );
  const on = kindsOn.find((each) => each === entry.on) ?? 'none';
  if (host === null || on === 'place') return <>{t(`moderation.on-${on}`)}</>;
  if (on === 'member' || on === 'remote') return <>{t('moderation.log-of', { host })}</>;
  if (on === 'peer') return <>{t('moderation.log-peer', { host })}</>;
  return <>{t('moderation.log-by', { what: t(`moderation.on-${on}`), who: t('moderation.log-of', { host }) })}</>;
};

/** Not what is undone already, gone for good, said once, or over: of a hold, what follows it can be undone still. */
const undoable = ({ kind, stands, until }: FullEntry, now: number): boolean =>
  isUndoable({ kind }) &&
  kind !== 'reversal' &&
  stands !== 'undone' &&
  !(kind === 'purge' && stands === 'done') &&
  (until === null || until > now || kind === 'hold');

/** They are said or done, and last no time. */
const onceAndForAll: ReadonlySet<string> = new Set([
  ...(['reversal', 'approval', 'rejection', 'move', 'warning', 'note'] as const),
  ...appealKinds,
]);

export const actionPath = (number: number): string => `/moderation/actions/${number}`;

type ActsProps = WithEntry<FullEntry> & {
  /** Where to be afterwards; the log otherwise. */
  back: string | undefined;
};

const Acts = ({ look, entry, back }: ActsProps) => {
  const { t, actor } = look;
  const { number, stands, awaits } = entry;
  const scope = entry.scope ?? 'instance';
  const id = `undo-${number}`;
  const undo = t(stands === 'pending' ? 'measures.call-off' : 'moderation.undo');
  const own = actor.kind === 'member' && entry.actor === `${actor.name}@${look.site.origin}`;
  const named = `${undo}: ${t('moderation.log-number', { number })}`;
  const Next = () => (back === undefined ? null : <input type="hidden" name="next" value={back} />);
  return (
    <>
      {stands === 'pending' && awaits === 'approval' && entry.parent === null && !own && can(actor, 'act', scope) && (
        <Form look={look} action={`${actionPath(number)}/approval`}>
          <Next />
          <button type="submit" aria-label={`${t('moderation.approve')}: ${t('moderation.log-number', { number })}`}>
            {t('moderation.approve')}
          </button>
        </Form>
      )}
      {undoable(entry, look.now) && can(actor, 'reverse', scope) && (
        <details>
          <summary>{undo}</summary>
          <Form look={look} action={`${actionPath(number)}/reversal`}>
            <Next />
            <div class="field">
              <label for={id}>{t('moderation.undo-words')}</label>
              <textarea id={id} name="words" rows={2} maxlength={4000} dir="auto" />
            </div>
            <button type="submit" aria-label={named}>
              {undo}
            </button>
          </Form>
        </details>
      )}
    </>
  );
};

/** @param within the case that it is shown in */
const Full = ({ look, entry, within }: WithEntry<FullEntry> & { within: string | undefined }) => (
  <>
    {entry.words !== '' && (
      <blockquote class="prose" dir="auto">
        {recall(look, entry.words)}
      </blockquote>
    )}
    {entry.note !== '' && (
      <p class="quiet prose" dir="auto">
        {entry.note}
      </p>
    )}
    {entry.caseId !== null && entry.caseId !== within && (
      <p>
        <a href={casePath(entry.caseId)}>{look.t('moderation.case-open')}</a>
      </p>
    )}
  </>
);

/** @param acts whether it is undone from here, and where to be `back` afterwards @param within the case that it is shown in @param children what else is done with it */
export const LogItem = ({
  look,
  entry,
  acts,
  back,
  within,
  children,
}: WithEntry & { acts: boolean; back?: string; within?: string; children?: Child }) => {
  const { t } = look;
  const { number, at, kind, scope, reason, rule, basis, by, until, reviewAt, target, parent, awaits, stands } = entry;
  const full = isFull(entry) ? entry : undefined;
  const ended = stands === 'undone' ? 'reversed' : until !== null && until <= look.now ? 'over' : undefined;
  return (
    <li id={`action-${number}`}>
      <p>
        <strong>{kindIn(look, kind)}</strong>: <On look={look} entry={entry} />
        {target !== null && (
          <>
            {' · '}
            {full ? (
              <a href={actionPath(target)}>{t('moderation.log-target', { number: target })}</a>
            ) : (
              t('moderation.log-target', { number: target })
            )}
          </>
        )}
        {parent !== null && ` · ${t('measures.carried-by', { number: parent })}`}
        {ended !== undefined && (
          <>
            {' '}
            <span class="badge">{t(`moderation.state-${ended}`)}</span>
          </>
        )}
      </p>
      <p class="facts">
        {full ? (
          <a href={actionPath(number)}>{t('moderation.log-number', { number })}</a>
        ) : (
          <span>{t('moderation.log-number', { number })}</span>
        )}
        <At look={look} at={at} />
        <span>{reasonIn(look, reason)}</span>
        {rule !== '' && <span dir="auto">{t('moderation.rule', { rule: ruleIn(look, rule) })}</span>}
        <span>{scopeIn(look, scope)}</span>
        {!onceAndForAll.has(kind) && (
          <Lasts
            look={look}
            until={until}
            reviewAt={reviewAt}
            permanent={entry.permanent ? (full?.permanentWhy ?? '') : null}
          />
        )}
        <span>{basisIn(look, basis)}</span>
        <span>
          {byIn(look, by)}
          {full?.actor && <bdi> ({full.actor})</bdi>}
        </span>
        {awaits !== '' && stands === 'pending' && (
          <strong>{t(`moderation.log-awaits-${awaits === 'wait' ? 'wait' : 'approval'}`)}</strong>
        )}
      </p>
      <SettingsSaid look={look} kind={kind} settings={full?.settings ?? { role: entry.toRole }} />
      {full && <Full look={look} entry={full} within={within} />}
      {full && acts && <Acts look={look} entry={full} back={back} />}
      {children}
    </li>
  );
};

type Props = {
  look: Look;
  /** All that was done, or what of it is in force. */
  part: 'log' | 'measures';
  log: Listed<Entry>;
  asked: Asked;
  scopes: readonly string[];
  paged: boolean;
  did: Did;
  /** Why something could not be done; or why a list is not there. */
  problem?: Problem | undefined;
  unknown?: Problem | undefined;
};

const paths = { log: '/modlog', measures: '/moderation/measures' } as const;

export const logPage = ({ look, part, log, asked, scopes, paged, did, problem, unknown }: Props): Answer => {
  const { t, actor } = look;
  const all = part === 'log';
  const here = withQuery(paths[part], asked);
  return deskPage({
    look,
    part,
    did,
    status: (problem ?? unknown)?.status,
    ...(all ? { feed: '/modlog/feed' } : {}),
    children: (
      <>
        <p class="quiet">{t(all ? 'moderation.log-hint' : 'moderation.measures-hint')}</p>
        {all && (
          <p>
            <a href={`${API_BASE}/modlog/feed`}>{t('moderation.log-feed')}</a> ·{' '}
            <a href="/transparency">{t('measures.transparency')}</a>
          </p>
        )}
        <ProblemNote look={look} problem={problem} />
        <FilterForm
          {...{ look, asked, scopes, problem: unknown }}
          path={paths[part]}
          by={canAnywhere(actor, 'see-cases') ? ['kind', 'reason', 'person'] : ['kind', 'reason']}
        />
        {log.items.length === 0 ? (
          <NoneSuits
            {...{ look, asked, next: log.next }}
            none={t(all ? 'moderation.log-none' : 'moderation.own-none')}
          />
        ) : (
          <ul class="list spaced">
            {log.items.map((entry) => (
              <LogItem look={look} entry={entry} acts back={here} />
            ))}
          </ul>
        )}
        <Pager look={look} path={here} paged={paged} next={log.next} />
      </>
    ),
  });
};
