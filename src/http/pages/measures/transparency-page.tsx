// What moderators did in a period, as figures: for everybody who may read the log.
import type { Transparency } from '../../../forum/moderation/transparency.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { API_BASE } from '../../route.ts';
import type { Look } from '../look.ts';
import { deskPage } from '../moderation/desk-frame.tsx';
import { basisIn, kindIn } from '../moderation/words.tsx';
import { reasonIn, ruleIn } from '../moderation-note.tsx';
import { Field, ProblemNote } from '../parts.tsx';

/** Days, as fields take them: the last one is counted whole. */
export type Days = { from: string; to: string };

type Props = {
  look: Look;
  days: Days;
  report: (Transparency & { asked: { from: string; to: string } }) | undefined;
  problem?: Problem | undefined;
};

const Counts = ({
  look,
  title,
  counts,
  nameOf,
}: {
  look: Look;
  title: string;
  counts: Readonly<Record<string, number>>;
  nameOf: (key: string) => string;
}) => {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return rows.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <dl class="pairs">
        {rows.map(([key, count]) => (
          <>
            <dt dir="auto">{nameOf(key)}</dt>
            <dd>{look.number(count)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
};

const HOUR = 3_600_000;

/** Hours, or days where they are many. */
const long = ({ t, number }: Look, ms: number | null): string => {
  if (ms === null) return t('measures.figure-none');
  const hours = Math.round((ms / HOUR) * 10) / 10;
  return hours < 48
    ? t('measures.figure-hours', { hours: number(hours) })
    : t('measures.figure-days', { days: number(Math.round(hours / 2.4) / 10) });
};

const Figures = ({ look, report }: { look: Look; report: Transparency }) => {
  const { t, number } = look;
  const rows: [string, string][] = [
    [t('measures.figure-actions'), number(report.actions)],
    [t('measures.figure-people'), number(report.byPeople)],
    [t('measures.figure-automatic'), number(report.automatic)],
    [t('measures.figure-reversals'), number(report.reversals)],
    [t('measures.figure-appeals'), number(report.reversedOnAppeal)],
    [t('measures.figure-appealed'), number(report.appeals.received)],
    [t('measures.figure-overturned'), number(report.appeals.overturned)],
    [t('measures.figure-narrowed'), number(report.appeals.narrowed)],
    [t('measures.figure-upheld'), number(report.appeals.upheld)],
    [t('measures.figure-appeal-wait'), long(look, report.appeals.medianWait)],
    [t('measures.figure-roles-given'), number(report.roles.given)],
    [t('measures.figure-roles-taken'), number(report.roles.taken)],
    [t('measures.figure-awaiting'), number(report.awaitingApproval)],
    [t('measures.figure-wait'), long(look, report.medianWait)],
    [t('measures.figure-duration'), long(look, report.medianDuration)],
  ];
  return (
    <dl class="pairs">
      {rows.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
};

const DateField = ({
  name,
  label,
  value,
  problem,
}: {
  name: string;
  label: string;
  value: string;
  problem: Problem | undefined;
}) => (
  <Field name={name} label={label} problem={problem}>
    {(field) => <input {...field} type="date" value={value} required />}
  </Field>
);

export const transparencyPage = ({ look, days, report, problem }: Props): Answer => {
  const { t } = look;
  const asked = report && new URLSearchParams(report.asked);
  return deskPage({
    look,
    part: 'log',
    title: t('measures.transparency'),
    status: problem?.status,
    children: (
      <>
        <p class="quiet">
          {t('measures.transparency-hint')} <a href="/modlog">{t('measures.to-log')}</a>
        </p>
        <ProblemNote look={look} problem={problem} labels={{ from: t('measures.from'), to: t('measures.to') }} />
        <form action="/transparency" class="row">
          <DateField name="from" label={t('measures.from')} value={days.from} problem={problem} />
          <DateField name="to" label={t('measures.to')} value={days.to} problem={problem} />
          <button type="submit">{t('measures.transparency-show')}</button>
        </form>
        {report && (
          <>
            <Figures look={look} report={report} />
            <Counts
              look={look}
              title={t('measures.by-kind')}
              counts={report.byKind}
              nameOf={(key) => kindIn(look, key)}
            />
            <Counts
              look={look}
              title={t('measures.by-reason')}
              counts={report.byReason}
              nameOf={(key) => reasonIn(look, key)}
            />
            <Counts
              look={look}
              title={t('measures.by-basis')}
              counts={report.byBasis}
              nameOf={(key) => basisIn(look, key)}
            />
            <Counts
              look={look}
              title={t('measures.by-rule')}
              counts={report.byRule}
              nameOf={(key) => (key === '(none named)' ? t('measures.rule-none') : ruleIn(look, key))}
            />
            <p>
              <a href={`${API_BASE}/transparency?${asked}`} download={`transparency-${days.from}-${days.to}.json`}>
                {t('measures.transparency-json')}
              </a>
            </p>
          </>
        )}
      </>
    ),
  });
};
