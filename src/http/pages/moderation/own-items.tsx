// What a member sees of moderation, item by item: a decision, a report, an appeal, a notice, a post that waits.

import { APPEAL_WORDS } from '../../../forum/cases/appeal.ts';
import type { OwnAppeal, OwnNote, OwnReport, PeerNotice } from '../../../forum/cases/own-cases.ts';
import type { Decision } from '../../../forum/moderation/read-decisions.ts';
import type { HeldView } from '../../../forum/moderation/read-held.ts';
import { officeKinds } from '../../../forum/policy/measures.ts';
import { heldImage } from '../../api/held-shape.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { reasonIn, ruleIn, waitsIn } from '../moderation-note.tsx';
import { Form, ProblemNote, postPath } from '../parts.tsx';
import { Images } from '../post-view.tsx';
import { recall } from '../recall.ts';
import { SettingsSaid } from './settings-said.tsx';
import { At, basisIn, byIn, kindIn, Lasts, PlaceLink, SubjectLink, scopeIn } from './words.tsx';

type WithLook = { look: Look };
/** An appeal that was not taken, with what was typed. */
export type AppealAgain = { about: string; words: string; problem: Problem };

type AppealProps = WithLook & {
  field: 'decision' | 'report' | 'notice';
  about: string;
  until: number;
  again?: AppealAgain | undefined;
};

const AppealForm = ({ look, field, about, until, again }: AppealProps) => {
  const { t } = look;
  const mine = again?.about === about ? again : undefined;
  const id = `words-${about}`;
  return (
    <details open={mine !== undefined}>
      <summary>{t('moderation.appeal')}</summary>
      <Form look={look} action="/decisions/appeals">
        <ProblemNote look={look} problem={mine?.problem} />
        <input type="hidden" name={field} value={about} />
        <div class="field">
          <label for={id}>{t('moderation.appeal-words')}</label>
          <p class="quiet" id={`${id}-hint`}>
            {look.rich('moderation.appeal-hint', { time: () => <At look={look} at={until} /> })}
          </p>
          <textarea
            id={id}
            name="words"
            rows={4}
            maxlength={APPEAL_WORDS}
            dir="auto"
            required
            aria-describedby={`${id}-hint`}
            aria-invalid={mine ? 'true' : undefined}
          >
            {mine?.words ?? ''}
          </textarea>
        </div>
        <button type="submit" class="main">
          {t('moderation.appeal-send')}
        </button>
      </Form>
    </details>
  );
};

const Said = ({ words }: { words: string }) =>
  words === '' ? null : (
    <blockquote class="prose" dir="auto">
      {words}
    </blockquote>
  );

const About = ({ look, subject }: WithLook & { subject: string }) => {
  const { t } = look;
  if (subject.startsWith('held ')) return <>{t('moderation.about-held')}</>;
  if (subject === 'member' || subject === '') return <>{t('moderation.about-you')}</>;
  return <>{look.rich('moderation.about-post', { link: () => <SubjectLink look={look} subject={subject} /> })}</>;
};

/** Kinds that restrict nothing; an appeal against them is refused. */
const unappealable = new Set<string>(['reversal', 'approval', 'bulk', 'keep', 'accept', ...officeKinds]);

type DecisionProps = WithLook & { decision: Decision; appeal?: OwnAppeal | undefined; again?: AppealAgain | undefined };

export const DecisionItem = ({ look, decision, appeal, again }: DecisionProps) => {
  const { t, now } = look;
  const { number, at, kind, scope, reason, rule, basis, by, state, until, reviewAt, permanent, target } = decision;
  const open = now < decision.appealUntil && state !== 'reversed' && !unappealable.has(kind);
  return (
    <li id={`decision-${number}`}>
      <h2>
        {kindIn(look, kind)} <span class={`badge ${state}`}>{t(`moderation.state-${state}`)}</span>
      </h2>
      <p>
        <About look={look} subject={decision.subject} />
      </p>
      <p class="facts">
        <span>{t('moderation.number', { number })}</span>
        <At look={look} at={at} />
        {scope !== '' && <span>{scopeIn(look, scope)}</span>}
        {state !== 'said' && <Lasts look={look} until={until} reviewAt={reviewAt} permanent={permanent} />}
        <span>{byIn(look, by)}</span>
        <span>{basisIn(look, basis)}</span>
      </p>
      {target === null ? (
        <p>{t('moderation.reason', { reason: reasonIn(look, reason) })}</p>
      ) : (
        <p>{t('moderation.about-target', { number: target })}</p>
      )}
      {rule !== '' && <p dir="auto">{t('moderation.rule', { rule: ruleIn(look, rule) })}</p>}
      <SettingsSaid look={look} kind={kind} settings={decision.settings} />
      <Said words={recall(look, decision.words)} />
      {appeal ? (
        <p>{t('moderation.appealed', { state: t(`moderation.appeal-${appeal.state}`) })}</p>
      ) : (
        open && (
          <AppealForm look={look} field="decision" about={String(number)} until={decision.appealUntil} again={again} />
        )
      )}
    </li>
  );
};

