// The fields by which somebody acts: what, how long, where, why, and the words to whom it concerns; an end is proposed.
import type { Problem } from '../../failure.ts';
import { AreaField, TextField } from '../admin/parts.tsx';
import type { Look } from '../look.ts';
import type { Fields } from '../moderation/decision-input.ts';
import { CheckBox, lengthOptions, ReasonField, Select, type SelectGroup } from '../moderation/fields.tsx';
import { kindIn, scopeIn } from '../moderation/words.tsx';
import { Form, ProblemNote } from '../parts.tsx';
import type { On } from './act-input.ts';

export type Kinds = { readonly on: On; readonly kinds: readonly string[] };

const groupsOf = (look: Look, kinds: readonly Kinds[]): SelectGroup[] =>
  kinds.map(({ on, kinds: some }) => ({
    label: kinds.length > 1 ? look.t(`measures.on-${on}`) : undefined,
    options: some.map((kind): [string, string] => [`${on}:${kind}`, kindIn(look, kind)]),
  }));

type Props = {
  look: Look;
  kinds: readonly Kinds[];
  /** Where it may hold; none where that is not asked. */
  scopes: readonly string[];
  typed: Fields;
  problem?: Problem | undefined;
};

const More = ({ look: { t }, kinds, typed, problem }: Props) => {
  const has = (kind: string) => kinds.some(({ kinds: some }) => some.includes(kind));
  const { rule = '', note = '', why = '', label = '', posts = '5', minutes = '10' } = typed;
  return (
    <details open={problem !== undefined}>
      <summary>{t('measures.more')}</summary>
      <TextField name="rule" label={t('moderation.decide-rule')} value={rule} maxlength={200} problem={problem} />
      <AreaField name="note" label={t('moderation.decide-note')} value={note} maxlength={4000} rows={2} />
      <TextField name="why" label={t('moderation.decide-why')} value={why} maxlength={1000} />
      {has('label') && <TextField name="label" label={t('moderation.decide-label')} value={label} maxlength={60} />}
      {has('rate-limit') && (
        <TextField name="posts" label={t('moderation.decide-posts')} value={posts} type="number" min={1} max={1000} />
      )}
      {has('slow') && (
        <TextField
          name="minutes"
          label={t('measures.slow-minutes')}
          value={minutes}
          type="number"
          min={1}
          max={10080}
        />
      )}
    </details>
  );
};

/** What a filter on an instance does; beside the choice, as it does nothing without. */
const FilterBoxes = ({ look: { t }, typed }: Pick<Props, 'look' | 'typed'>) => (
  <fieldset>
    <legend>{t('measures.filter-does')}</legend>
    <CheckBox name="collapse" label={t('measures.filter-collapse')} checked={typed.collapse === 'yes'} />
    <CheckBox name="holdFirst" label={t('measures.filter-hold-first')} checked={typed.holdFirst === 'yes'} />
    <CheckBox name="noVotes" label={t('measures.filter-no-votes')} checked={typed.noVotes === 'yes'} />
  </fieldset>
);

export const ActFields = (props: Props) => {
  const { look, kinds, scopes, typed, problem } = props;
  const { t } = look;
  return (
    <>
      <ProblemNote
        look={look}
        problem={problem}
        labels={{ words: t('moderation.decide-words'), kind: t('measures.what'), scope: t('measures.where') }}
      />
      <div class="row">
        <Select name="kind" label={t('measures.what')} groups={groupsOf(look, kinds)} chosen={typed.kind} />
        <Select name="lasts" label={t('measures.how-long')} options={lengthOptions(look)} chosen={typed.lasts} />
        {scopes.length > 0 && (
          <Select
            name="scope"
            label={t(kinds.length > 1 ? 'measures.where-author' : 'measures.where')}
            options={scopes.map((scope) => [scope, scopeIn(look, scope)])}
            chosen={typed.scope}
          />
        )}
        <ReasonField look={look} chosen={typed.reason} />
      </div>
      {kinds.some(({ on }) => on === 'peer') && <FilterBoxes look={look} typed={typed} />}
      <AreaField
        name="words"
        label={t(kinds.some(({ on }) => on === 'peer') ? 'measures.words-log' : 'moderation.decide-words')}
        value={typed.words ?? ''}
        maxlength={4000}
        rows={3}
        problem={problem}
      />
      <More {...props} />
    </>
  );
};

/** The fields with their button, sent to `action`. */
export const ActForm = ({ action, ...fields }: Props & { action: string }) => (
  <Form look={fields.look} action={action} class="decide">
    <ActFields {...fields} />
    <p>
      <button type="submit" class="main">
        {fields.look.t('moderation.decide-act')}
      </button>
    </p>
  </Form>
);
