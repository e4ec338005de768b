// Applications that wait, each with what was asked and answered, and the form that decides it.
import type { PendingApplication } from '../../../forum/identity/read-applications.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import type { Look } from '../look.ts';
import { Form, type Listed, Moment, Pager, ProblemNote } from '../parts.tsx';
import { adminPage, sectionPath } from './frame.tsx';

const iso = (at: number): string => new Date(at).toISOString();

export type Decided = { id: string; reason: string; problem: Problem };

type Props = {
  look: Look;
  applications: Listed<PendingApplication>;
  paged: boolean;
  /** The one whose decision was not taken, with what was typed. */
  again?: Decided | undefined;
  done?: string | undefined;
};

const Application = ({ look, one, again }: { look: Look; one: PendingApplication; again: Decided | undefined }) => {
  const { t } = look;
  const field = `reason-${one.id}`;
  return (
    <li id={one.id}>
      <h2 dir="auto">
        {one.displayName} <span class="quiet">{one.name}</span>
      </h2>
      <p class="quiet">
        <Moment look={look} at={iso(one.at)} /> · {t('admin.apply-ends')} <Moment look={look} at={iso(one.expiresAt)} />
      </p>
      <p class="quiet" dir="auto">
        {one.question}
      </p>
      <p class="prose" dir="auto">
        {one.answer}
      </p>
      <Form look={look} action={`${sectionPath('applications')}/${one.id}/decision`}>
        <ProblemNote look={look} problem={again?.problem} />
        <div class="field">
          <label for={field}>{t('admin.apply-reason', { name: one.name })}</label>
          <p class="quiet" id={`${field}-hint`}>
            {t('admin.apply-reason-hint')}
          </p>
          <textarea
            id={field}
            name="reason"
            rows={2}
            maxlength={10000}
            dir="auto"
            aria-describedby={`${field}-hint`}
            aria-invalid={again ? 'true' : undefined}
          >
            {again?.reason ?? ''}
          </textarea>
        </div>
        <p class="row">
          <button type="submit" class="main" name="decision" value="accept">
            {t('admin.apply-accept', { name: one.name })}
          </button>
          <button type="submit" name="decision" value="refuse" aria-label={`${t('admin.apply-refuse')}: ${one.name}`}>
            {t('admin.apply-refuse')}
          </button>
        </p>
      </Form>
    </li>
  );
};

export const applicationsPage = ({ look, applications, paged, again, done }: Props): Answer => {
  const { t } = look;
  return adminPage({
    look,
    section: 'applications',
    status: again?.problem.status,
    done,
    wide: false,
    children: (
      <>
        {applications.items.length === 0 ? (
          <p class="quiet">{t('admin.apply-none')}</p>
        ) : (
          <ul class="list">
            {applications.items.map((one) => (
              <Application look={look} one={one} again={again?.id === one.id ? again : undefined} />
            ))}
          </ul>
        )}
        <Pager look={look} path={sectionPath('applications')} paged={paged} next={applications.next} />
      </>
    ),
  });
};
