// What moderators did here, for everybody; with names, words and the way to undo it for those who moderate there.
import type { Child } from 'hono/jsx';
import type { FullEntry, LogEntry } from '../../../forum/moderation/read-modlog.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { API_BASE } from '../../route.ts';
import type { Look } from '../look.ts';
import { reasonIn } from '../moderation-note.tsx';
import { Form, type Listed, Pager, ProblemNote } from '../parts.tsx';
import { casePath } from './cases-page.tsx';
import { type Did, deskPage } from './desk-frame.tsx';
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
  if (host !== null && (on === 'member' || on === 'remote')) return <>{t('moderation.log-of', { host })}</>;
  return (
    <>
      {t(`moderation.on-${on}`)}
      {host !== null && on !== 'place' && ` (${t('moderation.log-of', { host })})`}
    </>
  );
};

const undoable = (entry: FullEntry): boolean =>
  !['reversal', 'approval', 'grant', 'revoke', 'note', 'warning', 'accept', 'rejection'].includes(entry.kind);

const Acts = ({ look, entry }: WithEntry<FullEntry>) => {
  const { t, actor } = look;
  const { number, awaits } = entry;
  const scope = entry.scope ?? 'instance';
  const id = `undo-${number}`;
  return (
    <>
      {awaits === 'approval' && can(actor, 'act', scope) && (
        <Form look={look} action={`/moderation/actions/${number}/approval`}>
          <button type="submit">{t('moderation.approve')}</button>
        </Form>
      )}
      {undoable(entry) && can(actor, 'reverse', scope) && (
        <details>
          <summary>{t('moderation.undo')}</summary>
          <Form look={look} action={`/moderation/actions/${number}/reversal`}>
            <div class="field">
              <label for={id}>{t('moderation.undo-words')}</label>
              <textarea id={id} name="words" rows={2} maxlength={4000} dir="auto" />
            </div>
            <button type="submit">{t('moderation.undo')}</button>
          </Form>
        </details>
      )}
    </>
  );
};

const Full = ({ look, entry }: WithEntry<FullEntry>) => (
  <>
    {entry.words !== '' && (
      <blockquote class="prose" dir="auto">
        {entry.words}
      </blockquote>
    )}
    {entry.note !== '' && (
      <p class="quiet prose" dir="auto">
        {entry.note}
      </p>
    )}
    {entry.caseId !== null && (
      <p>
        <a href={casePath(entry.caseId)}>{look.t('moderation.case-open')}</a>
      </p>
    )}
  </>
);

/** @param acts whether it is undone from here @param children what else is done with it */
export const LogItem = ({ look, entry, acts, children }: WithEntry & { acts: boolean; children?: Child }) => {
  const { t } = look;
  const { number, at, kind, scope, reason, rule, basis, by, until, reviewAt, target, awaits } = entry;
  const full = isFull(entry) ? entry : undefined;
  return (
    <li id={`action-${number}`}>
      <p>
        <strong>{kindIn(look, kind)}</strong>: <On look={look} entry={entry} />
        {target !== null && ` · ${t('moderation.log-target', { number: target })}`}
      </p>
      <p class="facts">
        <span>{t('moderation.log-number', { number })}</span>
        <At look={look} at={at} />
        <span>{reasonIn(look, reason)}</span>
        {rule !== '' && <span dir="auto">{t('moderation.rule', { rule })}</span>}
        <span>{scopeIn(look, scope)}</span>
        <Lasts
          look={look}
          until={until}
          reviewAt={reviewAt}
          permanent={entry.permanent ? (full?.permanentWhy ?? '') || t('moderation.decide-for-good') : null}
        />
        <span>{basisIn(look, basis)}</span>
        <span>
          {byIn(look, by)}
          {full?.actor && <bdi> ({full.actor})</bdi>}
        </span>
        {awaits !== '' && <strong>{t(`moderation.log-awaits-${awaits === 'wait' ? 'wait' : 'approval'}`)}</strong>}
      </p>
      {full && <Full look={look} entry={full} />}
      {full && acts && <Acts look={look} entry={full} />}
      {children}
    </li>
  );
};

type Props = {
  look: Look;
  /** All that was done, or what of it is in force. */
  part: 'log' | 'measures';
  log: Listed<Entry>;
  paged: boolean;
  did: Did;
  problem?: Problem | undefined;
};

export const logPage = ({ look, part, log, paged, did, problem }: Props): Answer => {
  const { t } = look;
  const all = part === 'log';
  return deskPage({
    look,
    part,
    did,
    status: problem?.status,
    ...(all ? { feed: '/modlog/feed' } : {}),
    children: (
      <>
        <p class="quiet">{t(all ? 'moderation.log-hint' : 'moderation.measures-hint')}</p>
        {all && (
          <p>
            <a href={`${API_BASE}/modlog/feed`}>{t('moderation.log-feed')}</a>
          </p>
        )}
        <ProblemNote look={look} problem={problem} />
        {log.items.length === 0 ? (
          <p>{t(all ? 'moderation.log-none' : 'moderation.own-none')}</p>
        ) : (
          <ul class="list spaced">
            {log.items.map((entry) => (
              <LogItem look={look} entry={entry} acts />
            ))}
          </ul>
        )}
        <Pager look={look} path={all ? '/modlog' : '/moderation/measures'} paged={paged} next={log.next} />
      </>
    ),
  });
};