export const ReportItem = ({
  look,
  report,
  again,
}: WithLook & { report: OwnReport; again?: AppealAgain | undefined }) => {
  const { t, now } = look;
  const { id, subject, reason, words, at, outcome, notes, appeal, appealUntil } = report;
  const decided = outcome === 'actioned' || outcome === 'dismissed' ? outcome : 'waiting';
  return (
    <li id={id}>
      <h2>
        <SubjectLink look={look} subject={subject} />: {reasonIn(look, reason)}
      </h2>
      <p class="facts">
        <At look={look} at={at} />
        <strong>{t(`moderation.outcome-${decided}`)}</strong>
      </p>
      {words !== '' && <p dir="auto">{t('moderation.you-said', { words })}</p>}
      {notes.map((note) => (
        <p dir="auto">{t('moderation.from-moderators', { words: note.words })}</p>
      ))}
      {appeal ? (
        <p>{t('moderation.appealed', { state: t(`moderation.appeal-${appeal.state}`) })}</p>
      ) : (
        appealUntil !== null &&
        now < appealUntil && <AppealForm look={look} field="report" about={id} until={appealUntil} again={again} />
      )}
    </li>
  );
};

export const AppealItem = ({ look, appeal }: WithLook & { appeal: OwnAppeal }) => {
  const { t } = look;
  const { decision, words, at, state, reasons, decidedAt } = appeal;
  return (
    <li id={appeal.id}>
      <h2>
        {decision === null
          ? t('moderation.appeal-of-report')
          : t('moderation.appeal-of-decision', { number: decision })}
      </h2>
      <p class="facts">
        <At look={look} at={at} />
        <strong>{t(`moderation.appeal-${state}`)}</strong>
        {decidedAt !== null && <At look={look} at={decidedAt} />}
      </p>
      <p dir="auto">{t('moderation.you-said', { words })}</p>
      <Said words={reasons} />
    </li>
  );
};

export const NoteItem = ({ look, note: { subject, words, at } }: WithLook & { note: OwnNote }) => (
  <li>
    <p class="facts">
      <span>
        <About look={look} subject={subject} />
      </span>
      <At look={look} at={at} />
    </p>
    <Said words={words} />
  </li>
);

const appealStates = ['sent', 'open', 'refused', 'overturned', 'narrowed', 'upheld'] as const;

export const NoticeItem = ({
  look,
  notice,
  again,
}: WithLook & { notice: PeerNotice; again?: AppealAgain | undefined }) => {
  const { t, now } = look;
  const { appeal, appealUntil } = notice;
  const stands = appealStates.find((one) => one === appeal?.state);
  const { id, peer, at, endedAt, post, measure, scope, reason, rule, basis, words, until, alone, reviewer } = notice;
  const end = until === null ? Number.NaN : Date.parse(until);
  return (
    <li id={id}>
      <h2>
        {peer}: {kindIn(look, measure)}
      </h2>
      <p>
        {post === null
          ? t('moderation.about-you')
          : look.rich('moderation.about-post', { link: () => <a href={postPath(post)}>{post}</a> })}
      </p>
      <p class="facts">
        <At look={look} at={at} />
        <span>{scopeIn(look, scope)}</span>
        <Lasts look={look} until={Number.isNaN(end) ? null : end} />
        <span>{basisIn(look, basis)}</span>
      </p>
      <p>{t('moderation.reason', { reason: reasonIn(look, reason) })}</p>
      {rule && <p dir="auto">{t('moderation.rule', { rule: ruleIn(look, rule) })}</p>}
      <Said words={words} />
      {endedAt !== null && <p>{t('moderation.notice-ended')}</p>}
      {alone && endedAt === null && (
        <p>
          {t('moderation.alone-there', { peer })}{' '}
          {reviewer !== '' && <span dir="auto">{t('moderation.reviewer-there', { reviewer })}</span>}
        </p>
      )}
      {appeal && stands ? (
        <>
          <p>{t('moderation.appealed', { state: t(`moderation.appeal-${stands}`) })}</p>
          <p dir="auto">{t('moderation.you-said', { words: appeal.words })}</p>
          <Said words={appeal.reasons} />
        </>
      ) : (
        endedAt === null &&
        now < appealUntil && <AppealForm look={look} field="notice" about={id} until={appealUntil} again={again} />
      )}
    </li>
  );
};

export const HeldItem = ({ look, held }: WithLook & { held: HeldView }) => {
  const { t } = look;
  const { id, place, thread, title, body, images, why, at, until, state, post } = held;
  return (
    <li id={`held-${id}`}>
      <h2>
        <span dir="auto">{title || t('moderation.held-reply')}</span>{' '}
        <span class="badge">{t(`moderation.held-${state}`)}</span>
      </h2>
      <p class="facts">
        <At look={look} at={at} />
        <PlaceLink look={look} place={place} />
        {thread !== null && <a href={postPath(thread)}>{look.t('moderation.case-thread')}</a>}
        {post !== null && <SubjectLink look={look} subject={`post ${post}`} />}
      </p>
      <Said words={body} />
      {images.length > 0 && <Images look={look} images={images.map(heldImage)} />}
      {state === 'held' && (
        <>
          <p>{t('moderation.held-why', { why: waitsIn(look, why) })}</p>
          <p>
            {until === null
              ? t('moderation.held-open')
              : look.rich('moderation.held-until', { time: () => <At look={look} at={until} /> })}
          </p>
          <Form look={look} action={`/decisions/held/${encodeURIComponent(id)}/withdraw`}>
            <button type="submit">{t('moderation.held-withdraw')}</button>
          </Form>
        </>
      )}
    </li>
  );
};
