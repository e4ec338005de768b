// Whether reports of a member or of an instance are taken: not for a time, or again.
import type { Muted } from '../../../forum/cases/mute-reports.ts';
import type { Recorded } from '../../../forum/moderation/record-actions.ts';
import type { Problem } from '../../failure.ts';
import { AreaField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import type { Fields } from '../moderation/decision-input.ts';
import { Select } from '../moderation/fields.tsx';
import { actionPath } from '../moderation/log-page.tsx';
import { At } from '../moderation/words.tsx';
import { Form, ProblemNote } from '../parts.tsx';

const DAY = 86_400_000;
const DAYS = [1, 7, 14, 30, 90];

type Props = {
  look: Look;
  action: string;
  /** The page that it stands on. */
  back: string;
  muted: Muted | undefined;
  may: boolean;
  typed?: Fields | undefined;
  problem?: Problem | undefined;
};

export const MuteForm = ({ look, action, back, muted, may, typed, problem }: Props) => {
  const { t } = look;
  return (
    <section>
      <h2>{t('measures.reports-of')}</h2>
      {muted ? (
        <>
          <p>{look.rich('measures.muted-until', { time: () => <At look={look} at={muted.until} /> })}</p>
          <blockquote class="prose" dir="auto">
            {muted.words}
          </blockquote>
        </>
      ) : (
        <p class="quiet">{t('measures.not-muted')}</p>
      )}
      {may && (
        <details open={problem !== undefined}>
          <summary>{t(muted ? 'measures.mute-change' : 'measures.mute')}</summary>
          <Form look={look} action={action}>
            <ProblemNote look={look} problem={problem} />
            <p class="quiet">{t('measures.mute-hint')}</p>
            <Select
              name="muteDays"
              label={t('measures.how-long')}
              options={DAYS.map((count) => [String(count), t('moderation.decide-days', { count })])}
              chosen={typed?.muteDays ?? '7'}
            />
            <AreaField
              name="muteWords"
              label={t('measures.mute-words')}
              value={typed?.muteWords ?? ''}
              required
              maxlength={2000}
              rows={2}
            />
            <button type="submit">{t('measures.mute')}</button>
          </Form>
          {muted && (
            <Form look={look} action={`${actionPath(muted.action)}/reversal`}>
              <input type="hidden" name="next" value={back} />
              <button type="submit">{t('measures.mute-end')}</button>
            </Form>
          )}
        </details>
      )}
    </section>
  );
};

/** What `muteInput` reads. */
export const muteOf = ({ muteDays = '', muteWords = '' }: Fields, now: number) => {
  const days = DAYS.find((each) => String(each) === muteDays) ?? 7;
  // A minute short of it: the rule counts to the millisecond.
  const until = now + days * DAY - 60_000;
  return { until: new Date(until).toISOString(), words: muteWords };
};

/** Back to where it was asked for; of staff a second person has to agree: then to where that is done. */
export const mutedAt = (actions: readonly Recorded[], back: string): string => {
  const waits = actions.find(({ awaits }) => awaits !== '');
  return waits ? actionPath(waits.number) : back;
};
