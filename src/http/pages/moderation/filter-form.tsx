// By what a list of the desk can be narrowed: a form that only asks, so that its answer is an address like any other.

import { Refusal } from '../../../base/errors.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { can } from '../../../forum/policy/capabilities.ts';
import { actionKinds, reasons, scopeOf } from '../../../forum/policy/measures.ts';
import type { ForumReads } from '../../../forum/threads/forum-reads.ts';
import type { Answer } from '../../answer.ts';
import type { Problem } from '../../failure.ts';
import { orAgain } from '../form.ts';
import type { Look } from '../look.ts';
import { Field, ProblemNote } from '../parts.tsx';
import { type Asked, isNarrowed } from './desk-query.ts';
import { CheckBox, Select } from './fields.tsx';
import { kindIn, scopeIn } from './words.tsx';

/** Places that a reader knows of, or of which they see what waits there. */
export const scopesFor = async (
  reads: Pick<ForumReads, 'places'>,
  actor: Actor,
  which: 'known' | 'moderated' = 'moderated',
): Promise<string[]> => {
  const places = [...(await reads.places(actor, 'plank')), ...(await reads.places(actor, 'board'))];
  const planks = places.some(({ kind }) => kind === 'plank') ? ['planks'] : [];
  const all = ['instance', ...planks, ...places.map(scopeOf)];
  return which === 'known' ? all : all.filter((scope) => can(actor, 'see-cases', scope));
};

type Props = {
  look: Look;
  path: string;
  asked: Asked;
  scopes: readonly string[];
  /** By what else than place and person. */
  by: readonly ('person' | 'kind' | 'reason' | 'appealed')[];
  /** What else the address says. */
  keep?: Readonly<Record<string, string>>;
  problem?: Problem | undefined;
};

export const FilterForm = ({ look, path, asked, scopes, by, keep = {}, problem }: Props) => {
  const { t } = look;
  const any: [string, string] = ['', t('desk.filter-any')];
  const narrowed = isNarrowed(asked);
  const kinds = actionKinds.filter((kind) => kind !== 'note');
  return (
    <details class="filter" open={narrowed}>
      <summary>{t('desk.filter')}</summary>
      <ProblemNote look={look} problem={problem} labels={{ person: t('desk.filter-person') }} />
      <form method="get" action={path}>
        {Object.entries(keep).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="row">
          {scopes.length > 1 && (
            <Select
              name="scope"
              label={t('desk.filter-place')}
              options={[
                ['', t('desk.filter-everywhere')],
                ...scopes.map((each) => [each, scopeIn(look, each)] as const),
              ]}
              chosen={asked.scope}
            />
          )}
          {by.includes('kind') && (
            <Select
              name="kind"
              label={t('desk.filter-kind')}
              options={[any, ...kinds.map((kind): [string, string] => [kind, kindIn(look, kind)])]}
              chosen={asked.kind}
            />
          )}
          {by.includes('reason') && (
            <Select
              name="reason"
              label={t('desk.filter-reason')}
              options={[any, ...reasons.map((each): [string, string] => [each, t(`post.reason-${each}`)])]}
              chosen={asked.reason}
            />
          )}
          {by.includes('person') && (
            <Field name="person" label={t('desk.filter-person')} problem={problem}>
              {(field) => (
                <input
                  {...field}
                  type="text"
                  value={asked.person ?? ''}
                  maxlength={300}
                  dir="ltr"
                  autocapitalize="none"
                  spellcheck={false}
                  placeholder={t('desk.filter-person-hint')}
                />
              )}
            </Field>
          )}
        </div>
        {by.includes('appealed') && (
          <CheckBox name="appealed" label={t('desk.filter-appealed')} checked={asked.appealed === 'yes'} />
        )}
        <p class="buttons">
          <button type="submit">{t('desk.filter-show')}</button>
          {narrowed && <a href={path}>{t('desk.filter-drop')}</a>}
        </p>
      </form>
    </details>
  );
};

/** Of a list where nothing is: whether it is over. */
export const NoneSuits = ({
  look: { t },
  next,
  asked,
  none,
}: {
  look: Look;
  next: string | null;
  asked: Asked;
  none: string;
}) => <p>{next !== null ? t('desk.filter-go-on') : isNarrowed(asked) ? t('desk.filter-none') : none}</p>;

/** Says at the form that what was asked for is not there. Who may not ask at all is told so as anywhere. */
export const orUnknown = async (act: () => Promise<Answer>, again: (problem: Problem) => Answer): Promise<Answer> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal) || (error.field !== 'scope' && error.field !== 'person')) throw error;
    return orAgain(
      () => Promise.reject(error),
      ({ problem }) => again(problem),
    );
  }
};
