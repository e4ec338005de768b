// Undoing everything that one moderator did since a time: what that would be, and then the act itself.

import type { StaffView } from '../../../forum/moderation/change-duties.ts';
import type { FullEntry } from '../../../forum/moderation/read-modlog.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { AreaField, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import { type Did, deskPage } from '../moderation/desk-frame.tsx';
import { LogItem } from '../moderation/log-page.tsx';
import { At } from '../moderation/words.tsx';
import { Form, ProblemNote } from '../parts.tsx';

export const UNDO_ALL = '/moderation/undo-all';

type Props = {
  look: Look;
  by: string;
  /** A day and time, as fields take it. */
  since: string;
  staff: readonly StaffView[];
  /** What it would undo, the newest first; undefined: not asked yet. */
  found: { at: number; count: number; shown: readonly FullEntry[] } | undefined;
  words?: string | undefined;
  did?: Did;
  problem?: Problem | undefined;
};

const Found = ({ look, by, since, found, words, problem }: Props & { found: NonNullable<Props['found']> }) => {
  const { t } = look;
  const { at, count, shown } = found;
  return (
    <section>
      <h2>
        {look.rich('measures.undo-all-count', {
          count: () => <>{look.number(count)}</>,
          name: () => <bdi>{by}</bdi>,
          time: () => <At look={look} at={at} />,
        })}
      </h2>
      {count === 0 ? (
        <p>{t('measures.undo-all-none')}</p>
      ) : (
        <Form look={look} action={UNDO_ALL}>
          <input type="hidden" name="by" value={by} />
          <input type="hidden" name="since" value={since} />
          <AreaField
            name="words"
            label={t('moderation.undo-words')}
            value={words ?? ''}
            problem={problem}
            required
            maxlength={4000}
            rows={2}
          />
          <p class="quiet">{t('measures.brake-hint')}</p>
          <button type="submit" class="main">
            {t('measures.undo-all-do', { count })}
          </button>
        </Form>
      )}
      <ul class="list">
        {shown.map((entry) => (
          <LogItem look={look} entry={entry} acts={false} />
        ))}
      </ul>
      {count > shown.length && <p>{t('measures.and-more', { count: count - shown.length })}</p>}
    </section>
  );
};

export const undoAllPage = (props: Props): Answer => {
  const { look, by, since, staff, found, did, problem } = props;
  const { t } = look;
  return deskPage({
    look,
    part: 'people',
    title: t('measures.undo-all'),
    did,
    status: problem?.status,
    children: (
      <>
        <p class="quiet">{t('measures.undo-all-hint')}</p>
        <ProblemNote
          look={look}
          problem={problem}
          labels={{
            by: t('measures.undo-all-by'),
            since: t('measures.undo-all-since'),
            words: t('moderation.undo-words'),
          }}
        />
        <form action={UNDO_ALL} class="row">
          <TextField name="by" label={t('measures.undo-all-by')} value={by} problem={problem} required maxlength={64} />
          <TextField
            name="since"
            label={t('measures.undo-all-since')}
            value={since}
            type="datetime-local"
            problem={problem}
            required
          />
          <button type="submit">{t('measures.undo-all-show')}</button>
        </form>
        {by === '' && (
          <p>
            {staff.map(({ name }) => (
              <>
                <a href={`${UNDO_ALL}?by=${encodeURIComponent(name)}`}>{name}</a>{' '}
              </>
            ))}
          </p>
        )}
        {found && <Found {...props} found={found} />}
      </>
    ),
  });
};
