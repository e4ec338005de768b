// One person on the desk: what is in force, what was done, their cases, and what to do now, without a case.
import type { AdvisoryView } from '../../../forum/advice/read-advisories.ts';
import type { Muted } from '../../../forum/cases/mute-reports.ts';
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import type { FullEntry, LogEntry } from '../../../forum/moderation/read-modlog.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { CaseAdvice } from '../moderation/advice-pages.tsx';
import { CaseRow } from '../moderation/cases-page.tsx';
import { type Fields, memberChoices, remoteChoices } from '../moderation/decision-input.ts';
import { type Did, deskPage } from '../moderation/desk-frame.tsx';
import { LogItem } from '../moderation/log-page.tsx';
import { personPath } from '../moderation/words.tsx';
import { memberPath } from '../parts.tsx';
import { ActForm } from './act-fields.tsx';
import { MuteForm } from './mute-form.tsx';

/** A form that was not taken. */
export type Again = { form: 'act' | 'mute'; typed: Fields; problem: Problem };

export type PersonProps = {
  look: Look;
  name: string;
  origin: string;
  displayName: string;
  role: 'member' | 'moderator' | 'admin';
  /** Where the reader may act; nowhere on themselves. */
  scopes: readonly string[];
  inForce: readonly FullEntry[];
  history: readonly FullEntry[];
  cases: readonly CaseView[];
  /** What constituents advise about them. */
  advice: readonly AdvisoryView[];
  /** Undefined: the reader does not moderate the whole instance, or they are at home elsewhere. */
  mute: { muted: Muted | undefined; may: boolean } | undefined;
  /** A day, as fields take it: from when their posts are listed, unless another is typed. */
  since: string;
  did: Did;
  again?: Again | undefined;
};

export const Entries = ({
  look,
  entries,
  none,
  acts,
  back,
}: {
  look: Look;
  entries: readonly (LogEntry | FullEntry)[];
  none: string;
  acts: boolean;
  back: string;
}) =>
  entries.length === 0 ? (
    <p class="quiet">{none}</p>
  ) : (
    <ul class="list">
      {entries.map((entry) => (
        <LogItem look={look} entry={entry} acts={acts} back={back} />
      ))}
    </ul>
  );

const Act = ({ look, origin, scopes, again, path }: PersonProps & { path: string }) => {
  const { t, site } = look;
  const home = origin === site.origin;
  const mine = again?.form === 'act' ? again : undefined;
  const proposed = {
    kind: home ? 'author:warning' : 'author:limit',
    lasts: '7',
    reason: 'spam',
    scope: scopes[0] ?? '',
  };
  return (
    <section>
      <h2 id="act">{t('measures.act')}</h2>
      {scopes.length === 0 ? (
        <p class="quiet">{t('measures.act-not')}</p>
      ) : (
        <ActForm
          look={look}
          action={`${path}/actions`}
          kinds={[{ on: 'author', kinds: home ? memberChoices : remoteChoices }]}
          scopes={scopes}
          typed={mine?.typed ?? proposed}
          problem={mine?.problem}
        />
      )}
    </section>
  );
};

export const SinceForm = ({ look, who, since }: { look: Look; who: string; since: string }) => (
  <form action="/moderation/bulk" class="row">
    <input type="hidden" name="member" value={who} />
    <TextField name="since" label={look.t('measures.posts-since')} value={since} type="datetime-local" required />
    <button type="submit">{look.t('measures.posts-list')}</button>
  </form>
);

export const personPage = (props: PersonProps): Answer => {
  const { look, name, origin, displayName, role, inForce, history, cases, advice, mute, since, did, again } = props;
  const { t, site, actor } = look;
  const path = personPath(site.origin, { name, origin });
  const local = origin === site.origin;
  const whole = can(actor, 'see-cases', 'instance');
  return deskPage({
    look,
    part: 'people',
    title: displayName || name,
    did,
    status: again?.problem.status,
    children: (
      <>
        <p class="facts">
          <a href={memberPath(look, { name, origin })}>
            @{name}@{origin}
          </a>
          {role !== 'member' && <span class="badge">{t(`reading.role-${role}`)}</span>}
          {!local && <span>{t('measures.elsewhere', { origin })}</span>}
        </p>
        <div class="case">
          <div>
            <h2>{t('measures.in-force')}</h2>
            <Entries
              look={look}
              entries={inForce}
              none={t(`measures.in-force-none${whole ? '' : '-yours'}`)}
              acts
              back={path}
            />
            <Act {...props} path={path} />
          </div>
          <div>
            <section>
              <h2>{t('measures.posts')}</h2>
              <SinceForm look={look} who={local ? name : `${name}@${origin}`} since={since} />
            </section>
            <section>
              <h2>{t('moderation.desk-cases')}</h2>
              {cases.length === 0 ? (
                <p class="quiet">{t('moderation.queue-none')}</p>
              ) : (
                <ul class="list">
                  {cases.map((one) => (
                    <CaseRow look={look} one={one} />
                  ))}
                </ul>
              )}
            </section>
            {mute && (
              <MuteForm
                look={look}
                action={`${path}/mute`}
                back={path}
                {...mute}
                {...(again?.form === 'mute' ? { typed: again.typed, problem: again.problem } : {})}
              />
            )}
            {role !== 'member' && actor.kind === 'member' && actor.role === 'admin' && (
              <p>
                <a href={`/moderation/undo-all?by=${encodeURIComponent(name)}`}>
                  {t('measures.undo-all-of', { name })}
                </a>
              </p>
            )}
          </div>
        </div>
        {advice.length > 0 && <CaseAdvice look={look} advice={advice} />}
        <h2>{t('measures.history')}</h2>
        <Entries look={look} entries={history} none={t('moderation.case-history-none')} acts={false} back={path} />
      </>
    ),
  });
};
